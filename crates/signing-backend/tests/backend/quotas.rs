//! What Service Quotas and CloudHSM's own listing say together, on the route of a cluster's dependents.

use aws_services::{QuotaErrorReason, Service, ServiceQuota};
use backend_api::{Quota, QuotaResource, SourceName, SourceStatus};
use serde_json::{Value, json};

use crate::support::{Bench, CLUSTER, OTHER, Quotas, quota};

const KNOWN: SourceStatus = SourceStatus::Known;

fn bench() -> Bench {
    let bench = Bench::new();
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["HsmType"] = "hsm2m.medium".into();
        cluster["Hsms"] = json!([
            {"HsmId": "hsm-1", "State": "ACTIVE"}, {"HsmId": "hsm-2", "State": "DELETED"},
        ]);
    });
    bench.cloud.change(OTHER, |cluster| {
        cluster["Hsms"] = json!([
            {"HsmId": "hsm-3", "State": "CREATE_IN_PROGRESS"}, {"HsmId": "hsm-4", "State": "ACTIVE"},
        ]);
    });
    bench
}

fn usual() -> Vec<ServiceQuota> {
    vec![quota("Clusters", 4.0), quota("HSMs", 6.0), quota("HSMs per cluster", 28.0)]
}

fn figures(quotas: &[Quota]) -> Vec<(Option<QuotaResource>, Option<u32>, Option<u32>)> {
    quotas.iter().map(|it| (it.resource, it.used, it.limit)).collect()
}

#[tokio::test]
async fn what_is_allowed_is_beside_what_there_is() {
    let bench = bench();
    bench.cloud.quotas(Quotas::Has(usual()));
    let seen = bench.dependents(CLUSTER).await;
    assert_eq!(
        figures(&seen.quotas.unwrap()),
        [
            (Some(QuotaResource::Clusters), Some(2), Some(4)),
            (Some(QuotaResource::Hsms), Some(3), Some(6)),
            (Some(QuotaResource::HsmsPerCluster), Some(1), Some(28)),
        ]
    );
    let limits = seen.limits.unwrap();
    assert_eq!((limits.keys, limits.asymmetric_keys, limits.users), (16_666, Some(3_333), 1_024));
    assert!(limits.source.starts_with("https://docs.aws.amazon.com/cloudhsm/"));
}

/// A cluster's limits are documented, whatever Service Quotas says.
#[tokio::test]
async fn only_an_answer_is_known_and_the_rest_is_not_zero() {
    let says = |status, code: &str| Quotas::Says(status, json!({"__type": code, "Message": "no"}));
    let garbled = |body: Value| Quotas::Says(200, body);
    let failed = SourceStatus::Failed;
    for (answer, status, code) in [
        (Quotas::Has(usual()), KNOWN, None),
        (Quotas::Has(vec![]), KNOWN, None),
        (Quotas::Absent, failed, Some("UnknownOperationException")),
        (
            says(400, "AccessDeniedException"),
            SourceStatus::NotAllowed,
            Some("AccessDeniedException"),
        ),
        (says(400, "TooManyRequestsException"), failed, Some("TooManyRequestsException")),
        (says(400, "NoSuchResourceException"), failed, Some("NoSuchResourceException")),
        (says(500, "ServiceException"), failed, Some("ServiceException")),
        (garbled(json!({})), failed, None),
        (garbled(json!({"Quotas": null})), failed, None),
        (garbled(json!({"Quotas": [{"Value": "many"}]})), failed, None),
        (garbled(json!({"Quotas": [], "NextToken": "1"})), failed, None),
        (Quotas::Unreachable, failed, None),
    ] {
        let bench = bench();
        bench.cloud.quotas(answer.clone());
        let seen = bench.dependents(CLUSTER).await;
        let source = seen.sources.iter().find(|it| it.name == SourceName::Quotas).unwrap();
        assert_eq!((source.status, source.code.as_deref()), (status, code), "{answer:?}");
        assert_eq!(source.permission, "servicequotas:ListServiceQuotas");
        assert_eq!(seen.quotas.is_some(), status == KNOWN, "{answer:?}");
        assert!(seen.limits.is_some(), "{answer:?}");
    }
}

#[tokio::test]
async fn a_slow_service_is_given_up_and_holds_nothing_else_up() {
    let bench = bench();
    bench.cloud.quotas(Quotas::Hangs);
    let seen = bench.dependents(CLUSTER).await;
    let source = seen.sources.iter().find(|it| it.name == SourceName::Quotas).unwrap();
    assert_eq!(source.status, SourceStatus::Failed);
    let message = source.message.as_deref();
    assert_eq!(message, Some("Service Quotas did not answer within 3 seconds."));
}

#[tokio::test]
async fn a_quota_without_a_value_says_why_and_a_strange_one_is_not_counted() {
    let bench = bench();
    let reason = QuotaErrorReason {
        error_code: Some("DEPENDENCY_ACCESS_DENIED_ERROR".to_owned()),
        ..QuotaErrorReason::default()
    };
    let failed = ServiceQuota { error_reason: Some(reason), value: None, ..quota("HSMs", 0.0) };
    let quotas = vec![failed, quota("Backups", 9.0), ServiceQuota::default()];
    bench.cloud.quotas(Quotas::Has(quotas));
    let seen = bench.dependents(CLUSTER).await.quotas.unwrap();
    assert_eq!(
        figures(&seen),
        [(Some(QuotaResource::Hsms), Some(3), None), (None, None, Some(9)), (None, None, None)]
    );
    assert_eq!(seen[0].error.as_deref(), Some("DEPENDENCY_ACCESS_DENIED_ERROR"));
    assert_eq!((seen[1].name.as_deref(), seen[1].error.as_deref()), (Some("Backups"), None));
}

#[tokio::test]
async fn what_cannot_be_counted_is_not_none() {
    let bench = bench();
    bench.cloud.quotas(Quotas::Has(usual()));
    bench.cloud.change(OTHER, |cluster| cluster["Hsms"] = "many".into());
    let seen = bench.dependents(CLUSTER).await.quotas.unwrap();
    assert_eq!(
        figures(&seen),
        [
            (Some(QuotaResource::Clusters), Some(2), Some(4)),
            (Some(QuotaResource::Hsms), None, Some(6)),
            (Some(QuotaResource::HsmsPerCluster), Some(1), Some(28)),
        ]
    );
}

#[tokio::test]
async fn quotas_are_kept_for_five_minutes_and_the_count_for_one() {
    let bench = bench();
    bench.cloud.quotas(Quotas::Has(usual()));
    let asked = || bench.cloud.asked_of(Service::Quotas).len();
    bench.dependents(CLUSTER).await;
    assert_eq!(asked(), 3, "a page each");
    bench.cloud.change(OTHER, |cluster| cluster["Hsms"] = json!([]));
    bench.clock.advance(59);
    let hsms = |quotas: Option<Vec<Quota>>| quotas.unwrap()[1].used;
    assert_eq!(hsms(bench.dependents(CLUSTER).await.quotas), Some(3));
    bench.clock.advance(1);
    let seen = bench.dependents(CLUSTER).await;
    let source = seen.sources.iter().find(|it| it.name == SourceName::Quotas).unwrap();
    assert_eq!((source.age_seconds, hsms(seen.quotas)), (Some(60), Some(1)));
    assert_eq!(asked(), 3);
    bench.clock.advance(240);
    bench.dependents(CLUSTER).await;
    assert_eq!(asked(), 6);
}
