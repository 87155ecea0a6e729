//! Key stores and use of all clusters of a region at once: what is asked, how often, and that "none" and "no"
//! are only said of a complete answer.

use aws_services::{Lookup, Service};
use backend_api::{ApiErrorCode, ClusterUse, RegionUse, SourceName, SourceStatus, routes};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::{Settings, dependents::Looks};

use crate::support::{Bench, CLUSTER, CloudWatch, Kms, Measured, OTHER, REGION, settings};

const HOURS: usize = 14 * 24;

fn measured(metric: &'static str, hsm: &'static str, value: u32) -> Measured {
    Measured { metric, hsm, values: vec![Some(value); HOURS] }
}

/// Two sessions of AWS's own on the one cluster, five and a key on the other.
fn both() -> Vec<Measured> {
    vec![
        measured("HsmSessionCount", "hsm-1", 2),
        measured("HsmKeysTokenOccupied", "hsm-1", 0),
        measured("HsmUnhealthy", "hsm-1", 1),
        measured("HsmSessionCount", "other-1", 5),
        measured("HsmKeysTokenOccupied", "other-1", 1),
    ]
}

fn store(cluster: &str, state: &str) -> Value {
    json!({
        "CustomKeyStoreId": "cks-1", "CustomKeyStoreName": "n", "CustomKeyStoreType": "AWS_CLOUDHSM",
        "CloudHsmClusterId": cluster, "ConnectionState": state,
    })
}

async fn region_use(bench: &Bench) -> RegionUse {
    let reply = bench.get(&routes::region_use(REGION)).await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    serde_json::from_slice(&reply.body).unwrap()
}

fn of<'a>(seen: &'a RegionUse, cluster: &str) -> &'a ClusterUse {
    seen.clusters.iter().find(|it| it.cluster_id == cluster).unwrap()
}

fn statuses(seen: &RegionUse) -> [SourceStatus; 2] {
    let names: Vec<_> = seen.sources.iter().map(|it| it.name).collect();
    assert_eq!(names, [SourceName::Kms, SourceName::CloudWatch]);
    [seen.sources[0].status, seen.sources[1].status]
}

fn count(bench: &Bench, lookup: Lookup) -> usize {
    bench.cloud.asked_of(lookup.service()).iter().filter(|it| **it == lookup).count()
}

#[tokio::test]
async fn each_cluster_has_its_own_and_none_is_left_out() {
    let bench = Bench::new();
    bench.cloud.cloudwatch(CloudWatch::Has(both()));
    bench.cloud.kms(Kms::Has(vec![store(OTHER, "CONNECTED"), store(OTHER, "FAILED")]));
    let seen = region_use(&bench).await;
    assert_eq!(statuses(&seen), [SourceStatus::Known; 2]);
    let ids: Vec<_> = seen.clusters.iter().map(|it| it.cluster_id.as_str()).collect();
    assert_eq!(ids, [CLUSTER, OTHER]);
    let (idle, busy) = (of(&seen, CLUSTER), of(&seen, OTHER));
    assert_eq!(
        (idle.used, idle.most_sessions, idle.most_token_keys),
        (Some(false), Some(2), Some(0))
    );
    assert_eq!((&idle.key_stores, &idle.last_used), (&Some(vec![]), &None));
    assert_eq!(
        (busy.used, busy.most_sessions, busy.most_token_keys),
        (Some(true), Some(5), Some(1))
    );
    assert_eq!(busy.key_stores, Some(vec!["FAILED".to_owned(), "CONNECTED".to_owned()]));
    assert!(busy.last_used.is_some());
    // Not a question a cluster: a listing of all, and all values at once.
    assert_eq!(count(&bench, Lookup::ListMetrics), 2, "two pages");
    assert_eq!(count(&bench, Lookup::GetMetricData), 2, "two pages");
}

#[tokio::test]
async fn no_data_is_neither_used_nor_unused_nor_zero() {
    let bench = Bench::new();
    bench.cloud.kms(Kms::Has(vec![]));
    bench.cloud.cloudwatch(CloudWatch::Has(both()[3..].to_vec()));
    let seen = region_use(&bench).await;
    let silent = of(&seen, CLUSTER);
    assert_eq!((silent.used, silent.most_sessions, silent.most_token_keys), (None, None, None));
    assert_eq!(of(&seen, OTHER).used, Some(true));
}

#[tokio::test]
async fn what_was_not_answered_is_null_for_every_cluster() {
    let denied = json!({"__type": "AccessDeniedException", "Message": "no"});
    let says = |lookup| CloudWatch::Says(lookup, 400, denied.clone(), both());
    let (known, not_allowed) = (SourceStatus::Known, SourceStatus::NotAllowed);
    for (what, kms, cloudwatch, expected) in [
        ("no list", Kms::Has(vec![]), says(Lookup::ListMetrics), [known, not_allowed]),
        ("no values", Kms::Has(vec![]), says(Lookup::GetMetricData), [known, not_allowed]),
        ("gone", Kms::Has(vec![]), CloudWatch::Unreachable, [known, SourceStatus::Failed]),
        ("no KMS", Kms::Says(400, denied.clone()), CloudWatch::Has(both()), [not_allowed, known]),
    ] {
        let bench = Bench::new();
        bench.cloud.kms(kms);
        bench.cloud.cloudwatch(cloudwatch);
        let seen = region_use(&bench).await;
        assert_eq!(statuses(&seen), expected, "{what}");
        assert_eq!(seen.clusters.len(), 2, "{what}");
        for cluster in &seen.clusters {
            assert_eq!(cluster.key_stores.is_some(), expected[0] == known, "{what}");
            assert_eq!(cluster.most_sessions.is_some(), expected[1] == known, "{what}");
            assert_eq!(cluster.used.is_some(), expected[1] == known, "{what}");
        }
    }
}

#[tokio::test]
async fn who_is_not_to_be_asked_is_not_asked() {
    let bench = Bench::with(Settings { looks: Looks::none(), ..settings() });
    let seen = region_use(&bench).await;
    assert_eq!(statuses(&seen), [SourceStatus::NotAsked; 2]);
    assert!(seen.clusters.iter().all(|it| it.key_stores.is_none() && it.used.is_none()));
    assert!(bench.cloud.asked_of(Service::CloudWatch).is_empty());
    assert!(bench.cloud.asked_of_kms().is_empty());
}

/// It costs the most of all that CloudWatch is asked.
#[tokio::test]
async fn it_is_kept_for_fifteen_minutes_over_all_users() {
    let bench = Bench::new();
    bench.cloud.kms(Kms::Has(vec![]));
    bench.cloud.cloudwatch(CloudWatch::Has(both()));
    let asked = || bench.cloud.asked_of(Service::CloudWatch).len();
    let two = tokio::join!(region_use(&bench), region_use(&bench));
    assert_eq!(two.0, two.1);
    let once = asked();
    bench.clock.advance(15 * 60 - 1);
    let later = region_use(&bench).await;
    assert_eq!((asked(), later.sources[1].age_seconds), (once, Some(15 * 60 - 1)));
    bench.clock.advance(1);
    region_use(&bench).await;
    assert_eq!(asked(), 2 * once);
}

#[tokio::test]
async fn many_hsms_of_a_region_share_a_call() {
    let bench = Bench::new();
    bench.cloud.kms(Kms::Has(vec![]));
    let name = |number| &*Box::leak(format!("hsm-{number:03}").into_boxed_str());
    let all = (0..400).map(|number| measured("HsmSessionCount", name(number), 4)).collect();
    bench.cloud.cloudwatch(CloudWatch::Has(all));
    let seen = region_use(&bench).await;
    assert_eq!(of(&seen, CLUSTER).most_sessions, Some(4));
    // 300 questions of 336 values are the most in a call, each on two pages.
    assert_eq!(count(&bench, Lookup::GetMetricData), 4);
}

#[tokio::test]
async fn without_a_list_of_clusters_nothing_is_asked() {
    let bench = Bench::new();
    let unknown = bench.get(&routes::region_use("xx-north-1")).await;
    assert_eq!((unknown.status.as_u16(), unknown.code()), (404, ApiErrorCode::UnknownRegion));
    assert!(bench.cloud.inputs(Operation::DescribeClusters).is_empty());
    bench.cloud.fail_reading(true);
    let failed = bench.get(&routes::region_use(REGION)).await;
    assert!(failed.status.is_client_error() || failed.status.is_server_error());
    assert!(bench.cloud.asked_of(Service::CloudWatch).is_empty());
}
