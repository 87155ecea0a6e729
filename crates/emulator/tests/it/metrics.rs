//! Asking CloudWatch, read as the backend reads it.

use aws_services::{GetMetricDataOutput, ListMetricsOutput, Metric, MetricDataResult};
use serde_json::{Value, json};

use crate::client::{Answer, Client, START};

pub(crate) const HOUR: i64 = 3600;
pub(crate) const DAY: i64 = 24 * HOUR;
/// The start of the emulator, in seconds, cut to the five minutes in which metrics are measured.
pub(crate) const NOW: i64 = START / 1000 - START / 1000 % 300;

pub(crate) async fn ask(client: &Client, operation: &str, input: Value) -> Answer {
    let client = client.of_service("monitoring");
    let target = format!("GraniteServiceVersion20100801.{operation}");
    client.send(client.request_to(&target, &input.to_string())).await
}

/// All metrics of a cluster, whatever HSM had them.
pub(crate) async fn metrics_of(client: &Client, cluster_id: &str) -> Vec<Metric> {
    let dimensions = json!([{ "Name": "ClusterId", "Value": cluster_id }]);
    list_all(client, json!({ "Namespace": "AWS/CloudHSM", "Dimensions": dimensions })).await
}

/// All pages of a list.
pub(crate) async fn list_all(client: &Client, mut input: Value) -> Vec<Metric> {
    let mut all = Vec::new();
    loop {
        let page = ask(client, "ListMetrics", input.clone()).await.json();
        let page: ListMetricsOutput = serde_json::from_value(page).unwrap();
        all.extend(page.metrics);
        match page.next_token {
            Some(token) => input["NextToken"] = token.into(),
            None => return all,
        }
    }
}

/// The metric of this name that an HSM has.
pub(crate) fn metric(cluster_id: &str, hsm_id: &str, name: &str) -> Value {
    json!({
        "Namespace": "AWS/CloudHSM", "MetricName": name, "Dimensions": [
            { "Name": "HsmId", "Value": hsm_id }, { "Name": "ClusterId", "Value": cluster_id },
        ],
    })
}

pub(crate) fn query(id: &str, metric: &Value, period: i64, stat: &str) -> Value {
    json!({ "Id": id, "MetricStat": { "Metric": metric, "Period": period, "Stat": stat } })
}

/// What the queries answer, from one time to another, on one page.
pub(crate) async fn data(
    client: &Client,
    queries: Value,
    (start, end): (i64, i64),
) -> Vec<MetricDataResult> {
    let input = json!({
        "MetricDataQueries": queries, "StartTime": start, "EndTime": end,
        "ScanBy": "TimestampAscending",
    });
    let output = ask(client, "GetMetricData", input).await.json();
    let output: GetMetricDataOutput = serde_json::from_value(output).unwrap();
    assert_eq!(output.next_token, None);
    output.metric_data_results
}

/// The times, in seconds, and the values of one metric.
pub(crate) async fn series(
    client: &Client,
    metric: &Value,
    (period, stat): (i64, &str),
    span: (i64, i64),
) -> Vec<(i64, f64)> {
    let mut results = data(client, json!([query("q", metric, period, stat)]), span).await;
    assert_eq!(results.len(), 1);
    points(&results.remove(0))
}

pub(crate) fn points(result: &MetricDataResult) -> Vec<(i64, f64)> {
    assert_eq!(result.timestamps.len(), result.values.len());
    let times = result.timestamps.iter().map(|time| time.epoch_millis().unwrap() / 1000);
    times.zip(result.values.iter().copied()).collect()
}

/// The ID of a cluster of this name, and those of its HSMs by zone.
pub(crate) async fn cluster_and_hsms(client: &Client, name: &str) -> (String, Vec<String>) {
    let cluster = client.of_service("cloudhsm").cluster_named(name).await;
    let hsms = cluster["Hsms"].as_array().unwrap().iter();
    let ids = hsms.map(|hsm| hsm["HsmId"].as_str().unwrap().to_owned()).collect();
    (cluster["ClusterId"].as_str().unwrap().to_owned(), ids)
}
