//! Copies, retention and restores of backups: planned, permitted, read again, sent once, and found out
//! afterwards.

use backend_api::{ApiErrorCode, AttemptState, BlockerCode, DeletionPlan, WarningCode};
use cloudhsm_api::Operation;
use serde_json::{Value, json};

use crate::{
    change_plans::{asked, bench, blockers, confirm, losses, plan},
    support::{Behaviour, Bench, CLUSTER, REGION, Region},
};

const BACKUP: &str = "backup-bbbbbbbbbbb";
/// The cluster's oldest; its retention is over on the clock's day.
const OLDEST: &str = "backup-aaaaaaaaaaa";
const ELSEWHERE: &str = "eu-central-1";

/// What happens to the backup before.
type ChangeOfBackup = Box<dyn Fn(&mut Value)>;

fn copy() -> Value {
    json!({ "DestinationRegion": ELSEWHERE, "BackupId": BACKUP })
}

fn never_expires(wanted: bool) -> Value {
    json!({ "BackupId": BACKUP, "NeverExpires": wanted })
}

fn restore() -> Value {
    json!({ "BackupId": BACKUP })
}

/// With a region for copies.
fn two_regions() -> Bench {
    let bench = bench();
    bench.cloud.region(ELSEWHERE, Region::Has(vec![], vec![], vec![]));
    bench
}

fn change(bench: &Bench, id: &str, change: impl Fn(&mut Value)) {
    bench
        .cloud
        .change_backups(|all| all.iter_mut().filter(|it| it["BackupId"] == id).for_each(change));
}

fn note(plan: &DeletionPlan, code: WarningCode) -> &str {
    &plan.warnings.iter().find(|it| it.code == code).unwrap().message
}

#[tokio::test(start_paused = true)]
async fn a_copy_is_found_in_its_region_though_no_answer_names_it() {
    for behaviour in [None, Some(Behaviour::Lost), Some(Behaviour::Says(503, "<html>"))] {
        let bench = two_regions();
        let plan = plan(&bench, Operation::CopyBackupToRegion, &copy()).await;
        assert_eq!((blockers(&plan), losses(&plan)), (vec![], vec![]));
        assert_eq!((plan.type_to_confirm.as_str(), &plan.terraform), ("", &None));
        assert!(note(&plan, WarningCode::CopyKept).contains("no retention"));
        assert_eq!(plan.changes[0].after.as_deref(), Some(ELSEWHERE));
        assert!(plan.request.cli.contains("copy-backup-to-region"), "{}", plan.request.cli);
        let is_lost = behaviour.is_some();
        if let Some(it) = behaviour {
            bench.cloud.next(it);
        }
        let reply = confirm(&bench, &plan).await;
        assert_eq!(reply.status.as_u16(), if is_lost { 504 } else { 200 });
        bench.cloud.change_backups_of(ELSEWHERE, |all| all[0]["BackupState"] = "READY".into());
        let attempt = bench.reaches(BACKUP, AttemptState::Done).await;
        assert_eq!(attempt.last_seen.as_deref(), Some("backup-copy0000000 is READY"));
        assert_eq!(bench.cloud.changes(), [(Operation::CopyBackupToRegion, copy())]);
        // The next one knows of it.
        let next = self::plan(&bench, Operation::CopyBackupToRegion, &copy()).await;
        assert_eq!(losses(&next), [WarningCode::AlreadyCopied]);
        assert_eq!(next.type_to_confirm, BACKUP);
    }
}

#[tokio::test(start_paused = true)]
async fn an_open_copy_is_named_in_the_next_plan_and_two_are_not_decided_between() {
    let bench = two_regions();
    let first = plan(&bench, Operation::CopyBackupToRegion, &copy()).await;
    bench.cloud.next(Behaviour::Denies(503, "<html>"));
    assert_eq!(confirm(&bench, &first).await.code(), ApiErrorCode::OutcomeUnknown);
    let second = plan(&bench, Operation::CopyBackupToRegion, &copy()).await;
    assert_eq!(losses(&second), [WarningCode::CreationOpen]);
    assert_eq!(second.warnings[0].subjects, [first.attempt.unwrap()]);
    assert_eq!(confirm(&bench, &second).await.status, 200);
    bench.cloud.change_backups_of(ELSEWHERE, |all| all[0]["BackupState"] = "READY".into());
    let attempt = bench.reaches(BACKUP, AttemptState::StillUnknown).await;
    assert!(attempt.last_seen.unwrap().ends_with("another attempt could have made it"));
    assert_eq!(bench.cloud.changes().len(), 2);
}

#[tokio::test]
async fn a_copy_that_somebody_else_makes_meanwhile_stops_it() {
    let bench = two_regions();
    let plan = plan(&bench, Operation::CopyBackupToRegion, &copy()).await;
    bench.cloud.change_backups_of(ELSEWHERE, |all| {
        all.push(json!({"BackupId": "backup-x", "BackupState": "READY", "SourceBackup": BACKUP}));
    });
    assert_eq!(confirm(&bench, &plan).await.code(), ApiErrorCode::PlanChanged);
    assert_eq!(bench.cloud.changes(), []);
}

#[tokio::test]
async fn a_region_that_cannot_be_read_is_not_one_without_copies() {
    let bench = bench();
    let denied = json!({"__type": "CloudHsmAccessDeniedException", "Message": "not you"});
    bench.cloud.region(ELSEWHERE, Region::Says(400, denied));
    let plan = plan(&bench, Operation::CopyBackupToRegion, &copy()).await;
    assert_eq!(losses(&plan), [WarningCode::DestinationUnknown]);
    assert!(note(&plan, WarningCode::DestinationUnknown).ends_with("not you"));
}

#[tokio::test]
async fn each_blocker_says_what_to_do_and_gives_no_permit() {
    let state = |state: &'static str| move |it: &mut Value| it["BackupState"] = state.into();
    let to = |region: &str| json!({ "DestinationRegion": region, "BackupId": BACKUP });
    let key = "cloudhsm-console:deletion-protection";
    let copying = Operation::CopyBackupToRegion;
    let keeping = Operation::ModifyBackupAttributes;
    let restoring = Operation::RestoreBackup;
    let cases: Vec<(ChangeOfBackup, Operation, Value, BlockerCode)> = vec![
        (Box::new(state("PENDING_DELETION")), copying, copy(), BlockerCode::BackupNotUsable),
        (Box::new(state("CREATE_IN_PROGRESS")), copying, copy(), BlockerCode::BackupNotUsable),
        (Box::new(|_| {}), copying, to(REGION), BlockerCode::SameRegion),
        (Box::new(|_| {}), copying, to("ap-south-1"), BlockerCode::RegionNotConfigured),
        (
            Box::new(|it| it["NeverExpires"] = true.into()),
            keeping,
            never_expires(true),
            BlockerCode::NothingChanges,
        ),
        (
            Box::new(|it| it["NeverExpires"] = false.into()),
            keeping,
            never_expires(false),
            BlockerCode::NothingChanges,
        ),
        (Box::new(state("DELETED")), keeping, never_expires(true), BlockerCode::AlreadyDeleted),
        (
            Box::new(move |it| it["TagList"] = json!([{"Key": key, "Value": "enabled"}])),
            keeping,
            never_expires(false),
            BlockerCode::DeletionProtection,
        ),
        (Box::new(|_| {}), restoring, restore(), BlockerCode::NothingChanges),
        (Box::new(state("DELETED")), restoring, restore(), BlockerCode::AlreadyDeleted),
        (Box::new(state("CREATE_IN_PROGRESS")), restoring, restore(), BlockerCode::WrongState),
    ];
    for (before, operation, input, code) in cases {
        let bench = two_regions();
        change(&bench, BACKUP, before);
        let plan = plan(&bench, operation, &input).await;
        assert_eq!(blockers(&plan), [code], "{operation} {input}");
        assert!(plan.permit.is_none());
    }
    let bench = two_regions();
    bench.cloud.tag(CLUSTER, key, "enabled");
    let plan = plan(&bench, keeping, &never_expires(false)).await;
    assert_eq!(plan.blockers[0].subjects, [CLUSTER], "the cluster's protection is its backups'");
}

#[tokio::test(start_paused = true)]
async fn the_end_of_never_says_when_and_what_is_lost() {
    let keeping = Operation::ModifyBackupAttributes;
    let bench = bench();
    change(&bench, BACKUP, |it| it["NeverExpires"] = true.into());
    change(&bench, OLDEST, |it| it["NeverExpires"] = true.into());
    let ends = plan(&bench, keeping, &never_expires(false)).await;
    assert_eq!(losses(&ends), [WarningCode::NeverExpires]);
    assert!(note(&ends, WarningCode::BackupsExpire).contains("90 days"));
    assert_eq!(
        (ends.type_to_confirm.as_str(), ends.changes[0].before.as_deref()),
        (BACKUP, Some("true"))
    );
    // The clock is at 1,800,000,000: more than 90 days after it was made.
    let is_over = json!({ "BackupId": OLDEST, "NeverExpires": false });
    let over = plan(&bench, keeping, &is_over).await;
    assert_eq!(losses(&over), [WarningCode::NeverExpires, WarningCode::BackupsPurged]);
    let reply = bench.send(bench.deletion_with(&ends, BACKUP, vec![])).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
    assert_eq!(confirm(&bench, &ends).await.status, 200);
    let attempt = bench.reaches(BACKUP, AttemptState::Done).await;
    assert_eq!(attempt.last_seen.as_deref(), Some("NeverExpires is false"));

    bench.cloud.change_backups(|all| {
        all.retain(|it| it["BackupId"] == BACKUP);
        all[0]["NeverExpires"] = true.into();
    });
    bench.cloud.change_clusters(|all| all.retain(|it| it["ClusterId"] != CLUSTER));
    let last = plan(&bench, keeping, &never_expires(false)).await;
    assert_eq!(
        losses(&last),
        [WarningCode::NeverExpires, WarningCode::LastBackup, WarningCode::ClusterGone]
    );
    bench.cloud.change_backups(|all| all[0]["NeverExpires"] = false.into());
    let longer = plan(&bench, keeping, &never_expires(true)).await;
    assert_eq!((losses(&longer), longer.type_to_confirm.as_str()), (vec![], ""));
}

#[tokio::test]
async fn what_is_not_reported_may_be_kept_and_what_is_deleted_has_the_time_of_its_purge() {
    let keeping = Operation::ModifyBackupAttributes;
    let bench = bench();
    change(&bench, BACKUP, |it| drop(it.as_object_mut().unwrap().remove("NeverExpires")));
    let silent = plan(&bench, keeping, &never_expires(false)).await;
    assert_eq!(losses(&silent), [WarningCode::NeverExpires]);
    assert!(note(&silent, WarningCode::NeverExpires).contains("doesn’t report"));
    change(&bench, BACKUP, |it| {
        it["NeverExpires"] = true.into();
        it["BackupState"] = "PENDING_DELETION".into();
        it["DeleteTimestamp"] = 1_800_100_000.into();
    });
    let deleted = plan(&bench, keeping, &never_expires(false)).await;
    let purge = note(&deleted, WarningCode::BackupsExpire);
    assert!(purge.contains("AWS purges it at 2027-01-16"), "{purge}");
}

#[tokio::test(start_paused = true)]
async fn a_restore_may_be_planned_and_is_then_carried_out_as_planned() {
    let bench = bench();
    change(&bench, BACKUP, |it| it["BackupState"] = "PENDING_DELETION".into());
    let first = plan(&bench, Operation::RestoreBackup, &restore()).await;
    assert_eq!((blockers(&first), losses(&first)), (vec![], vec![]));
    change(&bench, BACKUP, |it| it["BackupState"] = "READY".into());
    assert_eq!(confirm(&bench, &first).await.code(), ApiErrorCode::DeletionBlocked);
    change(&bench, BACKUP, |it| it["BackupState"] = "PENDING_DELETION".into());
    let second = plan(&bench, Operation::RestoreBackup, &restore()).await;
    assert_eq!(confirm(&bench, &second).await.status, 200);
    assert_eq!(confirm(&bench, &second).await.code(), ApiErrorCode::PermitUsed);
    bench.reaches(BACKUP, AttemptState::Done).await;
    assert_eq!(bench.cloud.changes(), [(Operation::RestoreBackup, restore())]);
}

#[tokio::test]
async fn a_backup_that_is_not_there_is_not_found() {
    let bench = two_regions();
    bench.cloud.change_backups(|all| all.retain(|it| it["BackupId"] != BACKUP));
    for (operation, input) in [
        (Operation::CopyBackupToRegion, copy()),
        (Operation::ModifyBackupAttributes, never_expires(true)),
        (Operation::RestoreBackup, restore()),
    ] {
        let reply = asked(&bench, operation, &input).await;
        assert_eq!(reply.code(), ApiErrorCode::ResourceNotFound, "{operation}");
        assert_eq!(reply.json()["error"]["field"], "backupId");
    }
}
