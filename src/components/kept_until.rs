//! How long a backup is kept, in words.

use backend_api::BackupExpiry;
use cloudhsm_api::Timestamp;

use super::{retention::unknown_retention, value::Value};
use crate::time::server_in_millis;

/// How long a backup is kept, and by which rule.
pub fn kept_until(expiry: BackupExpiry) -> Value {
    match Kept::of(&expiry, server_in_millis()) {
        Kept::Words(words) => Value::Text(words),
        Kept::Dated(before, time, after) => {
            let before = (!before.is_empty()).then(|| Value::Note(before.to_owned()));
            let time_and_after = [Value::When(time), Value::Note(after)];
            Value::Row(before.into_iter().chain(time_and_after).collect())
        }
    }
}

#[derive(Debug, PartialEq)]
enum Kept {
    Words(String),
    /// What stands before a time, the time, and what stands after it.
    Dated(&'static str, Timestamp, String),
}

impl Kept {
    fn of(expiry: &BackupExpiry, now_millis: i64) -> Self {
        let words = |words: &str| Self::Words(words.to_owned());
        if let Some(due) = expiry.overdue_since(now_millis) {
            return Self::Dated("was due for deletion on", due.clone(), "still listed".to_owned());
        }
        match expiry {
            BackupExpiry::NeverExpires => words("Never expires"),
            BackupExpiry::LastBackup => words("Kept while it is the latest backup"),
            BackupExpiry::Retention { expires_at, days } => {
                Self::Dated("", expires_at.clone(), format!("retention of {days} days"))
            }
            BackupExpiry::Copy => words("No expiry. Copies are deleted by hand."),
            BackupExpiry::CopyFailed => words("Copy failed. Nothing to restore."),
            BackupExpiry::PendingDeletion { delete_timestamp: Some(time) } => {
                let after = "deleted; can be restored until then".to_owned();
                Self::Dated("", time.clone(), after)
            }
            BackupExpiry::PendingDeletion { delete_timestamp: None } => {
                words("Deleted. Can be restored for 7 days after the deletion.")
            }
            BackupExpiry::Deleted { delete_timestamp: Some(time) } => {
                Self::Dated("deleted; purge date", time.clone(), "can’t be restored".to_owned())
            }
            BackupExpiry::Deleted { delete_timestamp: None } => words("Deleted"),
            BackupExpiry::UnknownRetention { policy } => Self::Words(unknown_retention(policy)),
            BackupExpiry::Unknown => words("Unknown retention"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000_000;

    #[test]
    fn what_has_no_end_gets_no_date() {
        for (expiry, words) in [
            (BackupExpiry::Copy, "deleted by hand"),
            (BackupExpiry::CopyFailed, "Copy failed"),
            (BackupExpiry::Deleted { delete_timestamp: None }, "Deleted"),
            (BackupExpiry::NeverExpires, "Never expires"),
            (BackupExpiry::LastBackup, "latest backup"),
            (
                BackupExpiry::UnknownRetention { policy: "07 DAYS".into() },
                "Unknown retention: 07 DAYS",
            ),
            (BackupExpiry::Unknown, "Unknown"),
        ] {
            match Kept::of(&expiry, NOW) {
                Kept::Words(said) => assert!(said.contains(words), "{said}"),
                dated @ Kept::Dated(..) => panic!("{dated:?}"),
            }
        }
    }

    #[test]
    fn a_backup_past_its_date_is_marked_as_still_listed() {
        let at = |millis| BackupExpiry::Retention {
            expires_at: Timestamp::EpochMillis(millis),
            days: 90,
        };
        let Kept::Dated(before, _, after) = Kept::of(&at(NOW + 1), NOW) else { panic!() };
        assert_eq!((before, after.as_str()), ("", "retention of 90 days"));
        let Kept::Dated(before, _, after) = Kept::of(&at(NOW - 1), NOW) else { panic!() };
        assert_eq!((before, after.as_str()), ("was due for deletion on", "still listed"));
    }
}
