//! In which order the backups show, as text in the address.

use std::cmp::Ordering;

use backend_api::BackupExpiry;
use cloudhsm_api::{Backup, BackupState, Cluster, Timestamp};

use crate::sorting::in_order;

/// What the backups can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Id,
    State,
    Created,
    KeptUntil,
}

impl Key {
    /// In the order of their columns.
    pub(super) const ALL: [Self; 4] = [Self::Id, Self::State, Self::Created, Self::KeptUntil];

    /// Its name in the address.
    fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::State => "state",
            Self::Created => "created",
            Self::KeptUntil => "kept",
        }
    }
}

/// A key, and whether the largest comes first. Without one: READY backups first, then the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order(Option<(Key, bool)>);

impl Order {
    /// Reads the text in the address: `state`, `-created`, where `-` puts the largest first.
    pub(super) fn parse(text: &str) -> Self {
        let (name, descending) = match text.strip_prefix('-') {
            Some(name) => (name, true),
            None => (text, false),
        };
        let key = Key::ALL.into_iter().find(|key| key.name() == name);
        Self(key.map(|key| (key, descending)))
    }

    /// The text for the address; nothing without a key.
    pub(super) fn text(self) -> Option<String> {
        self.0.map(|(key, descending)| [if descending { "-" } else { "" }, key.name()].concat())
    }

    /// The order after a click on the head of a column: the newest of a date first, then turned round,
    /// then as without a click.
    pub(super) fn toggled(self, key: Key) -> Self {
        let first = key == Key::Created;
        Self(match self.0 {
            Some((same, descending)) if same == key => {
                (descending == first).then_some((key, !first))
            }
            _ => Some((key, first)),
        })
    }

    /// The value of `aria-sort` at a column.
    pub(super) fn aria_sort(self, column: Key) -> Option<&'static str> {
        let (_, descending) = self.0.filter(|(key, _)| *key == column)?;
        Some(if descending { "descending" } else { "ascending" })
    }

    /// The positions of the backups in this order; those without a value come last, and the pinned one
    /// comes first. `last` is the backup that retention leaves.
    pub(super) fn positions(
        self,
        backups: &[Backup],
        cluster: &Cluster,
        last: Option<&str>,
        pinned: Option<&str>,
    ) -> Vec<usize> {
        let number = |it: &Backup| self.number(it, cluster, last);
        let numbers: Vec<Option<i64>> = backups.iter().map(number).collect();
        let all: Vec<usize> = (0..backups.len()).collect();
        in_order(&all, |at, other| {
            let (Some(a), Some(b)) = (backups.get(*at), backups.get(*other)) else {
                return Ordering::Equal;
            };
            let numbers = [at, other].map(|at| numbers.get(*at).copied().flatten());
            let is_pinned = |it: &Backup| pinned == Some(it.backup_id.as_str());
            is_pinned(b)
                .cmp(&is_pinned(a))
                .then_with(|| self.compare(numbers, [a, b].map(|it| self.word(it))))
                .then_with(|| made(b).cmp(&made(a)))
                .then_with(|| a.backup_id.cmp(&b.backup_id))
        })
    }

    /// What a backup is sorted by; without one it comes last.
    fn number(self, backup: &Backup, cluster: &Cluster, last: Option<&str>) -> Option<i64> {
        match self.0 {
            None => Some(i64::from(!backup.is_ready())),
            Some((Key::Created, _)) => made(backup),
            Some((Key::KeptUntil, _)) => kept_until(&BackupExpiry::of(backup, Some(cluster), last)),
            Some((Key::State, _)) => backup.backup_state.as_ref().map(|_| 0),
            Some((Key::Id, _)) => Some(0),
        }
    }

    /// The same for columns of words.
    fn word(self, backup: &Backup) -> &str {
        match self.0 {
            Some((Key::Id, _)) => &backup.backup_id,
            Some((Key::State, _)) => backup.backup_state.as_ref().map_or("", BackupState::as_str),
            _ => "",
        }
    }

    fn compare(self, numbers: [Option<i64>; 2], texts: [&str; 2]) -> Ordering {
        let ([a, b], [text_a, text_b]) = (numbers, texts);
        let (Some(a), Some(b)) = (a, b) else { return b.is_some().cmp(&a.is_some()) };
        let ascending = a.cmp(&b).then_with(|| text_a.cmp(text_b));
        match self.0 {
            Some((_, true)) => ascending.reverse(),
            _ => ascending,
        }
    }
}

fn made(backup: &Backup) -> Option<i64> {
    backup.create_timestamp.as_ref().and_then(Timestamp::epoch_millis)
}

/// Until when it is kept; what nothing ends is kept longest.
fn kept_until(expiry: &BackupExpiry) -> Option<i64> {
    match expiry {
        BackupExpiry::Retention { expires_at: time, .. }
        | BackupExpiry::PendingDeletion { delete_timestamp: Some(time) }
        | BackupExpiry::Deleted { delete_timestamp: Some(time) } => time.epoch_millis(),
        BackupExpiry::NeverExpires | BackupExpiry::LastBackup | BackupExpiry::Copy => {
            Some(i64::MAX)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::BackupRetentionPolicy;

    const DAY: i64 = 86_400;

    fn backup(id: &str, state: BackupState, day: Option<i64>) -> Backup {
        Backup {
            backup_id: id.into(),
            backup_state: Some(state),
            create_timestamp: day.map(|day| Timestamp::from_epoch_seconds(day * DAY)),
            ..Backup::default()
        }
    }

    fn backups() -> [Backup; 4] {
        let mut deleted = backup("deleted", BackupState::PendingDeletion, Some(30));
        deleted.delete_timestamp = Some(Timestamp::from_epoch_seconds(37 * DAY));
        [
            deleted,
            backup("old", BackupState::Ready, Some(10)),
            backup("new", BackupState::Ready, Some(20)),
            backup("undated", BackupState::Ready, None),
        ]
    }

    fn ids(text: &str, pinned: Option<&str>) -> String {
        let cluster = Cluster {
            backup_retention_policy: Some(BackupRetentionPolicy {
                r#type: Some("DAYS".into()),
                value: Some("90".into()),
                ..BackupRetentionPolicy::default()
            }),
            ..Cluster::default()
        };
        let all = backups();
        let positions = Order::parse(text).positions(&all, &cluster, Some("new"), pinned);
        let ids = positions.into_iter().map(|position| all[position].backup_id.as_str());
        ids.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn without_a_key_ready_ones_come_first_and_the_newest_of_them_leads() {
        assert_eq!(ids("", None), "new old undated deleted");
        assert_eq!(ids("nonsense", None), "new old undated deleted");
    }

    #[test]
    fn each_column_sorts_in_both_directions_and_what_has_no_value_comes_last() {
        for (text, sorted) in [
            ("created", "old new deleted undated"),
            ("-created", "deleted new old undated"),
            ("id", "deleted new old undated"),
            ("-id", "undated old new deleted"),
            ("state", "deleted new old undated"),
            ("-state", "new old undated deleted"),
            // A purge comes before the end of a retention, and the last one is kept for good.
            ("kept", "deleted old new undated"),
            ("-kept", "new old deleted undated"),
        ] {
            assert_eq!(ids(text, None), sorted, "{text}");
        }
    }

    #[test]
    fn the_pinned_one_comes_first_in_every_order() {
        for text in ["", "created", "-id", "state", "kept"] {
            assert!(ids(text, Some("old")).starts_with("old "), "{text}");
        }
    }

    #[test]
    fn clicks_turn_the_order_round_and_then_back_to_the_first_one() {
        let mut order = Order::parse("");
        let mut seen = Vec::new();
        for key in [Key::Created, Key::Created, Key::Created, Key::State, Key::Id, Key::Id] {
            order = order.toggled(key);
            assert_eq!(Order::parse(&order.text().unwrap_or_default()), order, "reads back");
            seen.push(order.text().unwrap_or_default());
        }
        assert_eq!(seen, ["-created", "created", "", "state", "id", "-id"]);
        assert_eq!(order.aria_sort(Key::Id), Some("descending"));
        assert_eq!(order.aria_sort(Key::State), None);
    }
}
