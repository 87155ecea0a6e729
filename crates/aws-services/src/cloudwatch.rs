//! Metrics, as CloudWatch lists and reports them.

use cloudhsm_api::{Extra, Timestamp, open_enum};
use serde::{Deserialize, Serialize};

use crate::lenient::null_as_default;

/// What CloudHSM's metrics are listed under.
pub const CLOUDHSM_NAMESPACE: &str = "AWS/CloudHSM";

/// The input of `ListMetrics`. It lists metrics that had data in the last two weeks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMetricsInput {
    /// Only metrics of this namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Only metrics of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    /// Only metrics that have all of these dimensions, whatever others they have.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<DimensionFilter>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A dimension that a metric must have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DimensionFilter {
    /// Its name.
    pub name: String,
    /// Its value; `None` for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// The output of `ListMetrics`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMetricsOutput {
    /// This page's metrics, 500 at most. An answer without this list is none.
    pub metrics: Vec<Metric>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A metric: what is measured, and of what.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Metric {
    /// `AWS/CloudHSM`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// `HsmSessionCount`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    /// What it is measured of. Data is found only by all of them.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<Dimension>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Metric {
    /// The value of the dimension of this name.
    pub fn dimension(&self, name: &str) -> Option<&str> {
        let found = self.dimensions.iter().find(|dimension| dimension.name == name);
        found.map(|dimension| dimension.value.as_str())
    }
}

/// A dimension of a metric.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Dimension {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The input of `GetMetricData`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetMetricDataInput {
    /// What is asked for: 500 at most.
    pub metric_data_queries: Vec<MetricDataQuery>,
    /// The beginning of the first period.
    pub start_time: Timestamp,
    /// The end of the last period.
    pub end_time: Timestamp,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// `TimestampDescending`, the default, or `TimestampAscending`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan_by: Option<String>,
    /// At most so many values a page: 100,800 unless less is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_datapoints: Option<u32>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One question of a `GetMetricData`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricDataQuery {
    /// Its name within the call: a lower-case letter, then letters, digits and underscores.
    pub id: String,
    /// The metric, and how its values are put together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_stat: Option<MetricStat>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A metric, and how its values are put together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricStat {
    /// The metric, with all its dimensions.
    pub metric: Metric,
    /// Seconds: a multiple of 60.
    pub period: u32,
    /// `Maximum`, `Average`, …
    pub stat: String,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The output of `GetMetricData`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetMetricDataOutput {
    /// This page's values. An answer without this list is none.
    pub metric_data_results: Vec<MetricDataResult>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// What CloudWatch says of the call as a whole.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<MessageData>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The values of one question, or a part of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetricDataResult {
    /// The question's name within the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it is called in a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// When each period with a value begins.
    #[serde(default, deserialize_with = "null_as_default")]
    pub timestamps: Vec<Timestamp>,
    /// Its value, in the same order. Periods without one are missing: no data is not zero.
    #[serde(default, deserialize_with = "null_as_default")]
    pub values: Vec<f64>,
    /// Whether these are all values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_code: Option<StatusCode>,
    /// What CloudWatch says of it.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<MessageData>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What CloudWatch says beside the values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessageData {
    /// Its code, such as `ArithmeticError`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

open_enum! {
    /// Whether the values of a question are all.
    StatusCode {
        Complete = "Complete",
        InternalError = "InternalError",
        PartialData = "PartialData",
        Forbidden = "Forbidden",
    }
}

#[cfg(test)]
mod tests {
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
}
