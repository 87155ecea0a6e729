//! A deletion of several HSMs, in words.

use backend_api::{Attempt, AttemptState, StopReason};

use super::next::{Next, Summary};
use crate::components::{NoticeKind, not_followed_words};

/// Several HSMs, deleted one after the other.
pub(super) fn of_steps(attempt: &Attempt) -> Summary {
    let count = attempt.steps.len();
    let deleted = attempt.steps.iter().filter(|step| step.state == AttemptState::Gone).count();
    if deleted == count {
        return Summary {
            kind: Some(NoticeKind::Good),
            title: if count == 1 {
                "The HSM is deleted".to_owned()
            } else {
                format!("All {count} HSMs are deleted")
            },
            words: Vec::new(),
            next: Next::Plan("Continue with the cluster"),
        };
    }
    let Some(reason) = attempt.stop_reason else {
        let mut words = vec!["You can close or leave this page. The backend continues.".to_owned()];
        if attempt.stopping {
            words.insert(0, "Stopping: no other HSM is deleted after this one.".to_owned());
        }
        words.extend(attempt.not_followed.map(|why| not_followed_words(why).to_owned()));
        return Summary {
            kind: None,
            title: format!("Deleting HSM {} of {count}", deleted + 1),
            words,
            next: Next::Wait,
        };
    };
    let mut words = vec![stop_words(reason).to_owned()];
    words.extend(attempt.detail.clone().filter(|_| reason != StopReason::Asked));
    words.extend(attempt.not_followed.map(|why| not_followed_words(why).to_owned()));
    Summary {
        kind: Some(NoticeKind::Warn),
        title: format!("Stopped: {deleted} of {count} HSMs deleted"),
        words,
        next: Next::Plan("Review and plan the remaining HSMs"),
    }
}

fn stop_words(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Asked => "It was stopped on request. The other HSMs are kept.",
        StopReason::Changed => {
            "The cluster changed in a way that the deletions don’t explain. The other HSMs are kept."
        }
        StopReason::Refused => "A deletion was refused. The other HSMs are kept.",
        StopReason::Unknown => {
            "The outcome for one HSM isn’t known, or it came back. The other HSMs are kept."
        }
        StopReason::Restarted => "The backend was stopped or restarted. The other HSMs are kept.",
    }
}
