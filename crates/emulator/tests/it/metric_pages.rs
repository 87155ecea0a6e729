//! The pages of CloudWatch's lists and values.

use std::collections::BTreeSet;

use aws_services::{GetMetricDataOutput, MetricDataResult, StatusCode};
use emulator::Config;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    client::Client,
    metrics::{DAY, NOW, ask, cluster_and_hsms, list_all, metric, points, query},
};

#[tokio::test]
async fn a_long_list_has_pages_of_500_and_no_metric_twice() {
    let client = Client::new(Config { extra_clusters: 200, ..Config::default() });
    let first = ask(&client, "ListMetrics", json!({})).await.json();
    assert_eq!(first["Metrics"].as_array().unwrap().len(), 500);
    let all = list_all(&client, json!({})).await;
    assert!(all.len() > 1000, "{}", all.len());
    let distinct: BTreeSet<_> = all.iter().map(|it| serde_json::to_string(it).unwrap()).collect();
    assert_eq!(distinct.len(), all.len());
    let token = first["NextToken"].clone();
    let elsewhere = client.in_region("eu-central-1");
    let refused = ask(&elsewhere, "ListMetrics", json!({ "NextToken": token })).await;
    assert_eq!(refused.code(), "InvalidParameterValueException");
}

#[tokio::test]
async fn pages_together_are_the_whole_in_either_order() {
    let client = Client::default();
    let (id, hsms) = cluster_and_hsms(&client, "staging-signing").await;
    let names = ["HsmSessionCount", "HsmUnhealthy", "HsmUsersMax", "HsmKeysTokenOccupied"];
    let queries: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(n, name)| query(&format!("q{n}"), &metric(&id, &hsms[0], name), 300, "Maximum"))
        .collect();
    for (scan_by, most) in [
        ("TimestampAscending", 100),
        ("TimestampDescending", 100),
        ("TimestampDescending", 288),
        ("TimestampAscending", 7),
    ] {
        let mut input = json!({
            "MetricDataQueries": queries, "StartTime": NOW - DAY, "EndTime": NOW,
            "ScanBy": scan_by,
        });
        let read = |json: Value| -> GetMetricDataOutput { serde_json::from_value(json).unwrap() };
        let whole = read(ask(&client, "GetMetricData", input.clone()).await.json());
        assert_eq!(whole.next_token, None);
        let ids: Vec<_> = whole.metric_data_results.iter().filter_map(|it| it.id.clone()).collect();
        assert_eq!(ids, ["q0", "q1", "q2", "q3"]);
        assert!(
            whole.metric_data_results.iter().all(|it| it.status_code == Some(StatusCode::Complete))
        );
        let lengths: Vec<_> = whole.metric_data_results.iter().map(|it| it.values.len()).collect();
        assert_eq!(lengths, [288, 288, 0, 288]);
        input["MaxDatapoints"] = most.into();
        let mut parts: Vec<MetricDataResult> = Vec::new();
        let mut pages = 0;
        loop {
            let page = read(ask(&client, "GetMetricData", input.clone()).await.json());
            pages += 1;
            let on_page: usize = page.metric_data_results.iter().map(|it| it.values.len()).sum();
            assert!(on_page <= most);
            let last = page.metric_data_results.len() - 1;
            for (index, result) in page.metric_data_results.into_iter().enumerate() {
                let is_partial = result.status_code == Some(StatusCode::PartialData);
                assert!(!is_partial || (index == last && page.next_token.is_some()));
                match parts.iter_mut().find(|it| it.id == result.id) {
                    Some(part) => {
                        part.timestamps.extend(result.timestamps);
                        part.values.extend(result.values);
                        part.status_code = result.status_code;
                    }
                    None => parts.push(result),
                }
            }
            match page.next_token {
                Some(token) => input["NextToken"] = token.into(),
                None => break,
            }
        }
        assert_eq!(pages, (3 * 288_usize).div_ceil(most), "{scan_by} {most}");
        assert_eq!(parts, whole.metric_data_results, "{scan_by} {most}");
        let times: Vec<_> = points(&parts[0]).iter().map(|(at, _)| *at).collect();
        assert_eq!(times.is_sorted(), scan_by == "TimestampAscending");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn periods_begin_in_the_span_and_no_sample_is_lost(
        minutes in 1_i64..200, hours in 1_i64..48, ago in 0_i64..3000, most in 1_u32..50,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let client = Client::default();
            let (id, hsms) = cluster_and_hsms(&client, "payments-prod").await;
            let (period, end) = (minutes * 60, NOW - ago * 60);
            let start = end - hours * 3600;
            let question = query("q", &metric(&id, &hsms[0], "HsmSessionCount"), period, "SampleCount");
            let mut input = json!({
                "MetricDataQueries": [question], "StartTime": start, "EndTime": end,
                "MaxDatapoints": most, "ScanBy": "TimestampAscending",
            });
            let mut found = Vec::new();
            loop {
                let page = ask(&client, "GetMetricData", input.clone()).await.json();
                let page: GetMetricDataOutput = serde_json::from_value(page).unwrap();
                found.extend(points(&page.metric_data_results[0]));
                match page.next_token {
                    Some(token) => input["NextToken"] = token.into(),
                    None => break,
                }
            }
            let first = start - start.rem_euclid(period);
            assert!(found.iter().all(|(at, _)| at % period == 0 && (first..end).contains(at)));
            assert!(found.windows(2).all(|pair| pair[0].0 < pair[1].0));
            // One sample each five minutes, up to the end of the last period or until now.
            let last = (end + (period - end.rem_euclid(period)) % period).min(NOW + 300);
            let slots = (first..last).filter(|at| at % 300 == 0).count();
            let samples: f64 = found.iter().map(|(_, count)| count).sum();
            assert_eq!(samples, f64::from(u32::try_from(slots).unwrap()));
        });
    }
}
