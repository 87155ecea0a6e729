//! Exact times, in the browser's zone or in UTC. The zone is named.

use std::cell::Cell;

use cloudhsm_api::Timestamp;
use leptos::prelude::*;

thread_local! {
    /// Whether times are written in UTC.
    static IN_UTC: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) };
}

/// From now on times are written in UTC, or else in the browser's zone. What shows changes. The first
/// call is the application's: the choice lives as long as the owner of that.
pub fn write_in_utc(in_utc: bool) {
    match IN_UTC.get() {
        Some(signal) => signal.set(in_utc),
        None => IN_UTC.set(Some(RwSignal::new(in_utc))),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of this millennium")]
pub(super) fn whole(millis: f64) -> i64 {
    millis as i64
}

/// The exact time in the chosen zone, which is named: `2026-03-01 10:30:00 UTC+01:00`. What can't be
/// read as a time is told as it came. Tracks the choice.
pub fn exact(timestamp: &Timestamp) -> String {
    match timestamp {
        Timestamp::EpochMillis(millis) => in_zone(*millis, minutes_east(*millis)),
        Timestamp::Unrecognized(_) => timestamp.to_rfc3339(),
    }
}

/// The day in the chosen zone; what can't be read as a time, as it came. Tracks the choice.
pub fn day(timestamp: &Timestamp) -> String {
    let text = exact(timestamp);
    match timestamp {
        Timestamp::EpochMillis(_) => text.split(' ').next().unwrap_or_default().to_owned(),
        Timestamp::Unrecognized(_) => text,
    }
}

/// The time of day in the chosen zone, to the second, with the zone. Tracks the choice.
pub fn clock_time(millis: f64) -> String {
    let exact = exact(&Timestamp::EpochMillis(whole(millis)));
    exact.split_once(' ').unwrap_or_default().1.to_owned()
}

/// A sentence of the backend's with each of its times as all others are written. Tracks the choice.
pub fn with_times(text: &str) -> String {
    rewritten(text, &exact)
}

/// The day of a time in the chosen zone, as a number that the day after has one more of. Tracks the choice.
pub fn day_number(millis: i64) -> i64 {
    millis.saturating_add(minutes_east(millis).saturating_mul(60_000)).div_euclid(86_400_000)
}

/// The name of the chosen zone at a time. Tracks the choice.
pub fn zone_at(millis: i64) -> String {
    zone_name(minutes_east(millis))
}

/// How far the chosen zone is ahead of UTC at a time, in minutes. Tracks the choice.
//
// The browser's `Intl` would write times too, but it takes 15 ms to get ready, before the first row.
pub fn minutes_east(millis: i64) -> i64 {
    if IN_UTC.get().is_some_and(|it| it.get()) {
        return 0;
    }
    #[expect(clippy::cast_precision_loss, reason = "times of this millennium are exact in f64")]
    let millis = millis as f64;
    -whole(js_sys::Date::new(&millis.into()).get_timezone_offset())
}

/// The text with `write` of each time that is in it.
fn rewritten(text: &str, write: &dyn Fn(&Timestamp) -> String) -> String {
    let mut written = String::new();
    let mut from = 0;
    for at in 0..text.len() {
        if at >= from
            && let Some(rest) = text.get(at..)
            && let Some((time, length)) = time_at_start(rest)
        {
            written.push_str(text.get(from..at).unwrap_or_default());
            written.push_str(&write(&time));
            from = at + length;
        }
    }
    written.push_str(text.get(from..).unwrap_or_default());
    written
}

/// The time that a text begins with, as the backend and the worker write it, and how long that is.
fn time_at_start(text: &str) -> Option<(Timestamp, usize)> {
    if !text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    // With milliseconds, to the second, and as people read it.
    for (length, zone) in [(24, "Z"), (20, "Z"), (23, " UTC")] {
        let time = text.get(..length).and_then(|it| it.strip_suffix(zone));
        if let Some(time) = time.and_then(Timestamp::parse_iso8601) {
            return Some((time, length));
        }
    }
    None
}

/// The time in a zone so many minutes ahead of UTC.
fn in_zone(millis: i64, minutes_east: i64) -> String {
    let there = millis.saturating_add(minutes_east.saturating_mul(60_000));
    let there = Timestamp::EpochMillis(there).utc();
    [there.trim_end_matches("UTC"), &zone_name(minutes_east)].concat()
}

/// `UTC`, `UTC+01:00`, `UTC-03:30`.
fn zone_name(minutes_east: i64) -> String {
    if minutes_east == 0 {
        return "UTC".to_owned();
    }
    let sign = if minutes_east < 0 { "-" } else { "+" };
    let two = |number: u64| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    let minutes = minutes_east.unsigned_abs();
    ["UTC", sign, &two(minutes / 60), ":", &two(minutes % 60)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_named() {
        let at = 1_772_357_400_000; // 2026-03-01T09:30:00Z
        assert_eq!(in_zone(at, 0), "2026-03-01 09:30:00 UTC");
        assert_eq!(in_zone(at, 60), "2026-03-01 10:30:00 UTC+01:00");
        assert_eq!(in_zone(at, 345), "2026-03-01 15:15:00 UTC+05:45");
        assert_eq!(in_zone(at, -570), "2026-03-01 00:00:00 UTC-09:30");
        assert_eq!(in_zone(at, -600), "2026-02-28 23:30:00 UTC-10:00");
    }

    #[test]
    fn what_is_no_time_is_told_as_it_came() {
        let odd = Timestamp::Unrecognized("yesterday at noon".into());
        assert_eq!(exact(&odd), "yesterday at noon");
        assert_eq!(day(&odd), "yesterday at noon");
    }

    #[test]
    fn the_times_in_a_sentence_are_written_as_all_others_are() {
        let in_bern = |time: &Timestamp| match time {
            Timestamp::EpochMillis(millis) => in_zone(*millis, 60),
            Timestamp::Unrecognized(_) => panic!("{time:?}"),
        };
        let written = |text| rewritten(text, &in_bern);
        assert_eq!(
            written(
                "backup-2026: made 2026-03-01T09:30:00.000Z, kept until 2026-04-01 09:30:00 UTC."
            ),
            "backup-2026: made 2026-03-01 10:30:00 UTC+01:00, kept until 2026-04-01 10:30:00 UTC+01:00."
        );
        assert_eq!(written("2026-03-01T09:30:00Z"), "2026-03-01 10:30:00 UTC+01:00");
        for same in ["", "2 HSMs, 10.0.1.7", "on 2026-03-01", "2026-13-01T09:30:00.000Z", "ü 1 ü"]
        {
            assert_eq!(written(same), same);
        }
    }

    #[test]
    fn in_utc_nobody_asks_the_browser_for_its_zone() {
        let owner = Owner::new();
        owner.set();
        write_in_utc(true);
        let time = Timestamp::EpochMillis(1_772_357_400_000);
        assert_eq!(exact(&time), "2026-03-01 09:30:00 UTC");
        assert_eq!(day(&time), "2026-03-01");
        assert_eq!(day_number(86_400_000 * 3 - 1), 2);
        assert_eq!(zone_at(0), "UTC");
        assert_eq!(clock_time(1_772_357_400_000.0), "09:30:00 UTC");
        assert_eq!(with_times("at 2026-03-01T09:30:00.000Z"), "at 2026-03-01 09:30:00 UTC");
        // Each test has a thread of its own; this one goes on without.
        IN_UTC.set(None);
    }
}
