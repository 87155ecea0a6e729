use AttemptState::{Accepted, Gone, Planned, Refused, Stopped, Unknown};
use cloudhsm_api::Operation;
use serde_json::Value;

use super::*;
use crate::guard::change::{BackupAction, BackupChange, Change};

const ALL: &str = "hsm-a hsm-b hsm-c";

/// A record of an attempt of three HSMs: its number, what it is about, and the outcome, if it is not
/// an announcement.
fn record(sequence: u64, resource: &str, outcome: Option<AttemptState>) -> AuditRecord {
    let event = if outcome.is_some() { AuditEvent::Outcome } else { AuditEvent::Intent };
    let entry = Entry::new(event, "1", Operation::DeleteHsm, resource);
    let entry = Entry { outcome: outcome.map(Into::into), ..entry };
    entry.into_record(sequence, "2026-01-01T00:00:00Z".into(), String::new())
}

/// The states of the steps when the records from `from` on are read, and of older ones the last words
/// that are kept.
fn states(log: &[AuditRecord], from: u64) -> Vec<AttemptState> {
    let mut kept = crate::audit::LastWords::default();
    for record in log {
        kept.note(record.clone());
    }
    let is_there =
        |it: &&AuditRecord| it.sequence >= from || kept.records().any(|kept| kept == *it);
    let records: Vec<_> = log.iter().rev().filter(is_there).collect();
    steps_of(&records, from, true)
}

/// The same when none of the older ones is kept but those that are open.
fn states_of_read(log: &[AuditRecord], from: u64) -> Vec<AttemptState> {
    let is_there = |it: &&AuditRecord| it.sequence >= from;
    let records: Vec<_> = log.iter().rev().filter(is_there).collect();
    steps_of(&records, from, false)
}

fn steps_of(records: &[&AuditRecord], from: u64, knows_all: bool) -> Vec<AttemptState> {
    let attempt = remembered(records, from, knows_all).unwrap();
    attempt.steps.iter().map(|step| step.state).collect()
}

/// The first HSM was found gone, and the second one was deleted, before the first one was listed again.
fn listed_again() -> [AuditRecord; 8] {
    [
        record(1, ALL, None),
        record(2, "hsm-a", None),
        record(3, "hsm-a", Some(Gone)),
        record(4, "hsm-b", None),
        record(5, "hsm-b", Some(Gone)),
        record(6, ALL, Some(Stopped)),
        record(7, "hsm-a", Some(Unknown)),
        record(8, "hsm-a", Some(Accepted)),
    ]
}

#[test]
fn the_last_word_of_each_step_is_known_however_few_records_are_read() {
    let log = listed_again();
    for from in 1..=9 {
        assert_eq!(states(&log, from), [Accepted, Gone, Planned], "from {from}");
        assert_eq!(states(&log[..4], from), [Gone, Unknown, Planned], "from {from}");
        assert_eq!(states(&log[..2], from), [Unknown, Planned, Planned], "from {from}");
    }
}

#[test]
fn without_it_a_step_is_called_planned_or_gone_only_if_the_announcement_that_says_so_was_read() {
    let log = listed_again();
    assert_eq!(states_of_read(&log, 1), [Accepted, Gone, Planned]);
    assert_eq!(states_of_read(&log, 4), [Accepted, Gone, Planned]);
    assert_eq!(states_of_read(&log, 6), [Accepted, Unknown, Unknown], "the second one is gone");
    assert_eq!(states_of_read(&log, 8)[..], [][..], "nothing says that there are several");
}

/// The first HSM was found gone, listed again, and not looked at any further.
#[test]
fn a_step_whose_last_word_was_not_read_is_not_called_gone_because_a_later_one_has_begun() {
    let log = [
        record(1, ALL, None),
        record(2, "hsm-a", None),
        record(3, "hsm-a", Some(Gone)),
        record(4, "hsm-b", None),
        record(5, "hsm-a", Some(Unknown)),
        record(6, "hsm-a", Some(AttemptState::StillUnknown)),
        record(7, "hsm-b", Some(Accepted)),
    ];
    assert_eq!(states(&log, 7), [AttemptState::StillUnknown, Accepted, Planned]);
}

#[test]
fn all_steps_of_what_ended_as_a_whole_are_gone() {
    let log = [record(8, "hsm-c", Some(Gone)), record(9, ALL, Some(Gone))];
    assert_eq!(states(&log, 9), [Gone, Gone, Gone]);
    let refused =
        [record(1, ALL, None), record(2, "hsm-a", None), record(3, "hsm-a", Some(Refused))];
    assert_eq!(states(&refused, 1), [Refused, Planned, Planned]);
}

#[test]
fn a_copy_is_followed_only_where_its_destination_is_read_too() {
    let action = BackupAction::Copy { destination: "eu-west-1".into(), tags: vec![] };
    let change = Change::Backup(BackupChange { backup_id: "backup-a".into(), action });
    let goal = Goal::Changed(Box::new(ChangeGoal::new(&change, &Value::Null)));
    let entry = Entry::new(AuditEvent::Intent, "1", Operation::CopyBackupToRegion, "backup-a");
    let entry = Entry { region: "us-east-1".into(), ..entry };
    let why = |regions: &[&str]| {
        let regions: Vec<_> = regions.iter().map(|it| (*it).to_owned()).collect();
        why_not(&entry, Some(&goal), true, &regions)
    };
    assert_eq!(why(&["us-east-1"]), Some(NotFollowed::OtherRegion));
    assert_eq!(why(&["eu-west-1"]), Some(NotFollowed::OtherRegion));
    assert_eq!(why(&["us-east-1", "eu-west-1"]), None);
}
