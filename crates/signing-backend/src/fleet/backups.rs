//! The backups of a region, as far as rows tell of them: of each cluster the newest READY one, and those
//! that a finding could be about. A cluster can have hundreds; few of them say anything.

use std::collections::BTreeMap;

use backend_api::{LatestBackup, last_by_retention, newest_ready};
use cloudhsm_api::{Backup, BackupState};

/// So many of one kind are kept of each cluster.
const MOST_OF_A_KIND: usize = 8;

/// What rows tell of a cluster's backups.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ClusterBackups {
    /// The newest READY one.
    pub(crate) latest: LatestBackup,
    /// Those that findings can be about; findings of these are the findings of all.
    pub(crate) telling: Vec<Backup>,
}

/// All clusters' backups of a region, by cluster ID.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct RegionBackups(BTreeMap<String, ClusterBackups>);

impl RegionBackups {
    /// Of a whole listing.
    pub(crate) fn of(listing: Vec<Backup>) -> Self {
        let mut by_cluster: BTreeMap<String, Vec<Backup>> = BTreeMap::new();
        for backup in listing {
            if let Some(cluster) = backup.cluster_id.clone() {
                by_cluster.entry(cluster).or_default().push(backup);
            }
        }
        Self(by_cluster.into_iter().map(|(id, all)| (id, ClusterBackups::of(all))).collect())
    }

    /// Those of a cluster; none if it has none.
    pub(crate) fn of_cluster(&self, id: &str) -> ClusterBackups {
        self.0.get(id).cloned().unwrap_or_else(|| ClusterBackups::of(Vec::new()))
    }
}

impl ClusterBackups {
    fn of(mut all: Vec<Backup>) -> Self {
        // One backup can be on two pages of a listing that changes meanwhile.
        all.sort_by(|one, other| one.backup_id.cmp(&other.backup_id));
        all.dedup_by(|one, other| one.backup_id == other.backup_id);
        let latest = LatestBackup::of(&all);
        let newest = newest_ready(&all).map(|backup| backup.backup_id.clone());
        let last = last_by_retention(&all).map(str::to_owned);
        // The oldest first: they end first.
        all.sort_by_key(|it| {
            it.create_timestamp.as_ref().and_then(cloudhsm_api::Timestamp::epoch_millis)
        });
        let (mut pending, mut staying, mut oldest) = (0, 0, 0);
        let take = |count: &mut usize| {
            *count += 1;
            *count <= MOST_OF_A_KIND
        };
        all.retain(|backup| {
            let id = Some(&backup.backup_id);
            let kept = match backup.backup_state {
                Some(BackupState::Deleted) => false,
                Some(BackupState::PendingDeletion) => take(&mut pending),
                _ if backup.is_copy() || backup.never_expires == Some(true) => take(&mut staying),
                _ => take(&mut oldest),
            };
            kept || id == newest.as_ref() || id == last.as_ref()
        });
        Self { latest, telling: all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::Timestamp;

    fn backup(number: i64) -> Backup {
        Backup {
            backup_id: format!("backup-{number:03}"),
            cluster_id: Some("cluster-a".into()),
            backup_state: Some(BackupState::Ready),
            create_timestamp: Some(Timestamp::EpochMillis(number)),
            ..Backup::default()
        }
    }

    #[test]
    fn of_a_year_of_backups_the_oldest_and_the_newest_are_kept() {
        let all = RegionBackups::of((0..365).map(backup).collect()).of_cluster("cluster-a");
        let LatestBackup::Ready { backup_id, created } = &all.latest else { panic!("{all:?}") };
        assert_eq!(backup_id, "backup-364");
        assert_eq!(created, &Some(Timestamp::EpochMillis(364)));
        assert_eq!(all.telling.len(), MOST_OF_A_KIND + 1);
        assert_eq!(last_by_retention(&all.telling), Some("backup-364"));
    }

    #[test]
    fn a_cluster_without_backups_has_none_and_a_deleted_one_does_not_count() {
        let gone = Backup { backup_state: Some(BackupState::Deleted), ..backup(1) };
        let all = RegionBackups::of(vec![gone]);
        for id in ["cluster-a", "cluster-b"] {
            let backups = all.of_cluster(id);
            assert_eq!((backups.latest, backups.telling.len()), (LatestBackup::None, 0), "{id}");
        }
    }

    #[test]
    fn a_backup_that_is_listed_twice_is_one() {
        let all = RegionBackups::of(vec![backup(1), backup(1)]).of_cluster("cluster-a");
        assert_eq!(all.telling.len(), 1);
    }
}
