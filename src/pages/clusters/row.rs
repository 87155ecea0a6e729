//! A row of the list: a cluster in its region, with what the list shows of it beside its members.

use std::sync::Arc;

use backend_api::newest_ready;
use cloudhsm_api::{Cluster, Timestamp};

use super::changes::{Change, Visit};
use crate::{
    health::{Health, findings},
    letters::lower_case,
    order::in_order,
    state::RegionBackups,
};

/// A cluster in its region.
#[derive(Debug)]
pub struct Row {
    /// The region.
    pub region: Arc<str>,
    /// The cluster.
    pub cluster: Arc<Cluster>,
    /// How it does.
    pub health: Health,
    /// What happened to it since the last visit.
    pub change: Option<Change>,
    /// Region and id: no other row has them.
    pub key: Arc<str>,
    /// The region's backups; `None` while they are not known.
    backups: Option<Arc<RegionBackups>>,
    /// All that a word of a filter can find, in lower case.
    haystack: String,
    /// The name that the order goes by: the `Name` tag in lower case.
    name: Option<String>,
}

/// The newest READY backup.
#[derive(Debug, Clone, PartialEq)]
pub enum LastBackup {
    /// The backups are not known yet.
    Unknown,
    /// There is none.
    None,
    /// When it was made, if AWS told.
    At(Option<Timestamp>),
}

impl PartialEq for Row {
    /// A row is never changed: another row is another allocation.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Row {
    /// A row of a cluster of which no backup is known.
    pub fn new(region: Arc<str>, cluster: Arc<Cluster>, health: Health) -> Self {
        let haystack = haystack(&region, &cluster);
        let name = cluster.name().map(lower_case);
        let key = key(&region, &cluster.cluster_id).into();
        Self { region, cluster, health, change: None, key, backups: None, haystack, name }
    }

    /// The name that the order goes by.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// All that a word of a filter can find, in lower case.
    pub fn haystack(&self) -> &str {
        &self.haystack
    }

    /// The Availability Zones that have an HSM, each once.
    pub fn zones(&self) -> Vec<&str> {
        zones_with_hsm(&self.cluster)
    }

    /// The newest READY backup.
    pub fn last_backup(&self) -> LastBackup {
        let Some(backups) = &self.backups else { return LastBackup::Unknown };
        match newest_ready(backups.of(&self.cluster.cluster_id)) {
            Some(backup) => LastBackup::At(backup.create_timestamp.clone()),
            None => LastBackup::None,
        }
    }

    /// When it was made.
    pub fn last_backup_millis(&self) -> Option<i64> {
        match self.last_backup() {
            LastBackup::At(time) => time?.epoch_millis(),
            _ => None,
        }
    }

    /// Where in memory the cluster is: another place when the cluster changed.
    fn place(&self) -> usize {
        Arc::as_ptr(&self.cluster) as usize
    }

    /// Whether the row still tells the truth with these backups.
    fn holds_with(&self, backups: Option<&Arc<RegionBackups>>, change: Option<&Change>) -> bool {
        let id = &self.cluster.cluster_id;
        let same_backups = match (&self.backups, backups) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new) || old.of(id) == new.of(id),
            (old, new) => old.is_none() && new.is_none(),
        };
        same_backups && self.change.as_ref() == change
    }
}

/// The Availability Zones that have an HSM, each once, in order.
pub fn zones_with_hsm(cluster: &Cluster) -> Vec<&str> {
    let mut zones: Vec<&str> = Vec::new();
    for zone in cluster.hsms.iter().filter_map(|hsm| hsm.availability_zone.as_deref()) {
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    in_order(&zones, Ord::cmp)
}

/// What tells a row from all others.
pub fn key(region: &str, cluster_id: &str) -> String {
    [region, " ", cluster_id].concat()
}

/// A region's clusters and backups, as they have arrived.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The region.
    pub region: Arc<str>,
    /// Its clusters.
    pub clusters: Vec<Arc<Cluster>>,
    /// Its backups; `None` while they are not known.
    pub backups: Option<Arc<RegionBackups>>,
}

/// The rows of all listings; those that still tell the truth are taken over from `old`.
pub fn rows(listings: &[Listing], old: &[Arc<Row>], visit: &Visit, now: i64) -> Vec<Arc<Row>> {
    let known = in_order(old, |a, b| a.place().cmp(&b.place()));
    let mut rows = Vec::new();
    for Listing { region, clusters, backups } in listings {
        for cluster in clusters {
            let change = visit.change(region, cluster);
            let place = Arc::as_ptr(cluster) as usize;
            let found = known.binary_search_by(|row| row.place().cmp(&place)).ok();
            let found = found.and_then(|index| known.get(index));
            let kept = found.filter(|row| row.holds_with(backups.as_ref(), change.as_ref()));
            rows.push(kept.cloned().unwrap_or_else(|| {
                let of_cluster = backups.as_ref().map(|all| all.of(&cluster.cluster_id));
                let health = Health::of(findings(cluster, of_cluster, now));
                let row = Row::new(Arc::clone(region), Arc::clone(cluster), health);
                Arc::new(Row { change, backups: backups.clone(), ..row })
            }));
        }
    }
    rows
}

fn haystack(region: &str, cluster: &Cluster) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut parts = vec![
        region.to_owned(),
        cluster.cluster_id.clone(),
        cluster.state.as_ref().map(ToString::to_string).unwrap_or_default(),
        text(&cluster.state_message),
        text(&cluster.hsm_type),
        cluster.mode.as_ref().map(ToString::to_string).unwrap_or_default(),
        cluster.network_type.as_ref().map(ToString::to_string).unwrap_or_default(),
        text(&cluster.vpc_id),
        text(&cluster.security_group),
    ];
    for (zone, subnet) in &cluster.subnet_mapping {
        parts.extend([zone.clone(), subnet.clone()]);
    }
    for hsm in &cluster.hsms {
        parts.extend([hsm.hsm_id.clone(), text(&hsm.eni_id), text(&hsm.eni_ip)]);
        parts.extend(hsm.state.as_ref().map(ToString::to_string));
    }
    for tag in &cluster.tag_list {
        parts.push(format!("{}={}", tag.key, tag.value));
    }
    lower_case(&parts.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::Kind;
    use cloudhsm_api::{Backup, BackupState, ClusterState, Hsm, HsmState};

    fn listing(backups: Option<Vec<Backup>>) -> Listing {
        let hsm = |zone: &str| Hsm {
            availability_zone: Some(zone.into()),
            state: Some(HsmState::Active),
            ..Hsm::default()
        };
        let cluster = Cluster {
            cluster_id: "cluster-a".into(),
            state: Some(ClusterState::Active),
            hsms: vec![hsm("b"), hsm("a"), hsm("b")],
            ..Cluster::default()
        };
        Listing {
            region: "us-east-1".into(),
            clusters: vec![Arc::new(cluster)],
            backups: backups.map(|all| Arc::new(RegionBackups::new(&all))),
        }
    }

    fn backup() -> Backup {
        Backup {
            cluster_id: Some("cluster-a".into()),
            backup_state: Some(BackupState::Ready),
            create_timestamp: Some(Timestamp::EpochMillis(7)),
            ..Backup::default()
        }
    }

    #[test]
    fn a_row_is_kept_as_long_as_it_is_true() {
        let visit = Visit::default();
        let with = |listing: &Listing, old: &[Arc<Row>]| {
            rows(std::slice::from_ref(listing), old, &visit, 0)
        };
        let before = listing(None);
        let first = with(&before, &[]);
        assert_eq!(first[0].last_backup(), LastBackup::Unknown);
        assert!(!first[0].health.has(Kind::NoReadyBackup), "nothing is claimed before it is known");
        assert!(Arc::ptr_eq(&with(&before, &first)[0], &first[0]));

        let without = Listing { backups: listing(Some(Vec::new())).backups, ..before.clone() };
        let second = with(&without, &first);
        assert!(!Arc::ptr_eq(&second[0], &first[0]));
        assert!(second[0].health.has(Kind::NoReadyBackup));
        assert_eq!(second[0].last_backup(), LastBackup::None);

        let of_another = Backup { cluster_id: Some("cluster-b".into()), ..backup() };
        let other = Listing { backups: listing(Some(vec![of_another])).backups, ..before.clone() };
        assert!(Arc::ptr_eq(&with(&other, &second)[0], &second[0]), "not this cluster's backup");

        let backed_up = Listing { backups: listing(Some(vec![backup()])).backups, ..before };
        let third = with(&backed_up, &second);
        assert_eq!(third[0].last_backup_millis(), Some(7));
        assert_eq!(third[0].zones(), ["a", "b"]);
    }
}
