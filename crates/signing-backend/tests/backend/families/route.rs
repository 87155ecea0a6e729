//! What the page gets of a family.

use backend_api::{Relation, SourceStatus};
use cloudhsm_api::Operation;
use serde_json::json;

use super::{ELSEWHERE, LAST, certified, copy, restored};
use crate::support::{Bench, OTHER, REGION, Region, cloud_cluster};

#[tokio::test]
async fn the_route_has_the_family_and_with_whom_it_is_shared() {
    let bench = Bench::new();
    let pem = "no certificate at all";
    let shared = json!({"BackupId": "backup-s", "BackupState": "READY", "ClusterId": "cluster-a"});
    bench.cloud.change(OTHER, |cluster| {
        cluster["SourceBackupId"] = "arn:aws:cloudhsm:eu-central-1:1:backup/backup-s".into();
        cluster["Certificates"] = json!({ "ClusterCertificate": pem });
    });
    bench.cloud.change_backups(|backups| {
        let last = backups.iter_mut().find(|it| it["BackupId"] == LAST).unwrap();
        last["BackupArn"] = "arn:1".into();
    });
    bench.cloud.share(json!({"Statement": [{"Principal": {"AWS": "111122223333"}}]}));
    let stranger = certified(cloud_cluster("cluster-x"), pem);
    let there = vec![restored("INITIALIZED", &json!([])), stranger];
    let copies = vec![copy("backup-copy", "READY"), copy("backup-failed", "DELETED")];
    bench.cloud.region(ELSEWHERE, Region::Has(there, copies, vec![shared]));
    let families = bench.dependents(OTHER).await.families.unwrap();
    let regions: Vec<_> = families.regions.iter().map(|it| (&*it.region, it.status)).collect();
    assert_eq!(regions, [(REGION, SourceStatus::Known), (ELSEWHERE, SourceStatus::Known)]);
    assert!(families.regions.iter().all(|it| !it.request_ids.is_empty()));
    let clusters: Vec<_> =
        families.clusters.iter().map(|it| (&*it.cluster_id, it.relations.clone())).collect();
    // What is no certificate equals nothing.
    assert_eq!(clusters, [("cluster-restored", vec![Relation::CreatedFrom])]);
    let backups: Vec<_> = families
        .backups
        .iter()
        .map(|it| (&*it.backup_id, it.relations.clone(), it.shared_by_others))
        .collect();
    assert_eq!(
        backups,
        [
            ("backup-copy", vec![Relation::Copy], false),
            ("backup-failed", vec![Relation::Copy], false),
            ("backup-s", vec![Relation::Source], true),
        ]
    );
    let sharing = &families.sharing;
    assert_eq!((sharing.status, sharing.asked, sharing.of), (SourceStatus::Known, 1, 1));
    assert_eq!(sharing.backups[0].principals, ["111122223333"]);
    // It is kept for minutes, with its age; a region that fails later is named.
    bench.cloud.region(ELSEWHERE, Region::Unreachable);
    bench.clock.advance(299);
    let kept = bench.dependents(OTHER).await.families.unwrap();
    assert_eq!((kept.regions[1].age_seconds, kept.clusters.len()), (Some(299), 1));
    bench.clock.advance(1);
    let later = bench.dependents(OTHER).await.families.unwrap();
    assert_eq!((later.regions[1].status, later.clusters.len()), (SourceStatus::Failed, 0));
    assert_eq!(later.regions[0].status, SourceStatus::Known);
}

/// The policy is whatever AWS has: shown as it is if nobody can be named.
#[tokio::test]
async fn a_policy_that_is_no_json_is_shown_as_it_is() {
    let bench = Bench::new();
    bench.cloud.change_backups(|backups| {
        for (index, backup) in backups.iter_mut().enumerate() {
            backup["BackupArn"] = format!("arn:{index}").into();
        }
    });
    bench.cloud.share(json!("not a policy"));
    let sharing = bench.dependents(OTHER).await.families.unwrap().sharing;
    let [one] = sharing.backups.as_slice() else { panic!("{sharing:?}") };
    assert_eq!((one.policy.as_deref(), one.principals.len()), (Some("\"not a policy\""), 0));
    assert_eq!(bench.cloud.inputs(Operation::GetResourcePolicy).len(), 1, "only its own");
}
