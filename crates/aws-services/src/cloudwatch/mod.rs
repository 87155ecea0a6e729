//! Metrics, as CloudWatch lists and reports them.

mod data;
mod list;

pub use data::{
    GetMetricDataInput, GetMetricDataOutput, MessageData, MetricDataQuery, MetricDataResult,
    MetricStat, StatusCode,
};
pub use list::{Dimension, DimensionFilter, ListMetricsInput, ListMetricsOutput, Metric};

/// What CloudHSM's metrics are listed under.
pub const CLOUDHSM_NAMESPACE: &str = "AWS/CloudHSM";

#[cfg(test)]
mod tests;
