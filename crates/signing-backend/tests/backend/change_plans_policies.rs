//! Who may use a backup: planned, permitted, read again, sent once; and that no operation on backups
//! that needs a plan passes without one.

use backend_api::{ApiErrorCode, AttemptState, BlockerCode, DeletionPlan, WarningCode};
use cloudhsm_api::Operation;
use serde_json::{Value, json};

use crate::{
    change_plans::{asked, bench, blockers, confirm, losses, plan},
    support::{Behaviour, Bench, Region},
};

const BACKUP: &str = "backup-bbbbbbbbbbb";
const ARN: &str = "arn:aws:cloudhsm:us-east-1:123456789012:backup/backup-bbbbbbbbbbb";

fn policy_for(principal: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": principal, "Action": "cloudhsm:CreateCluster", "Resource": ARN,
    }]})
}

fn share(principal: Value) -> Value {
    json!({ "ResourceArn": ARN, "Policy": policy_for(principal).to_string() })
}

fn unshare() -> Value {
    json!({ "ResourceArn": ARN })
}

/// With a backup that has its ARN.
pub(crate) fn with_arn() -> Bench {
    let bench = bench();
    bench.cloud.change_backups(|all| {
        for backup in all.iter_mut().filter(|it| it["BackupId"] == BACKUP) {
            backup["BackupArn"] = ARN.into();
        }
    });
    bench
}

fn subjects(plan: &DeletionPlan, code: WarningCode) -> Vec<String> {
    let of_code = plan.warnings.iter().filter(|it| it.code == code);
    of_code.flat_map(|it| it.subjects.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_policy_says_who_gets_access_and_who_loses_it_and_is_followed() {
    let bench = with_arn();
    let first =
        plan(&bench, Operation::PutResourcePolicy, &share(json!({"AWS": "111122223333"}))).await;
    assert_eq!((blockers(&first), losses(&first)), (vec![], vec![WarningCode::AccessGiven]));
    assert_eq!(subjects(&first, WarningCode::AccessGiven), ["111122223333"]);
    assert_eq!(first.type_to_confirm, BACKUP);
    let changed = |plan: &DeletionPlan, at: usize| {
        let it = &plan.changes[at];
        (it.what.clone(), it.before.clone(), it.after.clone())
    };
    assert_eq!(changed(&first, 0), ("Principals".into(), None, Some("111122223333".into())));
    let reply = bench.send(bench.deletion_with(&first, BACKUP, vec![])).await;
    assert_eq!(reply.code(), ApiErrorCode::AcknowledgementMissing);
    assert_eq!(confirm(&bench, &first).await.status, 200);
    assert_eq!(bench.cloud.changes().len(), 1);
    let attempt = bench.reaches(BACKUP, AttemptState::Done).await;
    assert_eq!(attempt.last_seen.as_deref(), Some("shared with 111122223333"));

    let again =
        plan(&bench, Operation::PutResourcePolicy, &share(json!({"AWS": "111122223333"}))).await;
    assert_eq!(blockers(&again), [BlockerCode::NothingChanges]);
    let other = plan(&bench, Operation::PutResourcePolicy, &share(json!(["444455556666"]))).await;
    assert_eq!(losses(&other), [WarningCode::AccessGiven, WarningCode::AccessLost]);
    assert_eq!(subjects(&other, WarningCode::AccessLost), ["111122223333"]);
    assert_eq!(
        changed(&other, 0),
        ("Principals".into(), Some("111122223333".into()), Some("444455556666".into()))
    );
    let (what, before, after) = changed(&other, 1);
    assert_eq!(what, "Policy");
    assert!(before.unwrap().contains("111122223333") && after.unwrap().contains("444455556666"));
    for everyone in [json!("*"), json!({"AWS": ["111122223333", "*"]})] {
        let public = plan(&bench, Operation::PutResourcePolicy, &share(everyone)).await;
        assert_eq!(losses(&public), [WarningCode::PublicAccess, WarningCode::AccessGiven]);
    }
}

#[tokio::test]
async fn those_whom_a_policy_allows_without_naming_them_lose_access_too() {
    let bench = with_arn();
    let mut all_but = policy_for(Value::Null);
    let statement = all_but["Statement"][0].as_object_mut().unwrap();
    statement.remove("Principal");
    statement.insert("NotPrincipal".into(), json!({"AWS": "111122223333"}));
    let share_all_but = json!({ "ResourceArn": ARN, "Policy": all_but.to_string() });
    bench.cloud.share(policy_for(json!("111122223333")));
    let turned = plan(&bench, Operation::PutResourcePolicy, &share_all_but).await;
    assert_eq!(
        losses(&turned),
        [WarningCode::PublicAccess, WarningCode::AccessGiven, WarningCode::AccessLost]
    );
    assert_eq!(subjects(&turned, WarningCode::AccessLost), ["111122223333"]);
    bench.cloud.share(all_but);
    let removed = plan(&bench, Operation::DeleteResourcePolicy, &unshare()).await;
    assert_eq!(losses(&removed), [WarningCode::AccessLost]);
    let everyone_but = ["everyone but 111122223333"];
    assert_eq!(subjects(&removed, WarningCode::AccessLost), everyone_but);
    let narrowed = plan(&bench, Operation::PutResourcePolicy, &share(json!("444455556666"))).await;
    assert_eq!(subjects(&narrowed, WarningCode::AccessLost), everyone_but);
}

#[tokio::test]
async fn a_policy_with_other_blanks_is_the_one_that_was_planned() {
    let bench = with_arn();
    let mut plan = plan(&bench, Operation::PutResourcePolicy, &share(json!("111122223333"))).await;
    let planned = plan.request.body.clone();
    let sent = |policy: Value| serde_json::to_string_pretty(&policy).unwrap().into();
    plan.request.body["Policy"] = sent(policy_for(json!("444455556666")));
    let reply = confirm(&bench, &plan).await;
    assert_eq!(reply.code(), ApiErrorCode::PermitMismatch);
    assert_eq!(reply.json()["error"]["field"], "body");
    plan.request.body["Policy"] = sent(policy_for(json!("111122223333")));
    assert_eq!(confirm(&bench, &plan).await.status, 200);
    assert_eq!(bench.cloud.changes(), [(Operation::PutResourcePolicy, planned)]);
}

#[tokio::test(start_paused = true)]
async fn without_its_policy_those_whom_it_named_lose_access() {
    let bench = with_arn();
    let none = plan(&bench, Operation::DeleteResourcePolicy, &unshare()).await;
    assert_eq!(blockers(&none), [BlockerCode::NothingChanges]);
    bench.cloud.share(policy_for(json!({"AWS": "arn:aws:iam::111122223333:root"})));
    let plan = plan(&bench, Operation::DeleteResourcePolicy, &unshare()).await;
    assert_eq!(losses(&plan), [WarningCode::AccessLost]);
    assert_eq!(subjects(&plan, WarningCode::AccessLost), ["111122223333"]);
    assert_eq!(plan.changes[1].after, None);
    bench.cloud.next(Behaviour::Lost);
    assert_eq!(confirm(&bench, &plan).await.code(), ApiErrorCode::OutcomeUnknown);
    bench.reaches(BACKUP, AttemptState::Done).await;
    assert_eq!(bench.cloud.changes(), [(Operation::DeleteResourcePolicy, unshare())]);
}

#[tokio::test]
async fn a_policy_that_somebody_else_sets_meanwhile_stops_it() {
    let bench = with_arn();
    let plan = plan(&bench, Operation::PutResourcePolicy, &share(json!("111122223333"))).await;
    bench.cloud.share(policy_for(json!("444455556666")));
    assert_eq!(confirm(&bench, &plan).await.code(), ApiErrorCode::PlanChanged);
    assert_eq!(bench.cloud.changes(), []);
}

#[tokio::test]
async fn what_cannot_be_shared_or_read_says_so() {
    let bench = with_arn();
    let bad = json!({ "ResourceArn": ARN, "Policy": "file://policy.json" });
    let reply = asked(&bench, Operation::PutResourcePolicy, &bad).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["error"]["field"]), (400, &json!("Policy")));
    let twice = json!({ "ResourceArn": ARN, "Policy": r#"{"Statement":[],"statement":[]}"# });
    let reply = asked(&bench, Operation::PutResourcePolicy, &twice).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["error"]["field"]), (400, &json!("Policy")));
    let of_another = ARN.replace("123456789012", "999999999999");
    let reply =
        asked(&bench, Operation::DeleteResourcePolicy, &json!({ "ResourceArn": of_another })).await;
    assert_eq!(reply.code(), ApiErrorCode::ResourceNotFound);
    assert_eq!(reply.json()["error"]["field"], "ResourceArn");
    let message = reply.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains(ARN) && !message.contains("deleted"), "{message}");
    bench.cloud.change_backups(|all| {
        for backup in all.iter_mut() {
            backup["BackupState"] = "PENDING_DELETION".into();
        }
    });
    let plan = plan(&bench, Operation::PutResourcePolicy, &share(json!("111122223333"))).await;
    assert_eq!(blockers(&plan), [BlockerCode::BackupNotUsable]);
}

/// Each that needs a plan, with every way in which AWS can end it; and none without a permit.
#[tokio::test(start_paused = true)]
async fn each_change_of_a_backup_needs_a_permit_and_is_sent_once_at_most() {
    let failure = r#"{"__type":"CloudHsmInternalFailureException","Message":"no"}"#;
    let denied = r#"{"__type":"CloudHsmAccessDeniedException","Message":"no"}"#;
    let copy = json!({ "DestinationRegion": "eu-central-1", "BackupId": BACKUP });
    for (operation, input) in [
        (Operation::CopyBackupToRegion, copy),
        (Operation::ModifyBackupAttributes, json!({ "BackupId": BACKUP, "NeverExpires": false })),
        (Operation::PutResourcePolicy, share(json!("*"))),
        (Operation::DeleteResourcePolicy, unshare()),
    ] {
        for (behaviour, outcome) in [
            (Behaviour::Lost, "unknown"),
            (Behaviour::Says(500, failure), "unknown"),
            (Behaviour::Says(200, "<html>"), "unknown"),
            (Behaviour::Denies(400, denied), "refused"),
            (Behaviour::Unreachable, "refused"),
        ] {
            let bench = with_arn();
            bench.cloud.region("eu-central-1", Region::Has(vec![], vec![], vec![]));
            bench.cloud.share(policy_for(json!("111122223333")));
            let reply = bench.call(operation.name(), &input).await;
            assert_eq!(reply.code(), ApiErrorCode::PermitRequired, "{operation}");
            bench.cloud.watch(bench.audit_file.clone());
            let plan = plan(&bench, operation, &input).await;
            bench.cloud.next(behaviour.clone());
            let reply = confirm(&bench, &plan).await;
            let told = format!("{operation} {behaviour:?}: {}", reply.json());
            assert_eq!(reply.json()["error"]["outcome"], outcome, "{told}");
            let lines = bench.audit_lines();
            assert_eq!(lines.last().unwrap()["outcome"], outcome, "{told}");
            assert!(bench.cloud.changes().len() <= 1, "{told}");
        }
    }
}
