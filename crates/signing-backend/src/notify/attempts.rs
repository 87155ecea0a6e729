//! Attempts that ended between two looks.

use std::collections::BTreeMap;

use backend_api::{Attempt, AttemptState};

use super::notice::{Change, Notice};

/// The attempts that were under way before and ended since. One that is seen for the first time had its
/// end in the activity already.
pub fn attempt_notices(before: &[Attempt], after: &[Attempt]) -> Vec<Notice> {
    let earlier: BTreeMap<&str, AttemptState> =
        before.iter().map(|attempt| (attempt.id.as_str(), attempt.state)).collect();
    let has_ended = |attempt: &&Attempt| {
        ended(attempt.state) && earlier.get(attempt.id.as_str()).is_some_and(|it| !ended(*it))
    };
    after.iter().filter(has_ended).map(notice).collect()
}

/// The backend expects no more news of it.
fn ended(state: AttemptState) -> bool {
    let waits = matches!(state, AttemptState::Planned | AttemptState::Permitted);
    !waits && !state.is_open()
}

fn notice(attempt: &Attempt) -> Notice {
    Notice {
        region: attempt.region.clone(),
        cluster_id: None,
        name: None,
        production: false,
        change: Change::AttemptEnded {
            attempt: attempt.id.clone(),
            operation: attempt.operation.to_string(),
            resource: attempt.resource.clone(),
            state: attempt.state.as_str().to_owned(),
            words: attempt.state.words().to_owned(),
        },
    }
}
