//! The times below a plot: few, and at a full hour or at midnight in the chosen zone.

/// A time below a plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tick {
    /// How far from the left, in thousandths of the width.
    pub(super) permille: i64,
    /// The time, in milliseconds since the epoch.
    pub(super) millis: i64,
}

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// So close to an end the words of a time would be cut off.
const EDGE: i64 = 70;

/// The times for `span` milliseconds from `from`. `east` says how many minutes the zone is ahead of UTC
/// at a time.
pub(super) fn ticks(from: i64, span: i64, east: impl Fn(i64) -> i64) -> Vec<Tick> {
    if span <= 0 {
        return Vec::new();
    }
    let step = if span <= DAY {
        6 * HOUR
    } else if span <= 21 * DAY {
        3 * DAY
    } else {
        14 * DAY
    };
    let east = |at: i64| east(at).saturating_mul(60_000);
    let first = from.saturating_add(east(from)).div_euclid(step).saturating_add(1);
    let mut found = Vec::new();
    for number in first..first.saturating_add(span / step + 1) {
        let there = number.saturating_mul(step);
        // Twice, because the zone's distance can change in between.
        let about = there.saturating_sub(east(from));
        let millis = there.saturating_sub(east(about));
        let permille = millis.saturating_sub(from).saturating_mul(1_000) / span;
        if (EDGE..=1_000 - EDGE).contains(&permille) {
            found.push(Tick { permille, millis });
        }
    }
    found
}

/// Thousandths as the percentage of an attribute: `33.3%`.
pub(super) fn percent(permille: i64) -> String {
    [&(permille / 10).to_string(), ".", &(permille % 10).to_string(), "%"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // 2026-03-02T10:10:00Z
    const FROM: i64 = 1_772_446_200_000;

    fn hours(from: i64, span: i64, east: i64) -> Vec<i64> {
        let of = |tick: Tick| (tick.millis + east * 60_000).rem_euclid(DAY) / HOUR;
        ticks(from, span, |_| east).into_iter().map(of).collect()
    }

    #[test]
    fn a_day_has_full_hours_and_longer_times_have_midnights() {
        assert_eq!(hours(FROM, DAY, 0), [12, 18, 0, 6]);
        assert_eq!(hours(FROM, DAY, 345), [18, 0, 6, 12], "in Kathmandu");
        let fortnight = hours(FROM, 14 * DAY, -570);
        assert!((4..=5).contains(&fortnight.len()), "{fortnight:?}");
        assert!(fortnight.iter().all(|hour| *hour == 0));
        let weeks = hours(FROM, 63 * DAY, 60);
        assert!((4..=5).contains(&weeks.len()) && weeks.iter().all(|hour| *hour == 0));
    }

    #[test]
    fn a_midnight_stays_one_when_the_clocks_change() {
        let change = FROM + 5 * DAY;
        let east = |at: i64| if at < change { 60 } else { 120 };
        for tick in ticks(FROM, 14 * DAY, east) {
            assert_eq!((tick.millis + east(tick.millis) * 60_000).rem_euclid(DAY), 0, "{tick:?}");
        }
    }

    #[test]
    fn a_part_of_the_width_has_one_decimal() {
        assert_eq!([0, 5, 333, 1_000].map(percent), ["0.0%", "0.5%", "33.3%", "100.0%"]);
    }

    proptest! {
        #[test]
        fn there_are_few_and_they_are_in_order(from in 0_i64..4_000_000_000_000, days in 1_i64..70, east in -720_i64..840) {
            let found = ticks(from, days * DAY, |_| east);
            prop_assert!(found.len() <= 7, "{:?}", found);
            prop_assert!(found.windows(2).all(|two| two[0].permille < two[1].permille));
            prop_assert!(found.iter().all(|tick| (0..=1_000).contains(&tick.permille)));
        }

        #[test]
        fn no_time_makes_it_panic(from: i64, span: i64, east in -2_000_i64..2_000) {
            let _ = ticks(from, span.min(400 * DAY), |_| east);
        }
    }
}
