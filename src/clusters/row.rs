//! A row of the list: a cluster in its region, with what the list shows of it beside its members.

use std::sync::{Arc, OnceLock};

use backend_api::{ClusterUse, FleetRow, LatestBackup, RegionUse};
use cloudhsm_api::{Cluster, Timestamp};
use cluster_health::{Finding, Health, Triage, triage, zones_with_hsm};

use super::{
    changes::{Change, Visit},
    key::key,
};
use crate::{lower_case::lower_case, sorting::in_order};

/// A cluster in its region.
#[derive(Debug)]
pub struct Row {
    /// The region.
    pub region: Arc<str>,
    /// The cluster, without its certificates.
    pub cluster: Arc<Cluster>,
    /// All that the backend knows about it.
    pub listed: Arc<FleetRow>,
    /// How it does.
    pub health: Health,
    /// What happened to it since the last visit.
    pub change: Option<Change>,
    /// Key stores and use of the clusters of the region, once asked, and the cluster's place there.
    uses: Option<(Arc<RegionUse>, usize)>,
    /// Region and id: no other row has them.
    pub key: Arc<str>,
    /// All that a word of a filter can find, in lower case.
    haystack: OnceLock<String>,
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
    /// A row of what the backend lists.
    pub fn new(region: Arc<str>, listed: Arc<FleetRow>) -> Self {
        let cluster = Arc::clone(&listed.cluster.0);
        let name = cluster.name().map(lower_case);
        let key = key(&region, &cluster.cluster_id).into();
        let health = Health::of(&listed.findings);
        let haystack = OnceLock::new();
        Self { region, cluster, listed, health, change: None, uses: None, key, haystack, name }
    }

    /// A row of a cluster of which nothing but its health is known.
    #[cfg(test)]
    pub fn of_cluster(region: Arc<str>, cluster: Arc<Cluster>, health: Health) -> Self {
        let listed = crate::samples::fleet_row(cluster);
        Self { health, ..Self::new(region, Arc::new(listed)) }
    }

    /// The same with its key stores and its use.
    #[cfg(test)]
    pub fn with_use(self, used: ClusterUse) -> Self {
        let region = self.region.to_string();
        let uses = RegionUse { region, sources: Vec::new(), clusters: vec![used] };
        Self { uses: Some((Arc::new(uses), 0)), ..self }
    }

    /// The name that the order goes by.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// All that a word of a filter can find, in lower case. Made when it is first asked for: of 5000
    /// clusters it is 3 MiB, and most people don't search.
    pub fn haystack(&self) -> &str {
        self.haystack.get_or_init(|| haystack(&self.region, &self.cluster))
    }

    /// The Availability Zones that have an HSM, each once.
    pub fn zones(&self) -> Vec<&str> {
        zones_with_hsm(&self.cluster)
    }

    /// The group that it belongs to.
    pub fn triage(&self) -> Triage {
        triage(self.cluster.state.as_ref(), &self.listed.findings)
    }

    /// Its findings with their advice, the most severe first.
    pub fn findings(&self) -> &[Finding] {
        &self.listed.findings
    }

    /// It carries the deletion-protection tag.
    pub fn protected(&self) -> bool {
        self.listed.protected
    }

    /// The newest READY backup.
    pub fn last_backup(&self) -> LastBackup {
        match &self.listed.latest_backup {
            LatestBackup::Unknown => LastBackup::Unknown,
            LatestBackup::Unavailable => LastBackup::Refused,
            LatestBackup::None => LastBackup::None,
            LatestBackup::Ready { created, .. } => LastBackup::At(created.clone()),
        }
    }

    /// When it was made.
    pub fn last_backup_millis(&self) -> Option<i64> {
        match self.last_backup() {
            LastBackup::At(time) => time?.epoch_millis(),
            _ => None,
        }
    }

    /// Its key stores and its use, once asked.
    pub fn used(&self) -> Option<&ClusterUse> {
        let (all, at) = self.uses.as_ref()?;
        all.clusters.get(*at)
    }

    /// Where in memory the listed row is: another place when something of it changed.
    fn place(&self) -> usize {
        Arc::as_ptr(&self.listed) as usize
    }
}

/// A region's clusters, as they have arrived.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The region.
    pub region: Arc<str>,
    /// Its clusters.
    pub clusters: Vec<Arc<FleetRow>>,
    /// Their key stores and their use, once asked.
    pub uses: Option<Arc<RegionUse>>,
}

/// The rows of all listings; those that still tell the truth are taken over from `old`.
pub fn rows(listings: &[Listing], old: &[Arc<Row>], visit: &Visit) -> Vec<Arc<Row>> {
    let known = in_order(old, |a, b| a.place().cmp(&b.place()));
    let mut rows = Vec::new();
    for Listing { region, clusters, uses } in listings {
        for listed in clusters {
            let change = visit.change(region, &listed.cluster.0);
            let place = Arc::as_ptr(listed) as usize;
            let found = known.binary_search_by(|row| row.place().cmp(&place)).ok();
            let found = found.and_then(|index| known.get(index));
            let used = uses.as_ref().and_then(|all| place_in(all, listed));
            let kept =
                found.filter(|row| row.change == change && same(row.uses.as_ref(), used.as_ref()));
            rows.push(kept.cloned().unwrap_or_else(|| {
                let row = Row::new(Arc::clone(region), Arc::clone(listed));
                Arc::new(Row { change, uses: used, ..row })
            }));
        }
    }
    rows
}

/// The cluster's place; they come in the order of their IDs.
fn place_in(all: &Arc<RegionUse>, listed: &FleetRow) -> Option<(Arc<RegionUse>, usize)> {
    let id = listed.cluster.0.cluster_id.as_str();
    let at = all.clusters.binary_search_by(|it| it.cluster_id.as_str().cmp(id)).ok()?;
    Some((Arc::clone(all), at))
}

/// Whether both are of the same answer.
fn same(a: Option<&(Arc<RegionUse>, usize)>, b: Option<&(Arc<RegionUse>, usize)>) -> bool {
    match (a, b) {
        (Some((a, _)), Some((b, _))) => Arc::ptr_eq(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
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
mod tests;
