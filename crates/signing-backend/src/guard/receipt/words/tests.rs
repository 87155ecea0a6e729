use cloudhsm_api::BackupState;

use super::*;
use crate::audit::Entry;

fn attempt() -> Attempt {
    let at = Timestamp::from_epoch_seconds(1_800_000_000);
    Attempt {
        state: AttemptState::Gone,
        account: Some("111122223333".into()),
        confirmed_at: Some(at.clone()),
        request_ids: vec!["request-1".into()],
        ..Attempt::planned("a".into(), Operation::DeleteCluster, "r".into(), "cluster-a".into(), at)
    }
}

fn left() -> Left {
    let at = Timestamp::from_epoch_seconds(1_800_000_000);
    Left {
        read_at: at.clone(),
        backups: vec![SurvivingBackup {
            backup_id: "backup-a".into(),
            state: Some(BackupState::Ready),
            create_timestamp: Some(at.clone()),
            expiry: BackupExpiry::Retention { expires_at: at, days: 90 },
            recreate: None,
        }],
        older: 2,
        restore: Some("aws cloudhsmv2 create-cluster".into()),
    }
}

#[test]
fn it_says_what_where_when_and_what_is_left() {
    let receipt = receipt(&attempt(), false, Some(&left()), &[]).unwrap();
    assert_eq!(receipt.title, "DeleteCluster cluster-a: deleted");
    for expected in [
        "## DeleteCluster cluster-a: deleted\n",
        "- Account: 111122223333\n",
        "- Region: r\n",
        "- Confirmed: 2027-01-15T08:00:00Z\n",
        "- AWS request IDs: request-1\n",
        "  - backup-a: READY, created 2027-01-15T08:00:00Z, kept until 2027-01-15T08:00:00Z\n",
        "  - and 2 older\n",
        "- Restore command: `aws cloudhsmv2 create-cluster`\n",
    ] {
        assert!(receipt.text.contains(expected), "{expected}: {}", receipt.text);
    }
    assert!(!receipt.settled, "the log has no end of it");
}

#[test]
fn what_is_not_known_is_called_so() {
    let restarted = receipt(&attempt(), false, None, &[]).unwrap().text;
    assert!(restarted.contains("- What is left: Not known."), "{restarted}");
    assert!(restarted.contains("- Access key ID: Not known\n"), "{restarted}");
    let of = |state, confirmed_at| {
        let attempt = Attempt { state, confirmed_at, request_ids: Vec::new(), ..attempt() };
        receipt(&attempt, false, Some(&left()), &[]).unwrap().text
    };
    let planned = of(AttemptState::Permitted, None);
    assert!(planned.contains("Nothing was sent.") && !planned.contains("What is left"));
    assert!(!planned.contains("Ended"), "{planned}");
    // A record that is too old to be found is not a request that was never sent.
    let old = of(AttemptState::Gone, None);
    assert!(old.contains("- Confirmed: Not known.") && !old.contains("Nothing was sent"), "{old}");
    let refused = of(AttemptState::Refused, Some(Timestamp::from_epoch_seconds(1)));
    for absent in ["What is left", RESTORE, "AWS request IDs"] {
        assert!(!refused.contains(absent), "{refused}");
    }
    let unknown = of(AttemptState::StillUnknown, None);
    assert!(unknown.contains("- Last checked: ") && !unknown.contains("- Ended"), "{unknown}");
}

fn evidence(event: AuditEvent, person: &str, outcome: Option<AttemptState>) -> Evidence {
    let entry = Entry::new(event, "a", Operation::DeleteCluster, "cluster-a");
    let outcome = outcome.map(RecordedState::from);
    let entry = Entry { outcome, ..entry };
    let record = entry.into_record(1, "2027-01-15T08:00:00Z".into(), String::new());
    let record = AuditRecord { person: Some(person.into()), ..record };
    Evidence { record, hash: "0".repeat(64) }
}

#[test]
fn somebody_elses_refused_try_is_not_who_asked_nor_the_last_word() {
    let records = [
        evidence(AuditEvent::Refusal, "alice", None),
        evidence(AuditEvent::Intent, "bob", None),
        evidence(AuditEvent::Outcome, "bob", Some(AttemptState::Gone)),
        evidence(AuditEvent::Refusal, "carol", None),
    ];
    let found = receipt(&attempt(), false, None, &records).unwrap();
    assert!(found.text.contains("- Person: bob\n"), "{}", found.text);
    assert!(found.settled);
    assert!(!receipt(&attempt(), true, None, &records).unwrap().settled, "it is looked after");
    assert!(!receipt(&attempt(), false, None, &records[..2]).unwrap().settled);
}

#[test]
fn no_text_makes_a_line_of_its_own() {
    let detail = Some("x\n- Outcome: deleted".into());
    let restore = Some("create --tag 'a``b\n'".into());
    let left = Left { restore, ..left() };
    let text = receipt(&Attempt { detail, ..attempt() }, false, Some(&left), &[]).unwrap().text;
    assert_eq!(text.matches("\n- Outcome").count(), 1, "{text}");
    assert!(text.contains("- Restore command: ``` create --tag 'a``b ' ```\n"), "{text}");
}

#[test]
fn each_hsm_says_what_came_of_it() {
    let step = |resource: &str, state| AttemptStep {
        resource: resource.into(),
        state,
        ..AttemptStep::default()
    };
    let attempt = Attempt {
        operation: Operation::DeleteHsm,
        steps: vec![step("hsm-1", AttemptState::Gone), step("hsm-2", AttemptState::Planned)],
        ..attempt()
    };
    let text = receipt(&attempt, false, Some(&left()), &[]).unwrap().text;
    assert!(text.contains("  - hsm-1: deleted\n  - hsm-2: not sent, kept\n"), "{text}");
    assert!(text.contains("before it deletes an HSM"), "{text}");
}
