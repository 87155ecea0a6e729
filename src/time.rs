//! Times in words: relative ("3 days ago") and exact, with the zone named.
//!
//! The arithmetic is here and tested natively; the browser's `Intl` writes the exact form.

use cloudhsm_api::Timestamp;

/// Milliseconds since the epoch, by the browser's clock.
pub fn now_millis() -> f64 {
    js_sys::Date::now()
}

/// The same as a whole number, as AWS's times are kept.
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of this millennium")]
pub fn now_in_millis() -> i64 {
    now_millis() as i64
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

/// The exact time in the browser's zone, with the zone's name; in English, as all of the console.
pub fn exact(timestamp: &Timestamp) -> String {
    let Some(millis) = as_f64(timestamp) else { return timestamp.to_rfc3339() };
    let options = js_sys::Object::new();
    let set = |name: &str, value: &str| {
        // A plain object takes any property.
        let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    };
    set("dateStyle", "medium");
    set("timeStyle", "long");
    let date = js_sys::Date::new(&millis.into());
    date.to_locale_string("en-GB", &options).into()
}

/// The date in UTC (`2026-03-01`), for dense tables.
pub fn date(timestamp: &Timestamp) -> String {
    let text = timestamp.to_rfc3339();
    match timestamp {
        Timestamp::EpochMillis(_) => text.split('T').next().unwrap_or_default().to_owned(),
        Timestamp::Unrecognized(_) => text,
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
