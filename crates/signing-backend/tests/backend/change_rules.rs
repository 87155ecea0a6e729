//! What each rule of a change plan says, and where it ends: the other side of `change_plans`.

use backend_api::{ApiErrorCode, BlockerCode, DeletionPlan, WarningCode};
use cloudhsm_api::Operation;
use serde_json::{Value, json};

use crate::{
    change_plans::{
        ZONE, add_hsm, bench, blockers, confirm, hsms, initialize, new_cluster, of_type, plan,
        retention, uninitialized,
    },
    support::{Bench, CLUSTER, OWNER},
};

const KEY: &str = "cloudhsm-console:deletion-protection";

/// The plan of a change of a cluster that was changed like this.
async fn planned(operation: Operation, input: Value, change: impl Fn(&mut Value)) -> DeletionPlan {
    let bench = bench();
    bench.cloud.change(CLUSTER, |it| change(it));
    plan(&bench, operation, &input).await
}

async fn creation(bench: &Bench, more: Value) -> DeletionPlan {
    let mut input = new_cluster();
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    plan(bench, Operation::CreateCluster, &input).await
}

fn warning(plan: &DeletionPlan, code: WarningCode) -> Option<&backend_api::Warning> {
    plan.warnings.iter().find(|it| it.code == code)
}

#[tokio::test]
async fn an_hsm_that_is_being_deleted_is_in_nobody_s_way() {
    let input = json!({"ClusterId": CLUSTER, "AvailabilityZone": ZONE, "IpAddress": "10.0.0.0"});
    let hsm = |it: &mut Value, state: &str| {
        it["State"] = "UNINITIALIZED".into();
        it["Hsms"] = hsms(1);
        it["Hsms"][0]["State"] = state.into();
    };
    let leaving =
        planned(Operation::CreateHsm, input.clone(), |it| hsm(it, "DELETE_IN_PROGRESS")).await;
    assert_eq!(blockers(&leaving), []);
    let there = planned(Operation::CreateHsm, input, |it| hsm(it, "ACTIVE")).await;
    assert_eq!(blockers(&there), [BlockerCode::FirstHsmOnly, BlockerCode::AddressTaken]);
    assert!(there.blockers[0].message.contains("Initialize the cluster first"));
    let restored = planned(Operation::CreateHsm, add_hsm(), |it| {
        hsm(it, "ACTIVE");
        it["SourceBackupId"] = "backup-aaaaaaaaaaa".into();
    });
    let restored = restored.await;
    assert_eq!(blockers(&restored), [BlockerCode::FirstHsmOnly]);
    assert!(restored.blockers[0].message.contains("restored its backup"), "{restored:?}");
}

#[tokio::test]
async fn what_must_come_before_an_initialization_is_named() {
    for (state, words) in [
        ("CREATE_IN_PROGRESS", "still creating"),
        ("UNINITIALIZED", "with the first HSM"),
        ("INITIALIZED", "only once"),
    ] {
        let change = |it: &mut Value| it["State"] = state.into();
        let plan = planned(Operation::InitializeCluster, initialize(), change).await;
        let messages: Vec<_> = plan.blockers.iter().map(|it| it.message.as_str()).collect();
        assert!(messages.len() == 1 && messages[0].contains(words), "{state}: {messages:?}");
    }
}

#[tokio::test]
async fn an_initialization_says_what_is_for_life_what_is_lost_and_what_is_odd() {
    let own = planned(Operation::InitializeCluster, initialize(), |it| {
        uninitialized(it);
        it["Certificates"]["HsmCertificate"] = "evidence".into();
    });
    let own = own.await;
    assert_eq!(blockers(&own), []);
    assert!(warning(&own, WarningCode::ForLife).is_some_and(|it| it.acknowledge));
    let lost = warning(&own, WarningCode::EvidenceLost).unwrap();
    assert!(lost.subjects.contains(&"HsmCertificate".to_owned()), "{lost:?}");
    for code in [WarningCode::FromBackup, WarningCode::CertificateDoubts] {
        assert_eq!(warning(&own, code).filter(|it| it.message.contains("backup")), None);
    }
    let mut odd = initialize();
    odd["SignedCert"] = OWNER.signed.replace('\n', "\r\n").into();
    let odd = planned(Operation::InitializeCluster, odd, |it| {
        uninitialized(it);
        it["SourceBackupId"] = "backup-aaaaaaaaaaa".into();
    });
    let odd = odd.await;
    assert_eq!(blockers(&odd), []);
    assert_eq!(warning(&odd, WarningCode::FromBackup).unwrap().subjects, ["backup-aaaaaaaaaaa"]);
    let doubts = warning(&odd, WarningCode::CertificateDoubts).unwrap();
    assert!(doubts.subjects.iter().any(|it| it.starts_with("SignedCert:")), "{doubts:?}");
}

#[tokio::test]
async fn a_protected_cluster_s_backups_are_not_ended_and_a_longer_retention_ends_none() {
    let bench = bench();
    bench.cloud.tag(CLUSTER, KEY, "enabled");
    // Of the three, this ends one.
    bench.cloud.change_backups(|all| {
        for (backup, time) in all.iter_mut().zip([1_799_000_000_u64, 1_799_100_000, 1_796_000_000])
        {
            backup["CreateTimestamp"] = time.into();
        }
    });
    let shorter = plan(&bench, Operation::ModifyCluster, &retention("30")).await;
    assert_eq!(blockers(&shorter), [BlockerCode::DeletionProtection]);
    assert_eq!(shorter.blockers[0].subjects, [CLUSTER]);
    let purged = warning(&shorter, WarningCode::BackupsPurged).unwrap();
    assert!(purged.subjects.len() == 1 && purged.message.contains("one backup"), "{purged:?}");
    let longer = plan(&bench, Operation::ModifyCluster, &retention("120")).await;
    assert_eq!(blockers(&longer), []);
    assert_eq!(warning(&longer, WarningCode::BackupsPurged), None);
}

/// State, own type, time of rollback, wanted type: what blocks, and what it says.
#[tokio::test]
async fn a_change_of_type_depends_on_where_the_migration_is() {
    const OLD: &str = "hsm1.medium";
    const NEW: &str = "hsm2m.medium";
    // The clock is at 1,800,000,000.
    let later = json!(1_800_003_600);
    for (state, own, until, wanted, code, words) in [
        (
            "ROLLBACK_IN_PROGRESS",
            OLD,
            &later,
            OLD,
            Some(BlockerCode::MigrationInProgress),
            "already",
        ),
        (
            "ROLLBACK_IN_PROGRESS",
            OLD,
            &later,
            NEW,
            Some(BlockerCode::MigrationInProgress),
            "already",
        ),
        (
            "MODIFY_IN_PROGRESS",
            NEW,
            &later,
            NEW,
            Some(BlockerCode::WrongState),
            "ACTIVE cluster only",
        ),
        ("MODIFY_IN_PROGRESS", NEW, &later, OLD, None, ""),
        ("MODIFY_IN_PROGRESS", OLD, &later, OLD, None, ""),
        ("ACTIVE", NEW, &later, OLD, None, ""),
        ("ACTIVE", NEW, &Value::Null, OLD, Some(BlockerCode::RollbackOver), "reports no time"),
        ("ACTIVE", NEW, &json!(1_799_999_999), OLD, Some(BlockerCode::RollbackOver), "ended at"),
    ] {
        let plan = planned(Operation::ModifyCluster, of_type(wanted), |it| {
            it["State"] = state.into();
            it["HsmType"] = own.into();
            it["HsmTypeRollbackExpiration"] = until.clone();
        });
        let plan = plan.await;
        let told = format!("{state} {own} {until} to {wanted}: {:?}", plan.blockers);
        assert_eq!(blockers(&plan), code.into_iter().collect::<Vec<_>>(), "{told}");
        assert!(plan.blockers.iter().all(|it| it.message.contains(words)), "{told}");
    }
    for (count, code) in [(27, None), (28, Some(BlockerCode::TooManyHsms))] {
        let plan = planned(Operation::ModifyCluster, of_type(NEW), |it| {
            it["HsmType"] = OLD.into();
            it["Hsms"] = hsms(count);
        });
        assert_eq!(blockers(&plan.await), code.into_iter().collect::<Vec<_>>(), "{count}");
    }
}

#[tokio::test]
async fn what_aws_is_doing_is_named_and_a_migration_is_not_named_twice() {
    let in_state = async |state: &str, until: Value| {
        let plan = planned(Operation::ModifyCluster, retention("120"), |it| {
            it["State"] = state.into();
            it["HsmTypeRollbackExpiration"] = until.clone();
        });
        warning(&plan.await, WarningCode::InTransition).map(|it| it.subjects.clone())
    };
    let busy = Some(vec!["UPDATE_IN_PROGRESS".to_owned()]);
    assert_eq!(in_state("UPDATE_IN_PROGRESS", Value::Null).await, busy);
    assert_eq!(in_state("ACTIVE", Value::Null).await, None);
    assert_eq!(in_state("MODIFY_IN_PROGRESS", 1_800_003_600.into()).await, None);
}

#[tokio::test]
async fn type_mode_and_backup_of_a_new_cluster_go_together() {
    let bench = bench();
    let id = "backup-aaaaaaaaaaa";
    bench.cloud.change_backups(|all| all[0]["Mode"] = "FIPS".into());
    let mismatch = BlockerCode::ModeMismatch;
    for (more, code) in [
        (json!({"Mode": "NON_FIPS"}), None),
        (json!({"HsmType": "hsm1.medium", "Mode": "FIPS"}), None),
        (json!({"HsmType": "hsm1.medium", "Mode": "NON_FIPS"}), Some(mismatch)),
        (json!({"SourceBackupId": id}), None),
        (json!({"SourceBackupId": id, "Mode": "FIPS"}), None),
        (json!({"SourceBackupId": id, "Mode": "NON_FIPS"}), Some(mismatch)),
    ] {
        let told = more.to_string();
        let plan = creation(&bench, more).await;
        assert_eq!(blockers(&plan), code.into_iter().collect::<Vec<_>>(), "{told}");
        assert_eq!(warning(&plan, WarningCode::BackupUnknown), None, "{told}");
    }
    // Another account's can't be read: nothing is claimed of it.
    let arn = "arn:aws:cloudhsm:us-east-1:999999999999:backup/backup-zzzzzzzzzzz";
    let shared = creation(&bench, json!({ "SourceBackupId": arn, "Mode": "NON_FIPS" })).await;
    assert_eq!(blockers(&shared), []);
    assert_eq!(warning(&shared, WarningCode::BackupUnknown).unwrap().subjects, [arn]);
    for state in ["PENDING_DELETION", "CREATE_IN_PROGRESS"] {
        bench.cloud.change_backups(|all| all[0]["BackupState"] = state.into());
        let plan = creation(&bench, json!({ "SourceBackupId": id })).await;
        assert_eq!(blockers(&plan), [BlockerCode::BackupNotUsable], "{state}");
        assert!(plan.blockers[0].message.contains(state), "{:?}", plan.blockers);
    }
}

#[tokio::test]
async fn a_plan_without_a_new_reading_of_the_quotas_says_so() {
    let bench = bench();
    let before = plan(&bench, Operation::CreateHsm, &add_hsm()).await;
    bench.cloud.change(CLUSTER, |it| it["Hsms"] = hsms(1));
    let reply = confirm(&bench, &before).await;
    assert_eq!(reply.code(), ApiErrorCode::PlanChanged);
    let now: DeletionPlan = serde_json::from_value(reply.json()["error"]["plan"].clone()).unwrap();
    let unknown = warning(&now, WarningCode::QuotaUnknown).unwrap();
    assert!(unknown.message.contains("weren’t asked for this plan"), "{unknown:?}");
    // Of a retention there is nothing to ask.
    let other = plan(&bench, Operation::ModifyCluster, &retention("120")).await;
    assert_eq!(warning(&other, WarningCode::QuotaUnknown), None);
}
