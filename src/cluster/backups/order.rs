//! In which order the backups show.

use std::cmp::Ordering;

use cloudhsm_api::{Backup, Timestamp};

use crate::sorting::in_order;

/// The order of the backups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// READY ones first, then the newest.
    ReadyFirst,
    /// By date, the newest first.
    Newest,
    /// By date, the oldest first.
    Oldest,
}

impl Order {
    /// The order after a click on the date.
    pub(super) fn next(self) -> Self {
        if self == Self::Newest { Self::Oldest } else { Self::Newest }
    }

    /// The value of `aria-sort` at the date.
    pub(super) fn aria_sort(self) -> Option<&'static str> {
        match self {
            Self::ReadyFirst => None,
            Self::Newest => Some("descending"),
            Self::Oldest => Some("ascending"),
        }
    }

    /// The positions of the backups in this order; those without a date come last, and the pinned one
    /// comes first.
    pub(super) fn positions(self, backups: &[Backup], pinned: Option<&str>) -> Vec<usize> {
        let positions: Vec<usize> = (0..backups.len()).collect();
        let is_pinned = |it: &Backup| pinned == Some(it.backup_id.as_str());
        in_order(&positions, |a, b| match (backups.get(*a), backups.get(*b)) {
            (Some(a), Some(b)) => is_pinned(b).cmp(&is_pinned(a)).then_with(|| self.compare(a, b)),
            _ => Ordering::Equal,
        })
    }

    fn compare(self, a: &Backup, b: &Backup) -> Ordering {
        let created =
            |backup: &Backup| backup.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
        let by_date = match (created(a), created(b)) {
            (Some(a), Some(b)) if self == Self::Oldest => a.cmp(&b),
            (a, b) => b.cmp(&a),
        };
        let ready_first = match self {
            Self::ReadyFirst => b.is_ready().cmp(&a.is_ready()),
            _ => Ordering::Equal,
        };
        ready_first.then(by_date).then_with(|| a.backup_id.cmp(&b.backup_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::BackupState;

    #[test]
    fn ready_ones_come_first_and_the_newest_of_them_leads() {
        let backup = |id: &str, state, day: Option<i64>| Backup {
            backup_id: id.into(),
            backup_state: Some(state),
            create_timestamp: day.map(|day| Timestamp::from_epoch_seconds(day * 86_400)),
            ..Backup::default()
        };
        let backups = [
            backup("deleted", BackupState::PendingDeletion, Some(30)),
            backup("old", BackupState::Ready, Some(10)),
            backup("new", BackupState::Ready, Some(20)),
            backup("undated", BackupState::Ready, None),
        ];
        let ids = |order: Order| {
            let positions = order.positions(&backups, None).into_iter();
            positions.map(|position| backups[position].backup_id.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(ids(Order::ReadyFirst), ["new", "old", "undated", "deleted"]);
        assert_eq!(ids(Order::Newest), ["deleted", "new", "old", "undated"]);
        assert_eq!(ids(Order::Oldest), ["old", "new", "deleted", "undated"]);
        let pinned = Order::Oldest.positions(&backups, Some("new"));
        assert_eq!(pinned, [2, 1, 0, 3], "in every order the pinned one comes first");
    }
}
