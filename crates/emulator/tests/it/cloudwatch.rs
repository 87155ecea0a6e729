//! CloudWatch's metrics by its wire: lists, values and refusals.

use std::collections::BTreeSet;

use aws_services::{Metric, StatusCode};
use emulator::Config;
use serde_json::{Value, json};

use crate::{
    client::Client,
    metrics::{
        DAY, HOUR, NOW, ask, cluster_and_hsms, data, list_all, metric, metrics_of, query, series,
    },
};

#[tokio::test]
async fn metrics_are_listed_by_cluster_and_hsm() {
    let client = Client::default();
    let (id, hsms) = cluster_and_hsms(&client, "pki-root-ca").await;
    let listed = metrics_of(&client, &id).await;
    let names: BTreeSet<_> = listed.iter().filter_map(|it| it.metric_name.clone()).collect();
    let expected = [
        "HsmKeysSessionOccupied",
        "HsmKeysTokenOccupied",
        "HsmSessionCount",
        "HsmUnhealthy",
        "HsmUsersAvailable",
        "HsmUsersMax",
    ];
    assert_eq!(names, expected.map(str::to_owned).into());
    let found: BTreeSet<_> = listed.iter().filter_map(|it| it.dimension("HsmId")).collect();
    assert_eq!(found, hsms.iter().map(String::as_str).collect());
    assert_eq!(listed.len(), 12);
    // Only the first generation reports how many users it can have.
    let (id, _) = cluster_and_hsms(&client, "staging-signing").await;
    assert_eq!(metrics_of(&client, &id).await.len(), 10);
    for odd in [
        json!({ "Namespace": "AWS/EC2" }),
        json!({ "MetricName": "HsmTemperature" }),
        json!({ "Dimensions": [{ "Name": "ClusterId", "Value": "cluster-aaaaaaaaaaa" }] }),
        json!({ "Dimensions": [{ "Name": "Region", "Value": "us-east-1" }] }),
    ] {
        assert_eq!(list_all(&client, odd.clone()).await, Vec::<Metric>::new(), "{odd}");
    }
    let of_any_hsm = json!({ "Dimensions": [{ "Name": "HsmId" }], "MetricName": "HsmUnhealthy" });
    assert!(list_all(&client, of_any_hsm).await.len() > 5);
}

#[tokio::test]
async fn values_follow_from_seed_metric_and_time_alone() {
    let span = (NOW - 2 * DAY, NOW);
    let ask = async |seed| {
        let client = Client::new(Config { seed, ..Config::default() });
        let (id, hsms) = cluster_and_hsms(&client, "payments-prod").await;
        let sessions = metric(&id, &hsms[0], "HsmSessionCount");
        (series(&client, &sessions, (300, "Maximum"), span).await, hsms)
    };
    let ((one, hsms), (same, _), (other, _)) = (ask(1).await, ask(1).await, ask(2).await);
    assert_eq!(one.len(), 576);
    assert_eq!(one, same);
    assert_ne!(one, other);
    // Asked later, or for less, the past is the same.
    let client = Client::default();
    client.wait(7200);
    let (id, _) = cluster_and_hsms(&client, "payments-prod").await;
    let sessions = metric(&id, &hsms[0], "HsmSessionCount");
    let later = series(&client, &sessions, (300, "Maximum"), (NOW - DAY, NOW)).await;
    assert_eq!(later, one[288..]);
}

#[tokio::test]
async fn statistics_of_a_period_agree_with_its_values() {
    let client = Client::default();
    let (id, hsms) = cluster_and_hsms(&client, "payments-prod").await;
    let sessions = metric(&id, &hsms[0], "HsmSessionCount");
    let span = (NOW - NOW % HOUR - DAY, NOW - NOW % HOUR);
    let fine = series(&client, &sessions, (300, "Average"), span).await;
    let of = async |stat| series(&client, &sessions, (HOUR, stat), span).await;
    let (least, most, average) = (of("Minimum").await, of("Maximum").await, of("Average").await);
    let (sum, count) = (of("Sum").await, of("SampleCount").await);
    assert_eq!(most.len(), 24);
    for hour in 0..24 {
        let (at, values) = (most[hour].0, &fine[hour * 12..hour * 12 + 12]);
        assert!(values.iter().all(|(time, _)| time - time % HOUR == at));
        let values: Vec<_> = values.iter().map(|(_, value)| *value).collect();
        assert_eq!(count[hour], (at, 12.0));
        assert_eq!(sum[hour], (at, values.iter().sum::<f64>()));
        assert_eq!(average[hour], (at, sum[hour].1 / 12.0));
        assert_eq!(least[hour], (at, values.iter().copied().fold(f64::INFINITY, f64::min)));
        assert_eq!(most[hour], (at, values.iter().copied().fold(0.0, f64::max)));
    }
    // More by day than at night.
    let at_hour = |hour: i64| most.iter().find(|(at, _)| at % DAY == hour * HOUR).unwrap().1;
    assert!(at_hour(14) > 1.5 * at_hour(2), "{most:?}");
}

#[tokio::test]
async fn a_metric_that_there_is_not_has_no_data() {
    let client = Client::default();
    let (id, hsms) = cluster_and_hsms(&client, "staging-signing").await;
    let good = metric(&id, &hsms[0], "HsmSessionCount");
    let changed = |pointer: &str, value: Value| {
        let mut metric = good.clone();
        *metric.pointer_mut(pointer).unwrap() = value;
        metric
    };
    let mut queries = vec![query("good", &good, 300, "Maximum")];
    let odd = [
        changed("/Namespace", "AWS/EC2".into()),
        changed("/MetricName", "HsmTemperature".into()),
        changed("/Dimensions/0/Value", "hsm-aaaaaaaaaaa".into()),
        changed("/Dimensions/1/Value", "cluster-aaaaaaaaaaa".into()),
        changed("/Dimensions/0/Name", "Region".into()),
        changed("/Dimensions", json!([{ "Name": "ClusterId", "Value": id }])),
        changed("/Dimensions", json!([])),
    ];
    for (number, metric) in odd.iter().enumerate() {
        queries.push(query(&format!("odd{number}"), metric, 300, "Maximum"));
    }
    let results = data(&client, json!(queries), (NOW - HOUR, NOW)).await;
    assert_eq!(results.len(), 8);
    for result in results {
        let expected = if result.id.as_deref() == Some("good") { 12 } else { 0 };
        assert_eq!(result.values.len(), expected, "{:?}", result.id);
        assert_eq!(result.status_code, Some(StatusCode::Complete));
    }
}

#[tokio::test]
async fn finer_values_are_kept_for_a_shorter_time() {
    let client = Client::default();
    let (id, hsms) = cluster_and_hsms(&client, "pki-root-ca").await;
    let sessions = metric(&id, &hsms[0], "HsmSessionCount");
    for (days_ago, period, has_data) in [
        (14, 60, true),
        (16, 60, false),
        (16, 300, true),
        (62, 300, true),
        (64, 300, false),
        (64, HOUR, true),
        (454, HOUR, true),
        (457, HOUR, false),
    ] {
        let span = (NOW - days_ago * DAY, NOW - days_ago * DAY + HOUR);
        let found = series(&client, &sessions, (period, "Maximum"), span).await;
        assert_eq!(!found.is_empty(), has_data, "{days_ago} {period}");
    }
    // Nothing is measured ahead of time, and the end is not included.
    let to_come = series(&client, &sessions, (300, "Maximum"), (NOW + 300, NOW + DAY)).await;
    assert_eq!(to_come, []);
    let at = NOW - NOW % 300;
    let one = series(&client, &sessions, (300, "SampleCount"), (at - 600, at - 300)).await;
    assert_eq!(one, [(at - 600, 1.0)]);
}

#[tokio::test]
async fn an_hsm_is_measured_from_its_creation_on() {
    let client = Client::new(Config { time_scale: 0.0, ..Config::default() });
    let (id, _) = cluster_and_hsms(&client, "staging-signing").await;
    client.wait(2 * 3600);
    let input = json!({ "ClusterId": id, "AvailabilityZone": "us-east-1a" });
    let created = client.call("CreateHsm", input).await.json();
    let hsm = created["Hsm"]["HsmId"].as_str().unwrap().to_owned();
    client.wait(3600);
    let sessions = metric(&id, &hsm, "HsmSessionCount");
    let found = series(&client, &sessions, (300, "Maximum"), (NOW - DAY, NOW + DAY)).await;
    assert_eq!(found.len(), 12);
    assert!(found.iter().all(|(at, value)| *at >= NOW + 2 * HOUR && *value == 2.0), "{found:?}");
}

#[tokio::test]
async fn what_can_t_be_asked_is_refused() {
    let client = Client::default();
    let good = metric("cluster-aaaaaaaaaaa", "hsm-aaaaaaaaaaa", "HsmUnhealthy");
    let one = || query("q", &good, 300, "Maximum");
    let input = |queries: Value| json!({ "MetricDataQueries": queries, "StartTime": NOW - DAY, "EndTime": NOW });
    let with = |member: &str, value: Value| {
        let mut input = input(json!([one()]));
        input[member] = value;
        input
    };
    let many: Vec<_> = (0..501).map(|n| query(&format!("q{n}"), &good, 300, "Maximum")).collect();
    let invalid = "ValidationException";
    for (input, code, words) in [
        (input(json!([])), invalid, "required"),
        (input(json!(many)), invalid, "500"),
        (input(json!([one(), one()])), invalid, "not unique"),
        (input(json!([query("Q", &good, 300, "Maximum")])), invalid, "pattern"),
        (input(json!([query("q", &good, 90, "Maximum")])), invalid, "multiple of 60"),
        (input(json!([query("q", &good, 0, "Maximum")])), invalid, "multiple of 60"),
        (input(json!([query("q", &good, 300, "p99")])), invalid, "p99"),
        (input(json!([{ "Id": "q", "Expression": "1 + 1" }])), invalid, "metric math"),
        (with("StartTime", NOW.into()), invalid, "less than"),
        (with("StartTime", "yesterday".into()), invalid, "StartTime"),
        (with("ScanBy", "Backwards".into()), invalid, "ScanBy"),
        (with("MaxDatapoints", 0.into()), invalid, "MaxDatapoints"),
        (with("NextToken", "x".into()), "InvalidNextToken", "token"),
        (json!({ "MetricDataQueries": 1 }), "SerializationException", ""),
    ] {
        let answer = ask(&client, "GetMetricData", input).await;
        let (found, message) = answer.error();
        assert_eq!((answer.status.as_u16(), found.as_str()), (400, code), "{message}");
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(data(&client, json!(many[..500]), (NOW - HOUR, NOW)).await.len(), 500);
    let hidden = json!([one(), { "Id": "r", "Label": "x", "ReturnData": false, "MetricStat": one()["MetricStat"] }]);
    assert_eq!(data(&client, hidden, (NOW - HOUR, NOW)).await.len(), 1);
}
