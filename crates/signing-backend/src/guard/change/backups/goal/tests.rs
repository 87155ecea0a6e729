use serde_json::json;

use super::*;

fn goal(action: BackupAction, state: &Value) -> RecordedBackupChange {
    RecordedBackupChange::new(BackupChange { backup_id: "backup-a".into(), action }, state)
}

/// A copy that was sent, and what readings decided of it.
struct Copy(RecordedBackupChange, Made);

impl Copy {
    fn among(&self, listed: &[Value], others: &OfOthers) -> Observation {
        self.0.among(&self.1, listed, others)
    }

    fn made(&self) -> Option<&str> {
        self.1.id()
    }
}

fn copy_goal(state: &Value) -> Copy {
    let action = BackupAction::Copy { destination: "eu-west-1".into(), tags: vec![] };
    Copy(goal(action, state), Made::default())
}

fn copy(id: &str, state: &str) -> Value {
    json!({ "BackupId": id, "BackupState": state, "SourceBackup": "backup-a" })
}

#[test]
fn only_one_new_copy_that_nobody_else_made_is_the_one() {
    let goal = || copy_goal(&json!({ "copies": ["backup-old"] }));
    let none = OfOthers::default();
    let old = copy("backup-old", "READY");
    let listed = [old.clone(), copy("backup-b", "READY")];
    assert_eq!(goal().among(&[old], &none), Observation::Absent);
    let one = goal();
    assert_eq!(one.among(&listed, &none), Observation::Reached("backup-b is READY".into()));
    assert_eq!(one.made(), Some("backup-b"));
    let of_another = OfOthers { made: vec!["backup-b".into()], is_open: false };
    assert_eq!(goal().among(&listed, &of_another), Observation::Absent);
    let open = OfOthers { made: vec![], is_open: true };
    assert!(matches!(goal().among(&listed, &open), Observation::Undecided(_)));
    let two = [copy("backup-b", "READY"), copy("backup-c", "CREATE_IN_PROGRESS")];
    assert!(matches!(goal().among(&two, &none), Observation::Undecided(_)));
    let under_way = [copy("backup-b", "CREATE_IN_PROGRESS")];
    assert!(matches!(goal().among(&under_way, &none), Observation::UnderWay(_)));
    let failed = [copy("backup-b", "DELETED")];
    assert!(matches!(goal().among(&failed, &none), Observation::Before(_)));
    // Without what was there before, nothing is recognized.
    let blind = copy_goal(&json!({ "copies": "unknown" }));
    assert!(matches!(blind.among(&listed, &none), Observation::Undecided(_)));
}

#[test]
fn a_policy_is_the_one_that_was_sent_or_that_was_answered() {
    let policy = r#"{"Statement":[{"Effect":"Allow","Principal":"111122223333"}]}"#;
    let as_listed = r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"}}]}"#;
    let mut goal = goal(
        BackupAction::Share { arn: "arn:x".into(), policy: policy.into() },
        &json!({ "policy": { "text": null } }),
    );
    let reached = |goal: &RecordedBackupChange, listed: Option<&str>| {
        matches!(goal.shared(listed), Observation::Reached(_))
    };
    assert!(reached(&goal, Some(&policy.replace(':', ": "))));
    assert!(!reached(&goal, Some(as_listed)) && !reached(&goal, None));
    goal.answered(json!({ "Policy": as_listed }).to_string().as_bytes());
    assert!(reached(&goal, Some(as_listed)));
}

#[test]
fn a_long_policy_is_recognized_from_what_the_log_has_of_it() {
    let statement = json!({"Effect": "Allow", "Principal": "111122223333", "Sid": "…"});
    let policy = json!({ "Statement": vec![statement; 300] }).to_string();
    let share = BackupAction::Share { arn: "arn:x".into(), policy: policy.clone() };
    let mut sent = goal(share, &json!({}));
    sent.answered(json!({ "Policy": policy }).to_string().as_bytes());
    let written = serde_json::to_string(&sent).unwrap();
    assert!(written.len() < 400, "{written}");
    let read: RecordedBackupChange = serde_json::from_str(&written).unwrap();
    assert!(read.is_whole());
    assert!(matches!(read.shared(Some(&policy)), Observation::Reached(_)));
    assert!(matches!(read.shared(Some("{}")), Observation::Before(_)));
    // A policy in AWS's answer to a removal is what was removed.
    let mut removed = goal(BackupAction::Unshare { arn: "arn:x".into() }, &json!({}));
    removed.answered(json!({ "Policy": "{}" }).to_string().as_bytes());
    assert_eq!(removed.answered, None);
}

#[test]
fn a_copy_that_was_seen_begin_stays_its_own_beside_another_one() {
    let first = copy_goal(&json!({ "copies": [] }));
    let second = copy_goal(&json!({ "copies": [] }));
    let none = OfOthers::default();
    let begun = [copy("backup-b", "CREATE_IN_PROGRESS")];
    assert!(matches!(first.among(&begun, &none), Observation::UnderWay(_)));
    assert_eq!(first.made(), Some("backup-b"));
    // Now there is another attempt, and what it made.
    let open = OfOthers { made: vec![], is_open: true };
    let both = [copy("backup-b", "READY"), copy("backup-c", "READY")];
    assert_eq!(first.among(&both, &open), Observation::Reached("backup-b is READY".into()));
    let of_first = OfOthers { made: vec!["backup-b".into()], is_open: false };
    let found = second.among(&both, &of_first);
    assert_eq!(found, Observation::Reached("backup-c is READY".into()));
    // Beside another open one, nothing is decided, begun or not.
    let third = copy_goal(&json!({ "copies": [] }));
    assert!(matches!(third.among(&begun, &open), Observation::Undecided(_)));
    assert_eq!(third.made(), None);
}

#[test]
fn what_is_not_reported_is_not_false() {
    let never = |value: Value| kept(&json!({ "NeverExpires": value }), false);
    assert!(matches!(never(json!(false)), Observation::Reached(_)));
    assert!(matches!(never(json!(true)), Observation::Before(_)));
    assert!(matches!(never(Value::Null), Observation::Undecided(_)));
}
