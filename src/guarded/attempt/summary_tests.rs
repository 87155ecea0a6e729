//! The sentences that a person reads about an attempt.

use backend_api::{AttemptStep, NotFollowed, StopReason};
use cloudhsm_api::Operation;

use super::{super::seen::cluster_of, *};
use crate::samples;

fn attempt(state: AttemptState, last_seen: Option<&str>) -> Attempt {
    Attempt {
        state,
        operation: Operation::DeleteCluster,
        last_seen: last_seen.map(str::to_owned),
        ..samples::attempt()
    }
}

fn words(attempt: &Attempt) -> String {
    let Summary { title, words, .. } = summary(attempt, None);
    [&[title][..], &words].concat().join(" ")
}

fn removal(states: &[AttemptState], stop_reason: Option<StopReason>) -> Attempt {
    let step = |state: &AttemptState| AttemptStep { state: *state, ..AttemptStep::default() };
    Attempt {
        state: AttemptState::Accepted,
        operation: Operation::DeleteHsm,
        steps: states.iter().map(step).collect(),
        stop_reason,
        ..samples::attempt()
    }
}

#[test]
fn only_a_refusal_says_that_nothing_happened_and_only_an_end_that_it_is_done() {
    for state in AttemptState::ALL {
        for operation in
            [Operation::DeleteCluster, Operation::DeleteBackup, Operation::UntagResource]
        {
            let shown = words(&Attempt { operation, ..attempt(*state, Some("ACTIVE")) });
            let says_nothing =
                shown.contains("Nothing was deleted") || shown.contains("not changed");
            assert_eq!(says_nothing, *state == AttemptState::Refused, "{state:?}: {shown}");
            let says_done = ["is deleted", "is off"].iter().any(|it| shown.contains(it));
            assert_eq!(says_done, state.is_success(), "{state:?}: {shown}");
        }
    }
}

#[test]
fn both_outcomes_of_a_deletion_are_distinguished() {
    let gone = |seen| words(&attempt(AttemptState::Gone, seen));
    assert_eq!(gone(Some("DELETED")), "The cluster is deleted AWS reports it as DELETED.");
    assert_eq!(gone(Some("not listed")), "The cluster is deleted It no longer appears in AWS.");
    let recorded = Attempt {
        detail: Some("Found by reading: not listed.".into()),
        ..attempt(AttemptState::Gone, None)
    };
    assert!(words(&recorded).ends_with("It no longer appears in AWS."));
}

#[test]
fn an_unknown_outcome_is_not_retried_and_a_new_plan_is_offered_late() {
    let unknown = |looks, seen| {
        summary(&Attempt { looks, ..attempt(AttemptState::Unknown, seen) }, Some("lost"))
    };
    let shown = unknown(3, Some("ACTIVE"));
    assert_eq!(shown.title, "The outcome is not known yet");
    assert_eq!(
        shown.words[..2],
        ["It may have gone through. Don’t retry; check Activity first.", "lost"]
    );
    assert_eq!(shown.next, Next::Wait);
    assert_eq!(unknown(8, Some("ACTIVE")).next, NEW_PLAN);
    assert_eq!(unknown(8, Some("not readable: no")).next, Next::Wait);
    assert_eq!(unknown(8, Some("not listed")).next, Next::Wait);
    let open = Attempt {
        not_followed: Some(NotFollowed::OtherAccount),
        ..attempt(AttemptState::Unknown, None)
    };
    assert!(words(&open).contains("credentials aren’t for the account"));
    assert!(!words(&open).contains("keeps checking"));
}

#[test]
fn a_listing_that_lags_is_no_failure() {
    let shown = words(&attempt(AttemptState::Accepted, Some("ACTIVE")));
    assert!(shown.starts_with("AWS accepted the request AWS still reports the cluster as ACTIVE."));
    let shown = words(&attempt(AttemptState::Accepted, Some("DELETE_IN_PROGRESS")));
    assert!(shown.starts_with("AWS is deleting the cluster"));
}

#[test]
fn what_was_not_sent_can_be_planned_again() {
    let shown = summary(&attempt(AttemptState::Permitted, None), None);
    assert_eq!((shown.title.as_str(), shown.next), ("Not sent so far", Next::CheckOrPlan));
}

#[test]
fn an_attempt_that_is_not_found_is_never_said_to_be_unsent() {
    for (searched, title, words) in [
        (true, "No record of this request", "most likely not sent"),
        (false, "Not known whether it was sent", "may still be on its way"),
    ] {
        let shown = missing(searched, Some("lost"));
        assert_eq!((shown.title.as_str(), shown.next), (title, Next::CheckOrPlan));
        assert!(shown.words[0].contains(words), "{:?}", shown.words);
        assert!(shown.words[0].contains("Check") && shown.words.contains(&"lost".to_owned()));
    }
}

#[test]
fn a_lost_answer_says_whether_the_log_has_the_confirmation() {
    let says = |attempt: Attempt, lost| {
        summary(&attempt, lost).words.iter().any(|it| it.contains("The audit log has the confirm"))
    };
    let said =
        |state, confirmed_at, lost| says(Attempt { confirmed_at, ..attempt(state, None) }, lost);
    let confirmed = Some(cloudhsm_api::Timestamp::default());
    assert!(said(AttemptState::Accepted, confirmed.clone(), Some("lost")));
    assert!(!said(AttemptState::Accepted, confirmed, None), "nothing was lost");
    assert!(!said(AttemptState::Permitted, None, Some("lost")));
    for reason in [None, Some(StopReason::Refused)] {
        let states = [AttemptState::Gone, AttemptState::Accepted];
        let confirmed_at = Some(cloudhsm_api::Timestamp::default());
        assert!(says(Attempt { confirmed_at, ..removal(&states, reason) }, Some("lost")));
    }
}

#[test]
fn a_removal_counts_its_hsms_and_says_why_it_stopped() {
    use AttemptState::{Accepted, Gone, Planned};
    let shown = |states: &[AttemptState], reason| summary(&removal(states, reason), None);
    assert_eq!(shown(&[Accepted, Planned], None).title, "Deleting HSM 1 of 2");
    assert_eq!(shown(&[Gone, Accepted], None).title, "Deleting HSM 2 of 2");
    assert_eq!(shown(&[Gone, Gone], None).title, "All 2 HSMs are deleted");
    for reason in StopReason::ALL {
        let stopped = shown(&[Gone, Planned], Some(*reason));
        assert_eq!(stopped.title, "Stopped: 1 of 2 HSMs deleted");
        assert_eq!(stopped.next, Next::Plan("Review and plan the remaining HSMs"));
    }
    let changed = Attempt {
        detail: Some(
            "Changed since the plan: cluster.TagList[owner]. Nothing more was sent.".into(),
        ),
        ..removal(&[Gone, Planned], Some(StopReason::Changed))
    };
    assert!(words(&changed).contains("cluster.TagList[owner]"));
}

#[test]
fn a_creation_is_not_called_done_before_it_is_listed_and_its_cluster_is_found() {
    let creation = |state, last_seen| Attempt {
        operation: Operation::CreateCluster,
        resource: "new-cluster".into(),
        looks: 20,
        ..attempt(state, last_seen)
    };
    let done = creation(AttemptState::Done, Some("cluster-a is UNINITIALIZED"));
    assert_eq!(words(&done), "The cluster is created Last check: cluster-a is UNINITIALIZED.");
    assert_eq!(summary(&done, None).next, Next::Cluster);
    assert_eq!(cluster_of(&done), Some("cluster-a"));
    assert_eq!(cluster_of(&Attempt { cluster: Some("b".into()), ..done }), Some("b"));
    // Of a creation whose answer was lost, its absence says nothing: a listing that lags looks the
    // same.
    let absent = creation(AttemptState::Unknown, Some("not listed"));
    assert!(!words(&absent).contains("no effect"), "{}", words(&absent));
    assert_eq!(summary(&absent, None).next, Next::Wait);
    let several = creation(AttemptState::Unknown, Some("2 fit, and nothing says which: a, b"));
    assert!(!words(&several).contains("no effect"), "{}", words(&several));
    assert_eq!(summary(&several, None).next, Next::Wait);
}

#[test]
fn what_is_changed_about_a_backup_leads_back_to_it_and_not_to_a_cluster() {
    for operation in [
        Operation::CopyBackupToRegion,
        Operation::ModifyBackupAttributes,
        Operation::PutResourcePolicy,
        Operation::DeleteResourcePolicy,
    ] {
        let of = |state, last_seen| Attempt {
            operation,
            resource: "backup-a".into(),
            cluster: Some("cluster-a".into()),
            ..attempt(state, last_seen)
        };
        let done = summary(&of(AttemptState::Done, Some("backup-b is READY")), None);
        assert_eq!(done.next, Next::Plan("Show the current state"), "{operation}");
        assert!(!done.words.concat().contains("tags"), "{operation}: {:?}", done.words);
        let refused = words(&of(AttemptState::Refused, None));
        assert!(refused.contains("not c") || refused.contains("not copied"), "{refused}");
        assert!(!words(&of(AttemptState::CameBack, None)).contains("cluster"), "{operation}");
        assert!(!words(&of(AttemptState::Accepted, None)).contains("protection"), "{operation}");
    }
    // A copy that isn't listed yet may come all the same.
    let copy = Attempt {
        operation: Operation::CopyBackupToRegion,
        looks: 20,
        ..attempt(AttemptState::Unknown, Some("not listed"))
    };
    assert_eq!(summary(&copy, None).next, Next::Wait);
}
