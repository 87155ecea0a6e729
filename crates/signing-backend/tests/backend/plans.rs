//! The deletion plan: blockers, warnings, survivors, for each kind of resource.

use backend_api::{BackupExpiry, BlockerCode, WarningCode, code, routes};
use cloudhsm_api::Operation;
use serde_json::json;
use signing_backend::OperationPolicy;

use crate::support::{Bench, CLUSTER, OTHER, REGION, settings};

#[tokio::test]
async fn blockers_say_what_to_do() {
    let bench = Bench::new();
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["Hsms"] = json!([{"HsmId": "hsm-1", "State": "ACTIVE"}, {"HsmId": "hsm-2", "State": "DELETED"}]);
    });
    let plan = bench.plan(CLUSTER).await;
    assert_eq!(plan.blockers[0].code, BlockerCode::HsmsPresent);
    assert_eq!(plan.blockers[0].subjects, ["hsm-1"]);
    assert!(plan.permit.is_none());
    for (state, expected) in [
        ("DELETE_IN_PROGRESS", vec![BlockerCode::DeletionInProgress]),
        ("DELETED", vec![BlockerCode::AlreadyDeleted]),
        // What AWS documents nowhere is for AWS to answer.
        ("CREATE_IN_PROGRESS", vec![]),
        ("HIBERNATED", vec![]),
    ] {
        bench.cloud.change(OTHER, |cluster| cluster["State"] = state.into());
        let codes: Vec<_> = bench.plan(OTHER).await.blockers.iter().map(|it| it.code).collect();
        assert_eq!(codes, expected, "{state}");
    }
    let read_only = Bench::with(signing_backend::Settings {
        operations: OperationPolicy::new(true, &[]),
        ..settings()
    });
    let plan = read_only.plan(CLUSTER).await;
    assert_eq!(plan.blockers[0].code, BlockerCode::ReadOnly);
    let reply = read_only.call("DeleteCluster", &json!({ "ClusterId": CLUSTER })).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (403, code::READ_ONLY.into()));
}

#[tokio::test]
async fn survivors_are_all_pages_and_say_until_when() {
    let bench = Bench::new();
    let plan = bench.plan(CLUSTER).await;
    let ids: Vec<_> = plan.survivors.iter().map(|it| it.backup_id.as_str()).collect();
    assert_eq!(ids, ["backup-bbbbbbbbbbb", "backup-ccccccccccc", "backup-aaaaaaaaaaa"]);
    assert_eq!(plan.survivors[0].expiry, BackupExpiry::LastBackup);
    assert!(matches!(plan.survivors[1].expiry, BackupExpiry::Retention { days: 90, .. }));
    let recreate = plan.survivors[0].recreate.as_deref().unwrap();
    assert!(recreate.starts_with("aws cloudhsmv2 create-cluster "), "{recreate}");
    assert!(recreate.contains(" --source-backup-id backup-bbbbbbbbbbb "), "{recreate}");
    assert!(recreate.ends_with(" --region us-east-1"), "{recreate}");
    let cluster = serde_json::to_string(&plan.cluster).unwrap();
    assert!(!cluster.contains("correct-horse") && cluster.contains("FutureMember"));
    bench.cloud.change_backups(|backups| {
        backups[0]["NeverExpires"] = true.into();
        backups[1]["BackupState"] = "PENDING_DELETION".into();
        backups[2]["BackupState"] = "DELETED".into();
    });
    let plan = bench.plan(CLUSTER).await;
    let rules: Vec<_> = plan.survivors.iter().map(|it| it.expiry.clone()).collect();
    assert_eq!(
        rules,
        [BackupExpiry::PendingDeletion { delete_timestamp: None }, BackupExpiry::NeverExpires]
    );
    let usable: Vec<_> = plan.survivors.iter().map(|it| it.recreate.is_some()).collect();
    assert_eq!(usable, [false, true]);
    // The newest one is on its way out: what came after the others is lost.
    assert!(
        plan.warnings.iter().any(|it| it.code == WarningCode::BackupOutdated && it.acknowledge)
    );
}

#[tokio::test]
async fn an_hsm_and_a_backup_go_through_the_same_guard() {
    let bench = Bench::new();
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["State"] = "DEGRADED".into();
        cluster["Hsms"] = json!([{"HsmId": "hsm-1", "State": "ACTIVE"}]);
    });
    let plan = bench.plan_at(&routes::hsm_deletion_plan(REGION, CLUSTER, "hsm-1")).await;
    assert_eq!(plan.request.body, json!({"ClusterId": CLUSTER, "HsmId": "hsm-1"}));
    let codes: Vec<_> = plan.warnings.iter().map(|it| (it.code, it.acknowledge)).collect();
    assert!(codes.contains(&(WarningCode::NoFinalBackup, true)));
    assert!(codes.contains(&(WarningCode::LastHsm, false)));
    let reply = bench.send(bench.deletion(&plan, "hsm-1")).await;
    assert_eq!(reply.status, 200);

    let path = routes::backup_deletion_plan(REGION, "backup-ddddddddddd");
    let plan = bench.plan_at(&path).await;
    assert_eq!(plan.warnings[0].code, WarningCode::LastBackup);
    assert!(plan.survivors.iter().all(|it| it.recreate.is_none()), "no cluster goes");
    let reply = bench.send(bench.deletion(&plan, "backup-ddddddddddd")).await;
    assert_eq!(reply.status, 200);
    let operations: Vec<_> = bench.cloud.destroyed().into_iter().map(|(it, _)| it).collect();
    assert_eq!(operations, [Operation::DeleteHsm, Operation::DeleteBackup]);
    let missing = routes::hsm_deletion_plan(REGION, CLUSTER, "hsm-9");
    assert_eq!(bench.post(&missing, &json!({})).await.code(), code::RESOURCE_NOT_FOUND);
}
