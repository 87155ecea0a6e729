//! What CloudWatch may have, for tests.

use backend_api::{MetricSeries, Source, SourceName, SourceStatus, Usage, UsageRange};
use cloudhsm_api::Timestamp;

/// 2026-03-02T00:00:00Z
pub(super) const FROM: i64 = 1_772_409_600_000;

/// Fourteen days with these values: metric, HSM, and the first values of it.
pub(super) fn usage(series: &[(&str, &str, &[Option<u32>])]) -> Usage {
    let series = series.iter().map(|(metric, hsm_id, values)| MetricSeries {
        metric: (*metric).to_owned(),
        hsm_id: (*hsm_id).to_owned(),
        values: values.to_vec(),
    });
    Usage {
        region: "us-east-1".to_owned(),
        cluster_id: "cluster-a".to_owned(),
        source: Source {
            name: SourceName::CloudWatch,
            status: SourceStatus::Known,
            permission: "cloudwatch:GetMetricData".to_owned(),
            age_seconds: Some(0),
            request_ids: Vec::new(),
            code: None,
            message: None,
        },
        range: UsageRange::Fortnight,
        from: Timestamp::EpochMillis(FROM),
        period_seconds: UsageRange::Fortnight.period(),
        series: Some(series.collect()),
    }
}
