//! A cluster that is listed, and all of it that has an ID or an address of its own.

use std::{cmp::Ordering, sync::Arc};

use backend_api::{FleetRow, LatestBackup};
use cloudhsm_api::Cluster;
use cluster_health::Finding;

use super::{
    entry::{Deed, Entry, Section},
    rank::Findable,
};
use crate::route::{Place, Route, Tab};

/// A cluster that is listed.
#[derive(Debug)]
pub(super) struct Listed {
    region: Arc<str>,
    pub(super) cluster: Arc<Cluster>,
    /// What else the backend knows of it.
    row: Option<Arc<FleetRow>>,
    /// Its name, ID and region.
    pub(super) findable: Findable,
}

/// A part of a cluster.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) section: Section,
    /// Its ID or address.
    pub(super) id: &'a str,
    /// What it is, and of what.
    what: [&'a str; 2],
    /// Where it shows.
    tab: Tab,
}

impl Listed {
    pub(super) fn new(
        region: &Arc<str>,
        cluster: &Arc<Cluster>,
        row: Option<&Arc<FleetRow>>,
    ) -> Self {
        let id = cluster.cluster_id.as_str();
        let findable = match cluster.name() {
            Some(name) => Findable::new(name, &[id, " ", region].concat()),
            None => Findable::new(id, region),
        };
        Self { region: region.clone(), cluster: cluster.clone(), row: row.cloned(), findable }
    }

    pub(super) fn is(&self, place: &Place) -> bool {
        self.cluster.cluster_id == place.id && *self.region == *place.region
    }

    /// By what makes it this cluster.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        let ids = self.cluster.cluster_id.cmp(&other.cluster.cluster_id);
        ids.then_with(|| self.region.cmp(&other.region))
    }

    /// Its name, or its ID.
    pub(super) fn name(&self) -> &str {
        self.cluster.name().unwrap_or(&self.cluster.cluster_id)
    }

    /// The ID of its latest READY backup.
    pub(super) fn latest_backup(&self) -> Option<&str> {
        match self.row.as_deref()?.latest_backup {
            LatestBackup::Ready { ref backup_id, .. } => Some(backup_id),
            _ => None,
        }
    }

    pub(super) fn findings(&self) -> &[Finding] {
        self.row.as_ref().map_or(&[], |row| &row.findings)
    }

    /// The cluster itself.
    pub(super) fn entry(&self) -> Entry {
        let id = self.cluster.cluster_id.as_str();
        let detail = match self.cluster.name() {
            Some(_) => [id, " ", &self.region].concat(),
            None => self.region.to_string(),
        };
        Entry { title: self.name().to_owned(), detail, deed: self.go(Tab::Overview) }
    }

    /// Something of the cluster, which a tab shows.
    pub(super) fn entry_of(&self, title: &str, what: [&str; 2], tab: Tab) -> Entry {
        let separator = if what[0].is_empty() { "" } else { " · " };
        let detail = [what[0], what[1], separator, self.name(), " · ", &self.region].concat();
        Entry { title: title.to_owned(), detail, deed: self.go(tab) }
    }

    fn go(&self, tab: Tab) -> Deed {
        Deed::Go(Route::Cluster(Place::new(&*self.region, &self.cluster.cluster_id), tab))
    }

    /// Each part that has an ID or an address.
    pub(super) fn parts<'a>(&'a self, each: &mut dyn FnMut(Part<'a>)) {
        let cluster = &*self.cluster;
        let mut add = |section, id: Option<&'a str>, what: [&'a str; 2], tab| {
            if let Some(id) = id.filter(|id| !id.is_empty()) {
                each(Part { section, id, what, tab });
            }
        };
        for hsm in &cluster.hsms {
            let state = hsm.state.as_ref().map_or("", |state| state.as_str());
            let id = hsm.hsm_id.as_str();
            add(Section::Hsms, Some(id), [state, ""], Tab::Hsms);
            for (what, own) in [
                ("ENI of ", &hsm.eni_id),
                ("IP address of ", &hsm.eni_ip),
                ("IP address of ", &hsm.eni_ip_v6),
            ] {
                add(Section::Network, own.as_deref(), [what, id], Tab::Hsms);
            }
            // One that is in the mapping comes with it.
            let own = hsm.subnet_id.as_deref();
            let is_mapped = |id: &&str| cluster.subnet_mapping.values().any(|it| it == *id);
            add(Section::Network, own.filter(|id| !is_mapped(id)), ["Subnet of ", id], Tab::Hsms);
        }
        for (zone, subnet) in &cluster.subnet_mapping {
            add(Section::Network, Some(subnet), ["Subnet in ", zone], Tab::Network);
        }
        let (vpc, group) = (cluster.vpc_id.as_deref(), cluster.security_group.as_deref());
        add(Section::Network, vpc, ["VPC", ""], Tab::Network);
        add(Section::Network, group, ["Security group", ""], Tab::Network);
        if let Some(LatestBackup::Ready { backup_id, .. }) =
            self.row.as_ref().map(|row| &row.latest_backup)
        {
            add(Section::Backups, Some(backup_id), ["Latest READY backup", ""], Tab::Backups);
        }
        let source = cluster.source_backup();
        add(Section::Backups, source, ["Restored from this backup", ""], Tab::Overview);
    }

    pub(super) fn part_entry(&self, part: &Part<'_>) -> Entry {
        self.entry_of(part.id, part.what, part.tab)
    }
}
