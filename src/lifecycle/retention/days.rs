//! The days of a retention as they are typed, and the backups that they end. Pure.
//!
//! Which days AWS accepts and which backups they end, the plan says by the same rule.

use backend_api::{RETENTION_DAYS, ended_by_retention};
use cloudhsm_api::{Backup, Cluster, Timestamp};

use crate::sorting::in_order;

/// Why a text is no retention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// Nothing was typed.
    Empty,
    /// Not a whole number.
    NotANumber,
    /// Not 7 to 379.
    OutOfRange,
    /// It is so already.
    Unchanged,
}

impl Problem {
    /// The rule in words; nothing while nothing was typed.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Empty => "",
            Self::NotANumber => "Enter a whole number of days.",
            Self::OutOfRange => "AWS accepts 7 to 379 days.",
            Self::Unchanged => "This is the present retention.",
        }
    }
}

/// The number of days of a text; `now` is the present one.
pub(super) fn days(text: &str, now: Option<u32>) -> Result<u32, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    let is_plain = text.bytes().all(|it| it.is_ascii_digit()) && !text.starts_with('0');
    if !is_plain {
        return Err(Problem::NotANumber);
    }
    let days = text
        .parse()
        .ok()
        .filter(|days| RETENTION_DAYS.contains(days))
        .ok_or(Problem::OutOfRange)?;
    if now == Some(days) { Err(Problem::Unchanged) } else { Ok(days) }
}

/// The READY backups whose retention is over with so many days, and is not today, oldest first.
pub(super) fn ended<'a>(
    cluster: &Cluster,
    backups: &'a [Backup],
    days: u32,
    now_millis: i64,
) -> Vec<&'a Backup> {
    let ended = ended_by_retention(backups, cluster, days, now_millis);
    let made = |it: &Backup| it.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    in_order(&ended, |a, b| made(a).cmp(&made(b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::{BackupRetentionPolicy, BackupState};

    const DAY: i64 = 86_400;

    #[test]
    fn seven_to_379_whole_days() {
        for (text, expected) in [
            ("7", Ok(7)),
            (" 379 ", Ok(379)),
            ("6", Err(Problem::OutOfRange)),
            ("380", Err(Problem::OutOfRange)),
            ("99999999999", Err(Problem::OutOfRange)),
            ("090", Err(Problem::NotANumber)),
            ("+9", Err(Problem::NotANumber)),
            ("9.5", Err(Problem::NotANumber)),
            ("-9", Err(Problem::NotANumber)),
            ("", Err(Problem::Empty)),
            ("90", Err(Problem::Unchanged)),
        ] {
            assert_eq!(days(text, Some(90)), expected, "{text:?}");
        }
        assert_eq!(days("90", None), Ok(90));
    }

    fn backup(id: &str, day: i64) -> Backup {
        Backup {
            backup_id: id.into(),
            backup_state: Some(BackupState::Ready),
            create_timestamp: Some(Timestamp::from_epoch_seconds(day * DAY)),
            ..Backup::default()
        }
    }

    fn cluster(days: &str) -> Cluster {
        let policy = BackupRetentionPolicy {
            r#type: Some("DAYS".into()),
            value: Some(days.into()),
            ..BackupRetentionPolicy::default()
        };
        Cluster { backup_retention_policy: Some(policy), ..Cluster::default() }
    }

    #[test]
    fn a_shorter_retention_ends_the_old_ones_but_not_the_last() {
        let kept = Backup { never_expires: Some(true), ..backup("never", 10) };
        let gone =
            Backup { backup_state: Some(BackupState::PendingDeletion), ..backup("gone", 80) };
        let ids = |backups: &[Backup], days| {
            ended(&cluster("90"), backups, days, 100 * DAY * 1000)
                .into_iter()
                .map(|it| it.backup_id.clone())
                .collect::<Vec<_>>()
        };
        let backups = [backup("c", 99), backup("b", 80), backup("a", 60), kept, gone];
        assert_eq!(ids(&backups, 30), ["a"]);
        assert_eq!(ids(&backups, 7), ["a", "b"]);
        assert_eq!(ids(&backups, 300), [""; 0], "a longer one ends nothing");
        // Overdue today already: not this change's doing.
        assert_eq!(ids(&[backup("c", 99), backup("x", 5)], 30), [""; 0]);
        assert_eq!(ids(&[backup("only", 20)], 7), [""; 0], "AWS never deletes the last one");
        // A copy has no retention.
        let copy = Backup { source_backup: Some("backup-1".into()), ..backup("copy", 20) };
        assert!(copy.is_copy());
        assert_eq!(ids(&[backup("c", 99), copy], 7), [""; 0]);
    }
}
