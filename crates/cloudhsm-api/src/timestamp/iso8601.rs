//! Times as ISO 8601 and RFC 3339 write them.

use super::calendar::{MILLIS_A_DAY, civil_from_days, days_from_civil, days_in_month};

pub(super) fn format_rfc3339(millis: i64) -> String {
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

pub(super) fn parse_iso8601(text: &str) -> Option<i64> {
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
