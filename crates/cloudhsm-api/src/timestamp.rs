//! Points in time as the API writes them.

mod calendar;
mod iso8601;

use calendar::MILLIS_A_DAY;
use iso8601::{format_rfc3339, parse_iso8601};
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
mod tests;
