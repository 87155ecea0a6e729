//! Points in time as the API writes them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A point in time: epoch seconds with a fraction (`1493220000.123`) on AWS's wire.
///
/// Some implementations send ISO 8601 text instead; both are read, and the first is written.
/// Whatever is neither is kept as it came. The precision is a millisecond, as AWS sends it.
#[derive(Debug, Clone, PartialEq)]
pub enum Timestamp {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    EpochMillis(i64),
    /// Not a time that this crate can read, as it came.
    Unrecognized(Value),
}

impl Default for Timestamp {
    /// No time: what stands where nothing was read.
    fn default() -> Self {
        Self::Unrecognized(Value::Null)
    }
}

const MILLIS_A_DAY: i64 = 86_400_000;

impl Timestamp {
    /// From whole seconds since the epoch.
    pub fn from_epoch_seconds(seconds: i64) -> Self {
        Self::EpochMillis(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the epoch, if this is a time.
    pub fn epoch_millis(&self) -> Option<i64> {
        match self {
            Self::EpochMillis(millis) => Some(*millis),
            Self::Unrecognized(_) => None,
        }
    }

    /// This time and a number of days; what is no time stays as it is.
    #[must_use]
    pub fn plus_days(&self, days: u32) -> Self {
        match self {
            Self::EpochMillis(millis) => {
                Self::EpochMillis(millis.saturating_add(i64::from(days) * MILLIS_A_DAY))
            }
            Self::Unrecognized(value) => Self::Unrecognized(value.clone()),
        }
    }

    /// RFC 3339 in UTC with milliseconds (`2026-03-01T09:30:00.000Z`); the raw text otherwise.
    pub fn to_rfc3339(&self) -> String {
        match self {
            Self::EpochMillis(millis) => format_rfc3339(*millis),
            Self::Unrecognized(Value::String(text)) => text.clone(),
            Self::Unrecognized(value) => value.to_string(),
        }
    }

    /// The date in UTC (`2026-03-01`); the raw text otherwise.
    pub fn date(&self) -> String {
        let text = self.to_rfc3339();
        match self {
            Self::EpochMillis(_) => text.split('T').next().unwrap_or_default().to_owned(),
            Self::Unrecognized(_) => text,
        }
    }

    /// As people read it, to the second in UTC (`2026-03-01 09:30:00 UTC`); the raw text otherwise.
    pub fn utc(&self) -> String {
        let text = self.to_rfc3339();
        match (self, text.split_once('T')) {
            (Self::EpochMillis(_), Some((date, time))) => {
                let seconds = time.split('.').next().unwrap_or_default();
                [date, " ", seconds, " UTC"].concat()
            }
            _ => text,
        }
    }

    /// Reads ISO 8601 / RFC 3339 date-times, with or without fraction and offset.
    pub fn parse_iso8601(text: &str) -> Option<Self> {
        parse_iso8601(text.trim()).map(Self::EpochMillis)
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
///
/// The era-based algorithm of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn format_rfc3339(millis: i64) -> String {
    let (year, month, day) = civil_from_days(millis.div_euclid(MILLIS_A_DAY));
    let rest = millis.rem_euclid(MILLIS_A_DAY);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1000 % 60,
        rest % 1000
    )
}

/// A cursor over ASCII text; every step fails rather than panics.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        head.iter().try_fold(0, |number, byte| {
            byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
        })
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, tail) = self.0.split_first()?;
        bytes.contains(first).then(|| {
            self.0 = tail;
            *first
        })
    }

    /// A fraction of a second after its point, cut to milliseconds.
    fn fraction_millis(&mut self) -> Option<i64> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, tail) = self.0.split_at_checked(length)?;
        self.0 = tail;
        let place = |index: usize| digits.get(index).map_or(0, |byte| i64::from(byte - b'0'));
        (length > 0).then(|| place(0) * 100 + place(1) * 10 + place(2))
    }
}

fn parse_iso8601(text: &str) -> Option<i64> {
    let mut cursor = Cursor(text.as_bytes());
    let year = cursor.digits(4)?;
    cursor.one_of(b"-")?;
    let month = cursor.digits(2)?;
    cursor.one_of(b"-")?;
    let day = cursor.digits(2)?;
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    cursor.one_of(b"Tt ")?;
    let hour = cursor.digits(2)?;
    cursor.one_of(b":")?;
    let minute = cursor.digits(2)?;
    let second = if cursor.one_of(b":").is_some() { cursor.digits(2)? } else { 0 };
    let millis = if cursor.one_of(b".,").is_some() { cursor.fraction_millis()? } else { 0 };
    // 60 is a leap second (RFC 3339, section 5.6).
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let offset_minutes = match cursor.one_of(b"Zz+-") {
        None | Some(b'Z' | b'z') => 0,
        Some(sign) => {
            let hours = cursor.digits(2)?;
            let minutes = if cursor.0.is_empty() {
                0
            } else {
                cursor.one_of(b":");
                cursor.digits(2)?
            };
            let offset = hours * 60 + minutes;
            if sign == b'-' { -offset } else { offset }
        }
    };
    let seconds = hour * 3600 + minute * 60 + second - offset_minutes * 60;
    cursor
        .0
        .is_empty()
        .then(|| days_from_civil(year, month, day) * MILLIS_A_DAY + seconds * 1000 + millis)
}

/// Further from the epoch than this (the years 1684 to 2255) milliseconds no longer survive the
/// way through a JSON number and back.
const EXACT_MILLIS: i64 = 1 << 53;

impl Timestamp {
    /// What stands for this time on the wire.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::EpochMillis(millis) if millis % 1000 == 0 => (millis / 1000).into(),
            #[expect(clippy::cast_precision_loss, reason = "exact up to EXACT_MILLIS")]
            Self::EpochMillis(millis) => (*millis as f64 / 1000.0).into(),
            Self::Unrecognized(value) => value.clone(),
        }
    }

    /// The time that a value on the wire stands for.
    pub(crate) fn from_value(value: Value) -> Self {
        let millis = match &value {
            Value::Number(number) => {
                number.as_i64().and_then(|seconds| seconds.checked_mul(1000)).or_else(|| {
                    let millis = (number.as_f64()? * 1000.0).round();
                    #[expect(clippy::cast_precision_loss, reason = "2^53 is exact")]
                    let exact = millis.abs() < EXACT_MILLIS as f64;
                    #[expect(clippy::cast_possible_truncation, reason = "checked just above")]
                    exact.then_some(millis as i64)
                })
            }
            Value::String(text) => parse_iso8601(text.trim()),
            _ => None,
        };
        millis.map_or(Self::Unrecognized(value), Self::EpochMillis)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from_value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::{OffsetDateTime, format_description::well_known::Rfc3339};

    fn read(json: &str) -> Timestamp {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn reads_what_aws_and_others_send() {
        assert_eq!(read("1493220000.123"), Timestamp::EpochMillis(1_493_220_000_123));
        assert_eq!(read("1493220000"), Timestamp::EpochMillis(1_493_220_000_000));
        for iso in [
            "\"2017-04-26T15:20:00Z\"",
            "\"2017-04-26T15:20:00\"",
            "\"2017-04-26 15:20:00.000000+00:00\"",
            "\"2017-04-26T17:20+0200\"",
        ] {
            assert_eq!(read(iso), Timestamp::EpochMillis(1_493_220_000_000), "{iso}");
        }
        for odd in ["\"soon\"", "\"2026-02-30T00:00:00Z\"", "true", "1e300", "{\"a\":1}"] {
            let raw: Value = serde_json::from_str(odd).unwrap();
            assert_eq!(read(odd), Timestamp::Unrecognized(raw), "{odd}");
        }
    }

    #[test]
    fn people_read_it_to_the_second_with_the_zone_named() {
        let time = Timestamp::EpochMillis(1_493_220_000_987);
        assert_eq!(time.utc(), "2017-04-26 15:20:00 UTC");
        assert_eq!(Timestamp::parse_iso8601("soon"), None);
        assert_eq!(Timestamp::Unrecognized("To be told".into()).utc(), "To be told");
    }

    proptest! {
        #[test]
        fn formats_and_parses_as_the_time_crate_does(millis in 0_i64..253_402_300_799_999) {
            let theirs = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
                .unwrap();
            let ours = Timestamp::EpochMillis(millis);
            let parsed = OffsetDateTime::parse(&ours.to_rfc3339(), &Rfc3339).unwrap();
            prop_assert_eq!(parsed, theirs);
            let written = theirs.format(&Rfc3339).unwrap();
            prop_assert_eq!(Timestamp::parse_iso8601(&written), Some(ours));
        }

        #[test]
        fn survives_the_wire(millis in -EXACT_MILLIS / 1024..EXACT_MILLIS / 1024) {
            let time = Timestamp::EpochMillis(millis);
            let json = serde_json::to_string(&time).unwrap();
            prop_assert_eq!(read(&json), time);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = Timestamp::parse_iso8601(&text);
        }
    }
}
