//! What a change costs or ends.

use backend_api::{ApiErrorCode, WarningCode};
use cloudhsm_api::Operation;
use serde_json::json;

use super::{bench, blockers, confirm, losses, of_type, plan, retention};
use crate::support::CLUSTER;

#[tokio::test]
async fn a_shorter_retention_names_the_backups_that_it_ends() {
    let bench = bench();
    // The clock is at 1,800,000,000.
    let made = [1_799_000_000_u64, 1_796_000_000, 1_795_000_000];
    bench.cloud.change_backups(|backups| {
        backups.clear();
        for (index, time) in made.iter().enumerate() {
            backups.push(json!({
                "BackupId": format!("backup-{index:011}"), "ClusterId": CLUSTER,
                "BackupState": "READY", "CreateTimestamp": time, "TagList": []
            }));
        }
    });
    let shorter = plan(&bench, Operation::ModifyCluster, &retention("30")).await;
    assert_eq!(losses(&shorter), [WarningCode::BackupsPurged]);
    assert_eq!(shorter.type_to_confirm, CLUSTER);
    let ended = &shorter.warnings[0].subjects;
    assert_eq!(ended.len(), 2, "{ended:?}");
    assert!(
        ended[0].starts_with("backup-00000000001: made on 2026-11-30 00:53:20 UTC"),
        "{ended:?}"
    );
    let longer = plan(&bench, Operation::ModifyCluster, &retention("120")).await;
    assert_eq!((losses(&longer), longer.type_to_confirm.as_str()), (vec![], ""));
    // What is lost must be acknowledged.
    let reply = bench.send(bench.deletion_with(&shorter, CLUSTER, vec![])).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
    assert_eq!(confirm(&bench, &shorter).await.status, 200);
    assert_eq!(bench.cloud.changes(), [(Operation::ModifyCluster, retention("30"))]);
}

#[tokio::test]
async fn a_migration_and_its_rollback_say_what_each_loses() {
    let bench = bench();
    bench.cloud.change(CLUSTER, |it| it["HsmType"] = "hsm1.medium".into());
    let there = plan(&bench, Operation::ModifyCluster, &of_type("hsm2m.medium")).await;
    assert_eq!(losses(&there), [WarningCode::LimitedWrites, WarningCode::ClientVersions]);
    assert_eq!(there.type_to_confirm, CLUSTER);
    bench.cloud.change(CLUSTER, |it| {
        it["HsmType"] = "hsm2m.medium".into();
        it["HsmTypeRollbackExpiration"] = 1_800_003_600.into();
        it["TagList"] = json!([{"Key": "env", "Value": "prod"}, {"Key": "Name", "Value": "pay"}]);
    });
    let back = plan(&bench, Operation::ModifyCluster, &of_type("hsm1.medium")).await;
    assert_eq!(blockers(&back), []);
    assert_eq!(
        losses(&back),
        [WarningCode::LimitedWrites, WarningCode::NewKeysLost, WarningCode::ProductionTag]
    );
    assert_eq!(back.name_to_confirm.as_deref(), Some("pay"));
}
