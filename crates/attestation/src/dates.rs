//! Dates of certificates: what they say about a given moment, and how people read them.
//! The moment is always a parameter.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The period in which a certificate is valid, in epoch seconds; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Validity {
    /// The first second.
    pub not_before: i64,
    /// The last second.
    pub not_after: i64,
}

/// What a certificate's dates say about a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum DateValidity {
    /// The moment is within the dates.
    Valid {
        /// Until the last second.
        seconds_left: i64,
    },
    /// The moment is after the dates.
    Expired {
        /// Since the last second.
        seconds_ago: i64,
    },
    /// The moment is before the dates.
    NotYet {
        /// Until the first second.
        seconds_until: i64,
    },
}

impl DateValidity {
    /// Whether the moment is within the dates.
    pub fn is_valid(self) -> bool {
        matches!(self, Self::Valid { .. })
    }
}

impl Validity {
    /// What these dates say about `now`.
    pub fn at(self, now: i64) -> DateValidity {
        if now > self.not_after {
            DateValidity::Expired { seconds_ago: now.saturating_sub(self.not_after) }
        } else if now < self.not_before {
            DateValidity::NotYet { seconds_until: self.not_before.saturating_sub(now) }
        } else {
            DateValidity::Valid { seconds_left: self.not_after.saturating_sub(now) }
        }
    }
}

/// `2027-04-26 08:37:46 UTC`; a moment outside of the calendar is shown as its number.
pub fn utc(epoch_seconds: i64) -> String {
    match OffsetDateTime::from_unix_timestamp(epoch_seconds) {
        Ok(at) => format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        ),
        Err(_) => format!("{epoch_seconds} seconds since 1970"),
    }
}

/// `Apr 26 08:37:46 2027 GMT`, as openssl prints it.
pub(crate) fn openssl_date(epoch_seconds: i64) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Ok(at) = OffsetDateTime::from_unix_timestamp(epoch_seconds) else {
        return utc(epoch_seconds);
    };
    let month = MONTHS.get(usize::from(u8::from(at.month())) - 1).copied().unwrap_or("???");
    format!(
        "{month} {:2} {:02}:{:02}:{:02} {} GMT",
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.year()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_belong_to_the_period() {
        let validity = Validity { not_before: 10, not_after: 20 };
        assert_eq!(validity.at(9), DateValidity::NotYet { seconds_until: 1 });
        assert_eq!(validity.at(10), DateValidity::Valid { seconds_left: 10 });
        assert_eq!(validity.at(20), DateValidity::Valid { seconds_left: 0 });
        assert_eq!(validity.at(21), DateValidity::Expired { seconds_ago: 1 });
    }

    #[test]
    fn dates_read_as_people_and_as_openssl_write_them() {
        assert_eq!(utc(1_808_728_666), "2027-04-26 08:37:46 UTC");
        assert_eq!(openssl_date(1_808_728_666), "Apr 26 08:37:46 2027 GMT");
        assert_eq!(utc(i64::MAX), format!("{} seconds since 1970", i64::MAX));
    }
}
