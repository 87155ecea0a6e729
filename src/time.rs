//! The server's time, and times in words: relative ("3 days ago") here, exact in `zone`.
//!
//! The arithmetic is here and tested natively; the browser only tells its time and zone.

mod zone;

use std::sync::atomic::{AtomicI64, Ordering};

use cloudhsm_api::Timestamp;

use self::zone::whole;
pub use self::zone::{
    clock_time, day, day_number, exact, minutes_east, with_times, write_in_utc, zone_at,
};

/// How far the server's clock is ahead of the browser's, in milliseconds.
static AHEAD_MILLIS: AtomicI64 = AtomicI64::new(0);

/// `Date` headers have whole seconds, and an answer takes its time: less than this is no difference.
const TOLERATED_MILLIS: f64 = 2_000.0;

/// Milliseconds since the epoch, by the browser's clock: for how long something takes. What is
/// compared with a time that a server said goes by [`server_millis`].
pub fn now_millis() -> f64 {
    js_sys::Date::now()
}

/// The same as a whole number, as AWS's times are kept.
pub fn now_in_millis() -> i64 {
    whole(now_millis())
}

/// Milliseconds since the epoch, by the server's clock: a browser's can be off by minutes, and then
/// what counts down to a server's time would be off as well.
pub fn server_millis() -> f64 {
    now_millis() + ahead()
}

/// The same as a whole number, as AWS's times are kept.
pub fn server_in_millis() -> i64 {
    whole(server_millis())
}

/// Takes the server's time from the `Date` header of an answer to what was sent at `sent_millis`, by
/// the browser's clock. A header that is no date changes nothing.
pub fn set_by_server(date: &str, sent_millis: f64) {
    let ahead = ahead_by(js_sys::Date::parse(date), sent_millis, now_millis());
    if let Some(ahead) = ahead {
        AHEAD_MILLIS.store(whole(ahead), Ordering::Relaxed);
    }
}

#[expect(clippy::cast_precision_loss, reason = "clocks differ by less than 2^53 milliseconds")]
fn ahead() -> f64 {
    AHEAD_MILLIS.load(Ordering::Relaxed) as f64
}

/// How far a server is ahead that wrote `date`, in whole seconds, between two moments of the browser's
/// clock. `None` when `date` is no time.
fn ahead_by(date_millis: f64, sent_millis: f64, now_millis: f64) -> Option<f64> {
    if !date_millis.is_finite() {
        return None;
    }
    // The middle of the second, and of the time between.
    let ahead = date_millis + 500.0 - f64::midpoint(sent_millis, now_millis);
    let uncertain = TOLERATED_MILLIS + (now_millis - sent_millis).max(0.0) / 2.0;
    Some(if ahead.abs() <= uncertain { 0.0 } else { ahead })
}

/// How far `then` is from `now`, in the largest unit that says enough.
pub fn relative(then_millis: f64, now_millis: f64) -> String {
    let seconds = ((now_millis - then_millis) / 1000.0).round();
    let distance = seconds.abs();
    let (count, unit) = match distance {
        d if d < 5.0 => return "just now".to_owned(),
        d if d < 60.0 => (d, "second"),
        d if d < 3600.0 => (d / 60.0, "minute"),
        d if d < 86_400.0 * 1.5 => (d / 3600.0, "hour"),
        d if d < 86_400.0 * 60.0 => (d / 86_400.0, "day"),
        d if d < 86_400.0 * 730.0 => (d / (86_400.0 * 30.44), "month"),
        d => (d / (86_400.0 * 365.25), "year"),
    };
    // A whole number: the code that writes fractions weighs kilobytes in WebAssembly.
    #[expect(clippy::cast_possible_truncation, reason = "saturates, after millions of years")]
    let count = count.floor().max(1.0) as i32;
    let plural = if count == 1 { "" } else { "s" };
    if seconds < 0.0 {
        format!("in {count} {unit}{plural}")
    } else {
        format!("{count} {unit}{plural} ago")
    }
}

/// A time to come, in whole minutes, never longer than it is.
pub fn minutes(millis: f64) -> String {
    match whole(millis) / 60_000 {
        ..=0 => "less than a minute".to_owned(),
        1 => "a minute".to_owned(),
        many => [&many.to_string(), " minutes"].concat(),
    }
}

/// Milliseconds as the browser counts them.
#[expect(clippy::cast_precision_loss, reason = "times of this millennium are exact in f64")]
pub fn as_f64(timestamp: &Timestamp) -> Option<f64> {
    timestamp.epoch_millis().map(|millis| millis as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_found_out_and_one_that_is_right_is_left_alone() {
        let at = 1_800_000_000_000.0;
        assert_eq!(ahead_by(at, at, at + 200.0), Some(0.0));
        assert_eq!(ahead_by(at, at + 900.0, at + 1_500.0), Some(0.0));
        assert_eq!(ahead_by(at, at - 9_000.0, at + 1_000.0), Some(0.0), "a slow answer");
        assert_eq!(ahead_by(at + 600_000.0, at, at + 200.0), Some(600_400.0));
        assert_eq!(ahead_by(at - 600_000.0, at, at + 200.0), Some(-599_600.0));
        assert_eq!(ahead_by(f64::NAN, at, at), None);
    }

    #[test]
    fn what_is_left_is_never_said_to_be_more() {
        assert_eq!(minutes(299_999.0), "4 minutes");
        assert_eq!(minutes(119_000.0), "a minute");
        assert_eq!(minutes(59_999.0), "less than a minute");
        assert_eq!(minutes(-1.0), "less than a minute");
    }

    #[test]
    fn picks_the_unit_that_says_enough() {
        let now = 1_800_000_000_000.0;
        let cases = [
            (2.0, "just now"),
            (42.0, "42 seconds ago"),
            (61.0, "1 minute ago"),
            (3_600.0 * 30.0, "30 hours ago"),
            (86_400.0 * 45.0, "45 days ago"),
            (86_400.0 * 400.0, "13 months ago"),
            (86_400.0 * 1500.0, "4 years ago"),
            (-86_400.0 * 3.0, "in 3 days"),
            (-60.0, "in 1 minute"),
        ];
        for (seconds, text) in cases {
            assert_eq!(relative(now - seconds * 1000.0, now), text);
        }
    }
}
