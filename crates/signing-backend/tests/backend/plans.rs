//! The deletion plan: blockers, warnings, survivors, for each kind of resource.

use backend_api::{ApiErrorCode, BackupExpiry, BlockerCode, WarningCode, routes};
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
    assert_eq!((reply.status.as_u16(), reply.code()), (403, ApiErrorCode::ReadOnly));
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
async fn what_is_lost_with_a_cluster_in_an_unknown_state_is_a_loss_to_acknowledge() {
    let bench = Bench::new();
    bench.cloud.change(CLUSTER, |cluster| {
        cluster["State"] = "HIBERNATED".into();
        cluster["StateMessage"] = "Wake it first.".into();
    });
    let plan = bench.plan(CLUSTER).await;
    let found = plan.warnings.iter().find(|it| it.code == WarningCode::UnknownState);
    let found = found.expect("a warning of the state");
    assert!(found.acknowledge && found.message.contains("HIBERNATED"), "{found:?}");
    assert!(found.message.contains("Keys created since then may be lost"), "{found:?}");
    assert_eq!(found.subjects, ["Wake it first."]);
    let reply = bench.send(bench.deletion_with(&plan, CLUSTER, Vec::new())).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);

    bench.cloud.change(CLUSTER, |cluster| cluster["State"] = "ACTIVE".into());
    let plan = bench.plan(CLUSTER).await;
    assert!(plan.warnings.iter().all(|it| it.code != WarningCode::UnknownState));
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
    assert!(codes.contains(&(WarningCode::LastHsm, true)));
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
    assert_eq!(bench.post(&missing, &json!({})).await.code(), ApiErrorCode::ResourceNotFound);
}

#[tokio::test]
async fn the_last_active_hsm_is_a_loss_to_acknowledge_beside_a_degraded_one() {
    let bench = Bench::new();
    let last_hsm = async |hsms: serde_json::Value, hsm: &str| {
        bench.cloud.change(CLUSTER, |cluster| cluster["Hsms"] = hsms);
        let plan = bench.plan_at(&routes::hsm_deletion_plan(REGION, CLUSTER, hsm)).await;
        let found = plan.warnings.iter().find(|it| it.code == WarningCode::LastHsm);
        let found = found.map(|it| (it.acknowledge, it.subjects.join(", ")));
        let reply = bench.send(bench.deletion_with(&plan, hsm, Vec::new())).await;
        let refused = reply.code() == ApiErrorCode::AcknowledgementMissing;
        assert_eq!(refused, found.is_some(), "{reply:?}");
        found
    };
    let hsm = |id: &str, state: &str| json!({"HsmId": id, "State": state});
    let active = || hsm("hsm-1", "ACTIVE");
    let beside = json!([active(), hsm("hsm-2", "DEGRADED")]);
    let found = last_hsm(beside.clone(), "hsm-1").await;
    assert_eq!(found, Some((true, "hsm-2 (DEGRADED)".to_owned())));
    assert_eq!(last_hsm(beside, "hsm-2").await, None);
    let both_sick = json!([hsm("hsm-1", "DEGRADED"), hsm("hsm-2", "DEGRADED")]);
    let found = last_hsm(both_sick, "hsm-1").await;
    assert_eq!(found, Some((true, "hsm-2 (DEGRADED)".to_owned())));
    let with_deleted = json!([active(), hsm("hsm-2", "DELETED")]);
    assert_eq!(last_hsm(with_deleted, "hsm-1").await, Some((true, String::new())));
    let two = json!([active(), hsm("hsm-2", "ACTIVE")]);
    assert_eq!(last_hsm(two, "hsm-1").await, None);
}

#[tokio::test]
async fn copies_have_no_date_and_survive_only_when_they_are_done() {
    let bench = Bench::new();
    bench.cloud.change_backups(|backups| {
        for (index, state) in ["READY", "CREATE_IN_PROGRESS", "DELETED"].into_iter().enumerate() {
            backups[index]["SourceRegion"] = "eu-west-1".into();
            backups[index]["BackupState"] = state.into();
        }
    });
    let plan = bench.plan(CLUSTER).await;
    let survivors: Vec<_> =
        plan.survivors.iter().map(|it| (it.backup_id.as_str(), it.expiry.clone())).collect();
    assert_eq!(survivors, [("backup-aaaaaaaaaaa", BackupExpiry::Copy)]);
    let expire = plan.warnings.iter().any(|it| it.code == WarningCode::BackupsExpire);
    assert!(!expire, "{:?}", plan.warnings);
}

#[tokio::test]
async fn an_odd_retention_gives_no_date() {
    let bench = Bench::new();
    let policy = json!({"Type": "DAYS", "Value": "07"});
    bench.cloud.change(CLUSTER, |cluster| cluster["BackupRetentionPolicy"] = policy);
    let plan = bench.plan(CLUSTER).await;
    let expected = BackupExpiry::UnknownRetention { policy: "07 DAYS".into() };
    assert_eq!(plan.survivors[1].expiry, expected);
}
