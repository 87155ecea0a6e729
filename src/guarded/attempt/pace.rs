//! How often an attempt is asked for, and for how long.

use backend_api::{Attempt, AttemptState};

/// After a success the page asks for so long, in milliseconds: the backend can still revise it.
const AFTER_SUCCESS_MILLIS: f64 = 5.0 * 60_000.0;

/// The pause after look number `look` (from 0, counted anew with each change): 2 s at first, 10 s
/// later.
pub(super) fn pause_millis(look: u32) -> u32 {
    2_000_u32.saturating_mul(1 + look / 5).min(10_000)
}

/// Whether the backend can still have news of it, so long after its last change.
pub(super) fn can_change(attempt: &Attempt, since_change_millis: f64) -> bool {
    match attempt.state {
        AttemptState::Refused | AttemptState::StillUnknown | AttemptState::Stopped => false,
        AttemptState::Gone | AttemptState::Done => since_change_millis < AFTER_SUCCESS_MILLIS,
        AttemptState::Planned
        | AttemptState::Permitted
        | AttemptState::Announced
        | AttemptState::Sent
        | AttemptState::Accepted
        | AttemptState::Unknown
        | AttemptState::CameBack => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn pauses_grow_from_two_to_ten_seconds() {
        let pauses: Vec<_> = (0..100).map(pause_millis).collect();
        assert!(pauses.is_sorted());
        assert_eq!((pauses[0], pauses[4], pauses[99]), (2_000, 2_000, 10_000));
    }

    #[test]
    fn a_last_word_that_can_be_revised_is_asked_for_again() {
        let asks = |state, since| can_change(&Attempt { state, ..samples::attempt() }, since);
        for open in [AttemptState::Unknown, AttemptState::CameBack, AttemptState::Permitted] {
            assert!(asks(open, 1e12), "{open:?}");
        }
        assert!(asks(AttemptState::Gone, 60_000.0));
        assert!(!asks(AttemptState::Gone, 600_000.0));
        assert!(!asks(AttemptState::Refused, 0.0));
    }
}
