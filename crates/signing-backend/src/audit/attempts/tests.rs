use AttemptState::{Accepted, Done, Gone, Refused, StillUnknown, Stopped, Unknown};

use std::cell::Cell;

use super::*;
use crate::audit::Entry;

thread_local! {
    /// How many kept records were read, in this test.
    pub(super) static VISITS: Cell<u64> = const { Cell::new(0) };
}

fn record(
    operation: Operation,
    (attempt, resource, outcome): (&str, &str, Option<AttemptState>),
) -> AuditRecord {
    let event = if outcome.is_some() { AuditEvent::Outcome } else { AuditEvent::Intent };
    let entry = Entry::new(event, attempt, operation, resource);
    let cluster = Some("cluster-a".to_owned());
    let entry = Entry { outcome: outcome.map(Into::into), cluster, ..entry };
    entry.into_record(1, String::new(), String::new())
}

fn kept(operation: Operation, records: &[(&str, &str, Option<AttemptState>)]) -> LastWords {
    let mut all = LastWords::default();
    for it in records {
        all.note(record(operation, *it));
        // What is remembered on the disk is the same.
        all = all.records().cloned().collect();
    }
    all
}

fn noted(records: &[(&str, &str, Option<AttemptState>)]) -> Vec<(String, AttemptState)> {
    let kept = kept(Operation::DeleteHsm, records);
    kept.records().map(|it| (it.resource.clone(), it.state())).collect()
}

#[test]
fn of_a_single_one_the_last_word_is_kept_until_it_is_finished() {
    let accepted = ("1", "hsm-a", Some(Accepted));
    assert_eq!(noted(&[("1", "hsm-a", None), accepted]), [("hsm-a".into(), Accepted)]);
    assert_eq!(noted(&[accepted, ("1", "hsm-a", Some(Gone))]), []);
}

#[test]
fn of_several_the_last_word_of_each_is_kept_while_one_of_them_may_be_open_again() {
    let mut records = vec![
        ("1", "hsm-a hsm-b", None),
        ("1", "hsm-a", Some(Gone)),
        ("1", "hsm-b", Some(Gone)),
        ("1", "hsm-a hsm-b", Some(Stopped)),
    ];
    let all = [("hsm-a", Gone), ("hsm-b", Gone), ("hsm-a hsm-b", Stopped)];
    assert_eq!(noted(&records), all.map(|(id, state)| (id.to_owned(), state)));
    records.push(("1", "hsm-a", Some(Accepted)));
    let numbers: Vec<_> = (2..40).map(|it| it.to_string()).collect();
    records.extend(numbers.iter().map(|it| (it.as_str(), "hsm-c hsm-d", Some(Gone))));
    let kept = noted(&records);
    assert_eq!(kept.len(), 3 + MOST_FINISHED, "what is open is never forgotten");
    assert!(kept.contains(&("hsm-b".into(), Gone)) && kept.contains(&("hsm-a".into(), Accepted)));
}

#[test]
fn a_finished_creation_is_kept_beside_an_open_one_in_the_same_place_and_no_longer() {
    let ids = |records: &[_]| -> Vec<_> {
        kept(Operation::CreateHsm, records).records().map(|it| it.attempt.clone()).collect()
    };
    let (lost, second) = (("1", "cluster-a", Some(Unknown)), ("2", "cluster-a", Some(Done)));
    assert_eq!(ids(&[lost, second]), ["1", "2"]);
    assert_eq!(ids(&[lost, ("2", "cluster-a", Some(Refused))]), ["1"], "it made nothing");
    assert_eq!(ids(&[second]), Vec::<String>::new());
    assert_eq!(ids(&[lost, second, ("1", "cluster-a", Some(StillUnknown))]), Vec::<String>::new());
}

/// Once every record was compared with all that were kept.
#[test]
fn to_note_one_takes_as_long_however_many_are_open() {
    let visits_by_one_more = |open: u32| {
        let mut all = LastWords::default();
        for number in 0..open {
            let name = number.to_string();
            all.note(record(Operation::DeleteCluster, (&name, "cluster-a", None)));
            all.note(record(Operation::CreateHsm, (&format!("c{name}"), "hsm", None)));
        }
        let before = VISITS.get();
        for operation in [Operation::DeleteCluster, Operation::CreateHsm] {
            all.note(record(operation, ("new", "cluster-a", None)));
            all.note(record(operation, ("new", "cluster-a", Some(Accepted))));
        }
        assert_eq!(all.len(), 2 * open as usize + 1);
        VISITS.get() - before
    };
    let beside_one = visits_by_one_more(1);
    assert!(beside_one > 0, "nothing is counted");
    assert_eq!(visits_by_one_more(2000), beside_one);
}
