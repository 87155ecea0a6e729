use cloudhsm_api::{Extra, Timestamp};
use serde_json::{Value, json};

use super::*;

fn listed() -> Value {
    json!({
        "Metrics": [{
            "Namespace": "AWS/CloudHSM",
            "MetricName": "HsmSessionCount",
            "Dimensions": [
                { "Name": "ClusterId", "Value": "cluster-1" },
                { "Name": "HsmId", "Value": "hsm-1" },
            ],
        }],
        "NextToken": "t",
        "OwningAccounts": ["111122223333"],
    })
}

fn reported() -> Value {
    json!({
        "MetricDataResults": [{
            "Id": "q0", "Label": "HsmSessionCount", "StatusCode": "PartialData",
            "Timestamps": [1_499_288_695, 1_499_292_295], "Values": [2.0, 7.0],
            "Messages": [{ "Code": "c", "Value": "v" }],
        }],
        "Messages": [{ "Code": "d", "Value": "w" }],
        "NextToken": "t",
    })
}

#[test]
fn what_cloudwatch_documents_is_read_and_written_again() {
    let read: ListMetricsOutput = serde_json::from_value(listed()).unwrap();
    assert_eq!(read.metrics[0].dimension("HsmId"), Some("hsm-1"));
    assert_eq!(read.metrics[0].dimension("Region"), None);
    assert_eq!(serde_json::to_value(&read).unwrap(), listed());
    let read: GetMetricDataOutput = serde_json::from_value(reported()).unwrap();
    assert_eq!(read.metric_data_results[0].status_code, Some(StatusCode::PartialData));
    assert_eq!(serde_json::to_value(&read).unwrap(), reported());
}

#[test]
fn a_question_is_written_in_epoch_seconds() {
    let metric = serde_json::from_value(listed()["Metrics"][0].clone()).unwrap();
    let query = MetricDataQuery {
        id: "q0".to_owned(),
        metric_stat: Some(MetricStat {
            metric,
            period: 3600,
            stat: "Maximum".to_owned(),
            extra: Extra::new(),
        }),
        extra: Extra::new(),
    };
    let input = GetMetricDataInput {
        metric_data_queries: vec![query],
        start_time: Timestamp::from_epoch_seconds(1_499_288_695),
        end_time: Timestamp::EpochMillis(1_499_288_695_500),
        ..GetMetricDataInput::default()
    };
    let written = serde_json::to_value(&input).unwrap();
    assert_eq!(written["StartTime"], json!(1_499_288_695));
    assert_eq!(written["EndTime"], json!(1_499_288_695.5));
    assert_eq!(written["MetricDataQueries"][0]["MetricStat"]["Stat"], "Maximum");
    assert_eq!(serde_json::from_value::<GetMetricDataInput>(written).unwrap(), input);
}

#[test]
fn null_is_absent_and_what_aws_adds_is_kept() {
    let odd = json!({"MetricDataResults": [{
        "Id": "q0", "Timestamps": null, "Messages": null, "StatusCode": "Sleeping", "New": 1,
    }], "Messages": null});
    let read: GetMetricDataOutput = serde_json::from_value(odd).unwrap();
    let result = &read.metric_data_results[0];
    assert!(result.timestamps.is_empty() && result.values.is_empty());
    assert_eq!(result.status_code.as_ref().unwrap().as_str(), "Sleeping");
    assert_eq!(result.extra["New"], json!(1));
}

#[test]
fn an_answer_without_its_list_is_not_an_empty_list() {
    for odd in [json!({}), json!({"Metrics": null}), json!({"Metrics": [1]}), json!([])] {
        assert!(serde_json::from_value::<ListMetricsOutput>(odd.clone()).is_err(), "{odd}");
    }
    for odd in [
        json!({}),
        json!({"MetricDataResults": null}),
        json!({"MetricDataResults": [{"Values": ["1"]}]}),
        json!([]),
    ] {
        assert!(serde_json::from_value::<GetMetricDataOutput>(odd.clone()).is_err(), "{odd}");
    }
}
