//! Attempts that ended between two looks.

use std::collections::BTreeMap;

use backend_api::{Attempt, AttemptState, NotFollowed};

use super::notice::{Change, Notice};

/// The attempts that had ended when they were last looked at, and how. The first look is the baseline.
#[derive(Debug)]
pub(super) struct EndedAttempts(BTreeMap<String, AttemptState>);

impl EndedAttempts {
    /// Those that have ended before anything is told.
    pub(super) fn baseline(attempts: &[Attempt]) -> Self {
        let ended = attempts.iter().filter(|it| has_ended(it));
        Self(ended.map(|it| (it.id.clone(), it.state)).collect())
    }

    /// Those that have ended since the last look, the oldest first. Also those that began since: some
    /// take less time than lies between two looks. `attempts` has the newest first.
    pub(super) fn see(&mut self, attempts: &[Attempt], time: &str) -> Vec<Notice> {
        let is_new = |it: &&Attempt| has_ended(it) && self.0.get(&it.id) != Some(&it.state);
        let notices = attempts.iter().rev().filter(is_new).map(|it| notice(it, time)).collect();
        // Those that the guard forgot don't come back.
        *self = Self::baseline(attempts);
        notices
    }
}

/// The backend expects no more news of it.
fn has_ended(attempt: &Attempt) -> bool {
    match attempt.state {
        AttemptState::Planned | AttemptState::Permitted => false,
        state if state.is_open() => is_given_up(attempt),
        _ => true,
    }
}

/// It isn't finished, and the backend has stopped checking. With the right credentials it may check
/// again.
fn is_given_up(attempt: &Attempt) -> bool {
    match attempt.not_followed {
        Some(
            NotFollowed::TimeOver | NotFollowed::NotReadable | NotFollowed::AccountNotRecorded,
        ) => true,
        Some(NotFollowed::OtherAccount | NotFollowed::OtherEndpoint | NotFollowed::OtherRegion)
        | None => false,
    }
}

fn notice(attempt: &Attempt, time: &str) -> Notice {
    let state = attempt.state;
    let checked = if state.is_open() { ", and the backend no longer checks it" } else { "" };
    Notice {
        time: time.to_owned(),
        region: attempt.region.clone(),
        cluster_id: attempt.cluster.clone(),
        name: None,
        production: None,
        change: Change::AttemptEnded {
            attempt: attempt.id.clone(),
            operation: attempt.operation.to_string(),
            resource: attempt.resource.clone(),
            state: state.as_str().to_owned(),
            words: [state.words(), checked].concat(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::{Operation, Timestamp};

    fn attempt(id: &str, state: AttemptState) -> Attempt {
        let planned = Attempt::planned(
            id.into(),
            Operation::DeleteCluster,
            "us-east-1".into(),
            "cluster-a".into(),
            Timestamp::EpochMillis(0),
        );
        Attempt { state, cluster: Some("cluster-a".into()), ..planned }
    }

    fn told(ended: &mut EndedAttempts, attempts: &[Attempt]) -> Vec<String> {
        let words = |it: Notice| it.words();
        ended.see(attempts, "now").into_iter().map(words).collect()
    }

    #[test]
    fn each_end_is_told_once_and_earlier_ones_not_at_all() {
        let old = attempt("old", AttemptState::Gone);
        let open = attempt("open", AttemptState::Sent);
        let mut ended = EndedAttempts::baseline(&[open.clone(), old.clone()]);
        assert_eq!(told(&mut ended, &[open, old.clone()]), [""; 0]);
        let all = [
            attempt("short", AttemptState::Refused),
            attempt("planned", AttemptState::Permitted),
            attempt("open", AttemptState::Gone),
            old,
        ];
        assert_eq!(
            told(&mut ended, &all),
            [
                "cluster-a in us-east-1: DeleteCluster cluster-a: deleted",
                "cluster-a in us-east-1: DeleteCluster cluster-a: refused",
            ]
        );
        assert_eq!(told(&mut ended, &all), [""; 0]);
    }

    /// As after a restart: it was open and nobody checked it, until somebody did.
    #[test]
    fn what_was_found_out_after_all_is_told() {
        let open = attempt("a", AttemptState::Accepted);
        let given_up = Attempt { not_followed: Some(NotFollowed::TimeOver), ..open };
        let mut ended = EndedAttempts::baseline(&[given_up]);
        let news = told(&mut ended, &[attempt("a", AttemptState::Gone)]);
        assert_eq!(news, ["cluster-a in us-east-1: DeleteCluster cluster-a: deleted"]);
    }

    #[test]
    fn one_that_nobody_checks_any_more_has_ended_too() {
        let open = attempt("a", AttemptState::CameBack);
        let mut ended = EndedAttempts::baseline(std::slice::from_ref(&open));
        let with = |why| Attempt { not_followed: Some(why), ..open.clone() };
        assert_eq!(told(&mut ended, &[with(NotFollowed::OtherAccount)]), [""; 0]);
        assert_eq!(
            told(&mut ended, &[with(NotFollowed::TimeOver)]),
            ["cluster-a in us-east-1: DeleteCluster cluster-a: came back, and the backend no \
                 longer checks it"]
        );
    }
}
