use aws_services::QuotaErrorReason;
use serde_json::json;

use super::*;

fn quota(name: &str, value: Option<f64>) -> ServiceQuota {
    ServiceQuota { quota_name: Some(name.to_owned()), value, ..ServiceQuota::default() }
}

#[test]
fn only_a_whole_number_is_a_limit() {
    for (value, limit) in [
        (Some(4.0), Some(4)),
        (Some(0.0), Some(0)),
        (Some(4_294_967_295.0), Some(u32::MAX)),
        (Some(10_000_000_000.0), None),
        (Some(4.5), None),
        (Some(-1.0), None),
        (Some(f64::NAN), None),
        (Some(f64::INFINITY), None),
        (None, None),
    ] {
        assert_eq!(limit_of(&quota("HSMs", value)), limit, "{value:?}");
    }
    let failed = ServiceQuota {
        error_reason: Some(QuotaErrorReason::default()),
        ..quota("HSMs", Some(6.0))
    };
    let timed = ServiceQuota { unit: Some("Seconds".to_owned()), ..quota("HSMs", Some(6.0)) };
    assert_eq!((limit_of(&failed), limit_of(&timed)), (None, None));
}

#[test]
fn a_quota_that_is_missing_or_contradicts_itself_is_not_known() {
    let limit = |listed: &[ServiceQuota]| limit_among(listed, QuotaResource::Hsms);
    let (hsms, of_one) = (quota(" HSMs ", Some(9.0)), quota("HSMs per cluster", Some(28.0)));
    assert_eq!(limit(&[of_one.clone(), hsms.clone()]), Some(9));
    assert_eq!(limit(&[hsms.clone(), hsms.clone()]), Some(9));
    assert_eq!(limit(&[hsms.clone(), quota("hsms", Some(6.0))]), None);
    assert_eq!(limit(&[hsms, quota("hsms", None)]), None);
    assert_eq!(limit(&[of_one, quota("Backups", Some(1.0)), ServiceQuota::default()]), None);
}

#[test]
fn what_is_deleted_does_not_count_and_what_cannot_be_read_is_not_none() {
    let counted = |clusters: Value| {
        let used = Counts::of_clusters(clusters.as_array().unwrap());
        (used.clusters, used.hsms)
    };
    let hsms = json!([{"State": "ACTIVE"}, {"State": "DELETED"}, {"State": null}, {}]);
    assert_eq!(counted(json!([])), (Some(0), Some(0)));
    assert_eq!(
        counted(json!([
            {"State": "ACTIVE", "Hsms": hsms},
            {"State": "DELETE_IN_PROGRESS", "Hsms": [{"State": "DELETE_IN_PROGRESS"}]},
            {"State": "DELETED", "Hsms": hsms},
            {"Hsms": null},
            {},
        ])),
        (Some(4), Some(4))
    );
    assert_eq!(counted(json!([{"Hsms": "many"}, {}])), (Some(2), None));
}
