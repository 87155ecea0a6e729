//! What was measured.

use cloudhsm_api::{Extra, Timestamp, open_enum};
use serde::{Deserialize, Serialize};

use super::Metric;
use crate::lenient::null_as_default;

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
