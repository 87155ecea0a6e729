//! What becomes of changes of backups that are under way: beside each other, and after a restart.

use std::time::Duration;

use backend_api::{ApiErrorCode, AttemptState, DeletionPlan, OperationSet, WarningCode};
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::{OperationPolicy, Settings};

use crate::{
    change_plans::{bench, confirm, losses, plan},
    change_plans_policies::with_arn,
    support::{Behaviour, Bench, Region, settings},
};

const BACKUP: &str = "backup-bbbbbbbbbbb";
const ARN: &str = "arn:aws:cloudhsm:us-east-1:123456789012:backup/backup-bbbbbbbbbbb";
const ELSEWHERE: &str = "eu-central-1";

fn copy_to(region: &str) -> Value {
    json!({ "DestinationRegion": region, "BackupId": BACKUP })
}

fn two_regions() -> Bench {
    let bench = bench();
    bench.cloud.region(ELSEWHERE, Region::Has(vec![], vec![], vec![]));
    bench
}

async fn restart(bench: Bench) -> Bench {
    let operations = OperationPolicy::of(OperationSet::ALL, &[]);
    bench.restart_with(Settings { operations, ..settings() }).await
}

/// Plans and confirms a copy that AWS accepts.
async fn copied(bench: &Bench) -> DeletionPlan {
    let plan = plan(bench, Operation::CopyBackupToRegion, &copy_to(ELSEWHERE)).await;
    assert_eq!(confirm(bench, &plan).await.status, 200);
    plan
}

async fn state(bench: &Bench, plan: &DeletionPlan) -> Value {
    let path = backend_api::routes::attempt(plan.attempt.as_deref().unwrap());
    bench.get(&path).await.json()
}

async fn minutes_later(minutes: u64) {
    // limit: the time is not real
    tokio::time::sleep(Duration::from_mins(minutes)).await;
}

fn all_ready(bench: &Bench) {
    bench.cloud.change_backups_of(ELSEWHERE, |all| {
        for copy in all.iter_mut() {
            copy["BackupState"] = "READY".into();
        }
    });
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_aws_accepted_and_nobody_found_yet_is_named_in_the_next_plan() {
    let bench = two_regions();
    let first = copied(&bench).await;
    bench.cloud.change_backups_of(ELSEWHERE, Vec::clear);
    let copying = Operation::CopyBackupToRegion;
    let second = plan(&bench, copying, &copy_to(ELSEWHERE)).await;
    assert_eq!(losses(&second), [WarningCode::CreationOpen]);
    assert_eq!(second.warnings[0].subjects, [first.attempt.unwrap()]);
    let words = &second.warnings[0].message;
    assert!(words.starts_with("AWS accepted an earlier request"), "{words}");
    // In another region it can't be taken for this one.
    let other = plan(&bench, copying, &copy_to("ap-south-1")).await;
    assert_eq!(losses(&other), []);
    let unaware = bench.deletion_with(&second, BACKUP, vec![]);
    assert_eq!(bench.send(unaware).await.code(), ApiErrorCode::AcknowledgementMissing);
    assert_eq!(bench.cloud.changes().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn two_copies_of_which_the_first_was_seen_begin_are_both_found() {
    let bench = two_regions();
    let first = copied(&bench).await;
    minutes_later(1).await;
    let second = copied(&bench).await;
    assert_eq!(losses(&second), [WarningCode::CreationOpen, WarningCode::AlreadyCopied]);
    minutes_later(1).await;
    all_ready(&bench);
    minutes_later(5).await;
    for (plan, id) in [(first, "backup-copy0000000"), (second, "backup-copy0000001")] {
        let attempt = state(&bench, &plan).await;
        assert_eq!(attempt["state"], "done", "{attempt}");
        assert_eq!(attempt["lastSeen"], format!("{id} is READY"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_copy_before_a_restart_made_does_not_keep_the_next_one_open() {
    let bench = two_regions();
    copied(&bench).await;
    all_ready(&bench);
    bench.reaches(BACKUP, AttemptState::Done).await;
    let line = bench.audit_lines().pop().unwrap();
    assert_eq!(line["change"]["made"], "backup-copy0000000");
    let bench = restart(bench).await;
    let second = copied(&bench).await;
    all_ready(&bench);
    minutes_later(5).await;
    let attempt = state(&bench, &second).await;
    assert_eq!(attempt["state"], "done", "{attempt}");
    assert_eq!(attempt["lastSeen"], "backup-copy0000001 is READY");
}

#[tokio::test(start_paused = true)]
async fn a_long_policy_is_followed_after_a_restart_and_is_not_in_the_log() {
    let bench = with_arn();
    let accounts: Vec<_> = (0..200).map(|n| format!("{n:012}")).collect();
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"AWS": accounts}}]});
    let input = json!({ "ResourceArn": ARN, "Policy": policy.to_string() });
    let plan = plan(&bench, Operation::PutResourcePolicy, &input).await;
    bench.cloud.next(Behaviour::Lost);
    assert_eq!(confirm(&bench, &plan).await.code(), ApiErrorCode::OutcomeUnknown);
    let bench = restart(bench).await;
    bench.reaches(BACKUP, AttemptState::Done).await;
    let log = std::fs::read_to_string(&bench.audit_file).unwrap();
    assert!(!log.contains("Statement"), "a digest is enough");
}

#[tokio::test(start_paused = true)]
async fn a_backup_that_is_gone_does_not_show_that_its_policy_was_removed() {
    let bench = with_arn();
    bench.cloud.share(json!({"Statement": {"Effect": "Allow", "Principal": "111122223333"}}));
    let plan = plan(&bench, Operation::DeleteResourcePolicy, &json!({ "ResourceArn": ARN })).await;
    bench.cloud.next(Behaviour::Lost);
    assert_eq!(confirm(&bench, &plan).await.code(), ApiErrorCode::OutcomeUnknown);
    bench.cloud.change_backups(|all| all.retain(|it| it["BackupId"] != BACKUP));
    let attempt = bench.reaches(BACKUP, AttemptState::StillUnknown).await;
    assert_eq!(attempt.last_seen.as_deref(), Some("no policy, and the backup isn’t listed"));
}
