//! What the page gets of who depends on a cluster.

use aws_services::Lookup;
use backend_api::{ApiErrorCode, SourceStatus, routes};

use super::{denied, external, own, store};
use crate::support::{Bench, CLUSTER, Kms, OTHER, REGION};

#[tokio::test]
async fn the_route_says_what_is_known_source_by_source() {
    let bench = Bench::new();
    let mut failed = own("FAILED");
    failed["ConnectionErrorCode"] = "CLUSTER_NOT_FOUND".into();
    let all = vec![store("cks-2", OTHER, "CONNECTED"), external(), failed];
    bench.cloud.kms(Kms::Has(all));
    let seen = bench.dependents(CLUSTER).await;
    let kms = &seen.sources[0];
    assert_eq!((kms.status, kms.age_seconds, &kms.code), (SourceStatus::Known, Some(0), &None));
    assert_eq!(kms.permission, Lookup::DescribeCustomKeyStores.permission());
    assert_eq!(kms.request_ids, ["request-1"; 3]);
    let [found] = seen.key_stores.as_deref().unwrap() else { panic!("{seen:?}") };
    assert_eq!((found.id.as_deref(), found.in_use), (Some("cks-1"), false));
    assert_eq!(found.state.as_deref(), Some("FAILED"));
    assert_eq!(found.error.as_deref(), Some("CLUSTER_NOT_FOUND"));
    // Whoever looks at another cluster of the region soon after, asks nothing more.
    bench.cloud.kms(Kms::Unreachable);
    bench.clock.advance(59);
    let other = bench.dependents(OTHER).await;
    assert_eq!(other.sources[0].age_seconds, Some(59));
    assert!(other.key_stores.unwrap()[0].in_use);
    assert_eq!(bench.cloud.asked_of_kms().len(), 3);
    bench.clock.advance(1);
    let later = bench.dependents(CLUSTER).await;
    assert_eq!((later.sources[0].status, later.key_stores), (SourceStatus::Failed, None));
    // A failure is kept for seconds only.
    bench.cloud.kms(denied());
    assert_eq!(bench.dependents(CLUSTER).await.sources[0].status, SourceStatus::Failed);
    bench.clock.advance(5);
    let refused = bench.dependents(CLUSTER).await;
    let kms = &refused.sources[0];
    assert_eq!((kms.status, &refused.key_stores), (SourceStatus::NotAllowed, &None));
    assert_eq!(kms.code.as_deref(), Some("AccessDeniedException"));
    assert_eq!(kms.message.as_deref(), Some("AccessDeniedException: User is not authorized."));
    let missing = bench.get(&routes::dependents(REGION, "cluster-zzzzzzzzzzz")).await;
    assert_eq!((missing.status.as_u16(), missing.code()), (404, ApiErrorCode::ResourceNotFound));
    let elsewhere = bench.get(&routes::dependents("eu-west-9", CLUSTER)).await;
    assert_eq!((elsewhere.status.as_u16(), elsewhere.code()), (404, ApiErrorCode::UnknownRegion));
}

/// Another identity has other key stores, or none.
#[tokio::test]
async fn what_one_identity_was_told_is_not_shown_to_another() {
    let bench = Bench::new();
    bench.cloud.kms(Kms::Has(vec![own("CONNECTED")]));
    assert_eq!(bench.dependents(CLUSTER).await.key_stores.unwrap().len(), 1);
    bench.cloud.kms(denied());
    let other = signing_backend::forward::Caller {
        access_key_id: Some("AKIABOB".into()),
        ..bench.cloud.caller_now()
    };
    bench.cloud.become_caller(other);
    assert_eq!(bench.dependents(CLUSTER).await.key_stores, None);
}
