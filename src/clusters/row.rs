//! A row of the list: a cluster in its region, with what the list shows of it beside its members.

use std::sync::Arc;

use backend_api::{Identity, carries_protection, newest_ready};
use cloudhsm_api::{Backup, Cluster, Timestamp};
use cluster_health::{CertificateFacts, Finding, Health, Subject, findings, zones_with_hsm};

use super::{
    changes::{Change, Visit},
    key::key,
    lower_case::lower_case,
    triage::Triage,
};
use crate::{sorting::in_order, state::RegionBackups};

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
    /// They can't be had.
    backups_refused: bool,
    /// It carries the deletion-protection tag.
    pub protected: bool,
    /// When its health was judged: certificates and backups end while nothing else changes.
    judged_millis: i64,
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
    /// The backups can't be had.
    Refused,
    /// There is none.
    None,
    /// When it was made, if AWS reports it.
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
        Self {
            region,
            cluster,
            health,
            change: None,
            key,
            backups: None,
            backups_refused: false,
            protected: false,
            judged_millis: 0,
            haystack,
            name,
        }
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

    /// What it asks of the person on call.
    pub fn triage(&self) -> Triage {
        Triage::of(&self.cluster, &self.health)
    }

    /// Its findings with their advice, the most severe first.
    pub fn findings(&self) -> Vec<Finding> {
        let backups = self.backups.as_ref().map(|all| all.of(&self.cluster.cluster_id));
        findings_of(&self.cluster, backups, self.judged_millis)
    }

    /// The newest READY backup.
    pub fn last_backup(&self) -> LastBackup {
        let Some(backups) = &self.backups else {
            return if self.backups_refused { LastBackup::Refused } else { LastBackup::Unknown };
        };
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

    /// Whether the row still tells the truth of a listing.
    fn holds_with(&self, listing: &Listing, change: Option<&Change>, now: i64) -> bool {
        let id = &self.cluster.cluster_id;
        let same_backups = match (&self.backups, &listing.backups) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new) || old.of(id) == new.of(id),
            (None, None) => self.backups_refused == listing.backups_refused,
            _ => false,
        };
        same_backups
            && self.change.as_ref() == change
            && now.saturating_sub(self.judged_millis) < JUDGED_AGAIN_MILLIS
    }
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
    /// They can't be had.
    pub backups_refused: bool,
    /// Key and value of the tag that protects from deletion.
    pub protection: (String, String),
}

/// Findings tell days; an hour is soon enough to notice that one has come.
const JUDGED_AGAIN_MILLIS: i64 = 3_600_000;

/// The rows of all listings; those that still tell the truth are taken over from `old`.
pub fn rows(listings: &[Listing], old: &[Arc<Row>], visit: &Visit, now: i64) -> Vec<Arc<Row>> {
    let known = in_order(old, |a, b| a.place().cmp(&b.place()));
    let mut rows = Vec::new();
    for listing in listings {
        let Listing { region, clusters, backups, backups_refused, protection } = listing;
        for cluster in clusters {
            let change = visit.change(region, cluster);
            let place = Arc::as_ptr(cluster) as usize;
            let found = known.binary_search_by(|row| row.place().cmp(&place)).ok();
            let found = found.and_then(|index| known.get(index));
            let kept = found.filter(|row| row.holds_with(listing, change.as_ref(), now));
            rows.push(kept.cloned().unwrap_or_else(|| {
                let of_cluster = backups.as_ref().map(|all| all.of(&cluster.cluster_id));
                let health = Health::of(findings_of(cluster, of_cluster, now));
                let row = Row::new(Arc::clone(region), Arc::clone(cluster), health);
                Arc::new(Row {
                    change,
                    backups: backups.clone(),
                    backups_refused: *backups_refused,
                    protected: carries_protection(&cluster.tag_list, protection),
                    judged_millis: now,
                    ..row
                })
            }));
        }
    }
    rows
}

fn findings_of(cluster: &Cluster, backups: Option<&[Backup]>, now_millis: i64) -> Vec<Finding> {
    findings(&Subject {
        cluster,
        certificates: &CertificateFacts::of(cluster),
        backups,
        identity: &Identity::Unchecked,
        production: false,
        now_millis,
    })
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
    use cloudhsm_api::{BackupState, ClusterState, Hsm, HsmState};
    use cluster_health::Kind;

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
            backups: backups.map(|all| Arc::new(RegionBackups::new(all))),
            backups_refused: false,
            protection: ("protect".into(), "true".into()),
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

    #[test]
    fn backups_that_can_not_be_had_are_not_called_unknown_for_ever() {
        let visit = Visit::default();
        let before = listing(None);
        let first = rows(std::slice::from_ref(&before), &[], &visit, 0);
        let refused = Listing { backups_refused: true, ..before };
        let second = rows(&[refused], &first, &visit, 0);
        assert_eq!(second[0].last_backup(), LastBackup::Refused);
        assert!(!second[0].health.has(Kind::NoReadyBackup), "nobody knows");
    }

    #[test]
    fn health_is_recomputed_over_time() {
        let visit = Visit::default();
        let mut before = listing(Some(vec![backup()]));
        let ends = attestation::pinned(0).iter().map(|root| root.validity.not_after).min();
        let ends = ends.unwrap() * 1000;
        let certificates = cloudhsm_api::Certificates {
            hsm_certificate: Some(
                attestation::pinned(0)
                    .iter()
                    .find(|root| root.validity.not_after * 1000 == ends)
                    .unwrap()
                    .pem
                    .clone(),
            ),
            ..Default::default()
        };
        let cluster = Cluster { certificates: Some(certificates), ..(*before.clusters[0]).clone() };
        before.clusters = vec![Arc::new(cluster)];
        let at = |old: &[Arc<Row>], now| rows(std::slice::from_ref(&before), old, &visit, now);
        let early = ends - 60 * 86_400_000;
        let first = at(&[], early);
        assert!(!first[0].health.has(Kind::Certificate));
        assert!(Arc::ptr_eq(&at(&first, early + 60_000)[0], &first[0]), "a minute changes nothing");
        assert!(at(&first, ends - 86_400_000)[0].health.has(Kind::Certificate));
    }
}
