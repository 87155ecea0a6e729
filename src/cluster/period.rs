//! How long a time is in which something was measured, in words.

/// So many seconds in the largest unit that says enough: `5 minutes`, `1 hour`, `2 days`.
pub(super) fn duration(seconds: u64) -> String {
    let (count, unit) = if seconds < 3_600 {
        (seconds / 60, "minute")
    } else if seconds < 172_800 {
        (seconds / 3_600, "hour")
    } else {
        (seconds / 86_400, "day")
    };
    let plural = if count == 1 { "" } else { "s" };
    [&count.to_string(), " ", unit, plural].concat()
}

/// `hour from 2026-03-01 10:00:00 UTC`, after "the".
pub(super) fn period_from(seconds: u32, begins: &str) -> String {
    let long = duration(u64::from(seconds));
    [long.strip_prefix("1 ").unwrap_or(&long), " from ", begins].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_a_unit_that_says_enough() {
        for (seconds, expected) in [
            (300, "5 minutes"),
            (60, "1 minute"),
            (3_600, "1 hour"),
            (21_600, "6 hours"),
            (259_200, "3 days"),
        ] {
            assert_eq!(duration(seconds), expected);
        }
    }
}
