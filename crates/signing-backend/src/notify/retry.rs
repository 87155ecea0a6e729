//! When a delivery is tried again.

use std::time::Duration;

/// The waits between tries. After the last one the notices are given up, and the log says so.
const WAITS: [Duration; 6] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
];
/// The longest wait that a receiver may ask for.
const LONGEST: Duration = Duration::from_hours(1);

/// What came of a try that did not deliver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// Nothing answered.
    NoAnswer,
    /// This status, and the seconds of `Retry-After`.
    Status(u16, Option<u64>),
}

/// How long to wait after so many tries; `None` if there is no sense in another one.
pub fn next_try(tries: usize, tried: Tried) -> Option<Duration> {
    let wait = *WAITS.get(tries.checked_sub(1)?)?;
    match tried {
        Tried::NoAnswer => Some(wait),
        Tried::Status(408 | 425 | 429 | 500..=599, asked) => {
            let asked = asked.map_or(Duration::ZERO, Duration::from_secs);
            Some(wait.max(asked.min(LONGEST)))
        }
        // The receiver refuses it, and would again.
        Tried::Status(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<_> = (1..).map_while(|tries| next_try(tries, Tried::NoAnswer)).collect();
        assert_eq!(waits, WAITS);
        assert!(waits.is_sorted());
        assert_eq!(next_try(0, Tried::NoAnswer), None);
        assert_eq!(next_try(usize::MAX, Tried::NoAnswer), None);
    }

    #[test]
    fn only_what_can_help_is_tried_again() {
        for status in [408, 425, 429, 500, 502, 503, 504] {
            assert!(next_try(1, Tried::Status(status, None)).is_some(), "{status}");
        }
        for status in [200, 301, 400, 401, 403, 404, 410] {
            assert_eq!(next_try(1, Tried::Status(status, Some(1))), None, "{status}");
        }
    }

    #[test]
    fn the_receiver_may_ask_for_a_longer_wait_and_not_for_any() {
        let after = |seconds| next_try(1, Tried::Status(429, Some(seconds))).unwrap();
        assert_eq!(after(0), WAITS[0]);
        assert_eq!(after(60), Duration::from_mins(1));
        assert_eq!(after(u64::MAX), LONGEST);
    }
}
