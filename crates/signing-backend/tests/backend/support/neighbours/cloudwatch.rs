//! What CloudWatch answers.

use aws_services::{Dimension, GetMetricDataInput, Lookup, Metric};
use serde_json::{Value, json};

use super::{CloudWatch, Measured, Reply, Twist};
use crate::support::{CLUSTER, OTHER};

impl CloudWatch {
    pub(in crate::support) fn answer(&self, lookup: Lookup, body: &[u8]) -> Reply {
        let unchanged: Twist = |_, _| ();
        let (has, twist) = match self {
            Self::Absent => {
                return Reply::Raw(400, json!({"__type": "UnknownOperationException"}).to_string());
            }
            Self::Unreachable => return Reply::Unreachable,
            Self::Hangs => return Reply::Hangs,
            Self::Says(to, status, body, _) if *to == lookup => {
                return Reply::Raw(*status, body.to_string());
            }
            Self::Has(has) | Self::Says(_, _, _, has) => (has, unchanged),
            Self::Odd(has, twist) => (has, *twist),
        };
        let input: Value = serde_json::from_slice(body).unwrap();
        let page: usize = input["NextToken"].as_str().map_or(0, |token| token.parse().unwrap());
        if lookup == Lookup::ListMetrics {
            assert_eq!(input["Namespace"], "AWS/CloudHSM");
            // Of one cluster, or of the region.
            let cluster = input["Dimensions"][0]["Value"].as_str();
            if let Some(cluster) = cluster {
                assert_eq!(input["Dimensions"], json!([{"Name": "ClusterId", "Value": cluster}]));
            }
            let size = has.len().div_ceil(2).max(1);
            let listed = has.iter().skip(page * size).take(size);
            let of = |it| metric(it, cluster.unwrap_or(owner(it)));
            let metrics: Vec<_> = listed.map(of).collect();
            let next = ((page + 1) * size < has.len()).then(|| (page + 1).to_string());
            return Reply::Json(json!({"Metrics": metrics, "NextToken": next}));
        }
        let input: GetMetricDataInput = serde_json::from_value(input).unwrap();
        assert!((1..=500).contains(&input.metric_data_queries.len()));
        let mut output = values(has, &input, page);
        twist(page, &mut output);
        Reply::Json(output)
    }
}

/// Whose HSM it is, where nobody asked for a cluster.
fn owner(of: &Measured) -> &'static str {
    if of.hsm.starts_with("other") { OTHER } else { CLUSTER }
}

pub(super) fn metric(of: &Measured, cluster: &str) -> Metric {
    let dimension = |name: &str, value: &str| Dimension { name: name.into(), value: value.into() };
    Metric {
        namespace: Some("AWS/CloudHSM".to_owned()),
        metric_name: Some(of.metric.to_owned()),
        dimensions: vec![
            dimension("ClusterId", cluster),
            dimension("HsmId", of.hsm),
            dimension("Region", "us-east-1"),
        ],
        ..Metric::default()
    }
}

/// Every other value on each of two pages.
pub(super) fn values(has: &[Measured], input: &GetMetricDataInput, page: usize) -> Value {
    let end = input.end_time.epoch_millis().unwrap() / 1000;
    let start = input.start_time.epoch_millis().unwrap() / 1000;
    let results = input.metric_data_queries.iter().map(|query| {
        let stat = query.metric_stat.as_ref().unwrap();
        assert_eq!(stat.stat, "Maximum");
        assert_eq!(stat.metric.dimensions.len(), 3, "all that were listed");
        let (name, hsm) = (stat.metric.metric_name.as_deref(), stat.metric.dimension("HsmId"));
        let is_it = |it: &&Measured| name == Some(it.metric) && hsm == Some(it.hsm);
        let found = has.iter().find(is_it).map(|it| it.values.as_slice()).unwrap_or_default();
        let points: Vec<(i64, u32)> = found
            .iter()
            .rev()
            .zip(1..)
            .filter_map(|(value, back)| Some((end - back * i64::from(stat.period), (*value)?)))
            .filter(|(time, _)| *time >= start && on_page(time / i64::from(stat.period), page))
            .collect();
        json!({
            "Id": query.id,
            "Timestamps": points.iter().map(|it| it.0).collect::<Vec<_>>(),
            "Values": points.iter().map(|it| f64::from(it.1)).collect::<Vec<_>>(),
            "StatusCode": if page == 0 { "PartialData" } else { "Complete" },
        })
    });
    let next = (page == 0).then_some("1");
    json!({"MetricDataResults": results.collect::<Vec<_>>(), "NextToken": next})
}

/// Even periods first.
fn on_page(period: i64, page: usize) -> bool {
    (period % 2 == 0) == (page == 0)
}
