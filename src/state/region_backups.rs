//! The backups of a region, by the cluster that they are of.

use cloudhsm_api::Backup;

use crate::sorting::sorted;

/// All backups of a region.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RegionBackups(Vec<Backup>);

impl RegionBackups {
    /// Puts them in order. They are moved and not copied: a region can have thousands.
    pub fn new(backups: Vec<Backup>) -> Self {
        Self(sorted(backups, |a, b| a.cluster_id.cmp(&b.cluster_id)))
    }

    /// Those of a cluster.
    pub fn of(&self, cluster_id: &str) -> &[Backup] {
        let id = |backup: &Backup| backup.cluster_id.as_deref().unwrap_or_default() < cluster_id;
        let start = self.0.partition_point(id);
        let rest = self.0.get(start..).unwrap_or_default();
        let length =
            rest.partition_point(|backup| backup.cluster_id.as_deref() == Some(cluster_id));
        rest.get(..length).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cluster_has_its_own() {
        let backup = |id: &str, cluster: Option<&str>| Backup {
            backup_id: id.into(),
            cluster_id: cluster.map(str::to_owned),
            ..Backup::default()
        };
        let all = RegionBackups::new(vec![
            backup("1", Some("b")),
            backup("2", None),
            backup("3", Some("a")),
            backup("4", Some("b")),
        ]);
        let ids = |cluster: &str| {
            all.of(cluster).iter().map(|backup| backup.backup_id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids("a"), ["3"]);
        assert_eq!(ids("b"), ["1", "4"]);
        assert_eq!(ids("c"), [""; 0]);
    }

    /// Copying the backups of a region at every poll once held the page up.
    #[test]
    fn no_backup_is_copied() {
        let backups: Vec<_> = (0..9)
            .map(|number| Backup {
                backup_id: format!("backup-{number}"),
                cluster_id: Some(format!("cluster-{}", number % 3)),
                ..Backup::default()
            })
            .collect();
        let place = |backup: &Backup| (backup.backup_id.clone(), backup.backup_id.as_ptr());
        let mut before: Vec<_> = backups.iter().map(place).collect();
        let mut after: Vec<_> = RegionBackups::new(backups).0.iter().map(place).collect();
        before.sort();
        after.sort();
        assert_eq!(before, after);
    }
}
