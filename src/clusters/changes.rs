//! What changed since the last visit: clusters that are new, gone, or in another state.
//!
//! AWS keeps no history that could be asked; this compares with what the browser remembers of the
//! listing (ids and states, nothing else).

use std::sync::Arc;

use backend_api::FleetRow;
use cloudhsm_api::Cluster;

use super::key::key;
use crate::sorting::in_order;

/// What happened to a cluster that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not there.
    New,
    /// It was in this state.
    State(String),
}

/// A listing as it was remembered; one that remembers nothing finds no changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visit {
    /// Key and state of each cluster, in the order of keys.
    clusters: Vec<(String, String)>,
    /// The regions that were listed.
    regions: Vec<String>,
}

impl Visit {
    /// What happened to a cluster since.
    pub fn change(&self, region: &str, cluster: &Cluster) -> Option<Change> {
        if !self.regions.iter().any(|known| known == region) {
            return None;
        }
        let key = key(region, &cluster.cluster_id);
        let state = state(cluster);
        match self.find(&key) {
            None => Some(Change::New),
            Some(old) if old != state => Some(Change::State(old.to_owned())),
            Some(_) => None,
        }
    }

    /// The clusters of a region that are not listed any more: id and last known state. `rows` are in the
    /// order of their clusters' IDs.
    pub fn gone(&self, region: &str, rows: &[Arc<FleetRow>]) -> Vec<(String, String)> {
        let of_region = self.clusters.iter().filter_map(|(key, state)| {
            let (own, id) = key.split_once(' ')?;
            let gone = own == region
                && rows.binary_search_by(|row| row.cluster.0.cluster_id.as_str().cmp(id)).is_err();
            gone.then(|| (id.to_owned(), state.clone()))
        });
        of_region.collect()
    }

    /// The same with a region as it is listed now.
    #[must_use]
    pub fn with(&self, region: &str, rows: &[Arc<FleetRow>]) -> Self {
        let mut all: Vec<_> = self.clusters.clone();
        all.retain(|(key, _)| key.split(' ').next() != Some(region));
        all.extend(
            rows.iter()
                .map(|row| &row.cluster.0)
                .map(|cluster| (key(region, &cluster.cluster_id), state(cluster).to_owned())),
        );
        let mut regions = self.regions.clone();
        if !regions.iter().any(|known| known == region) {
            regions.push(region.to_owned());
        }
        Self { clusters: in_order(&all, |a, b| a.0.cmp(&b.0)), regions }
    }

    /// As a text to be kept: a line with the regions, and one a cluster.
    pub fn text(&self) -> String {
        let mut text = self.regions.join(" ");
        for (key, state) in &self.clusters {
            text.extend(["\n", key, " ", state]);
        }
        text
    }

    /// Reads the text; lines that say nothing are left out.
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let regions = lines.next().unwrap_or_default().split_whitespace().map(str::to_owned);
        let clusters: Vec<(String, String)> = lines
            .filter_map(|line| {
                let (key, state) = line.rsplit_once(' ')?;
                key.contains(' ').then(|| (key.to_owned(), state.to_owned()))
            })
            .collect();
        Self { regions: regions.collect(), clusters: in_order(&clusters, |a, b| a.0.cmp(&b.0)) }
    }

    fn find(&self, key: &str) -> Option<&str> {
        let found = self.clusters.binary_search_by(|(own, _)| own.as_str().cmp(key)).ok()?;
        self.clusters.get(found).map(|(_, state)| state.as_str())
    }
}

fn state(cluster: &Cluster) -> &str {
    cluster.state.as_ref().map_or("-", |state| state.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::fleet_row;
    use cloudhsm_api::ClusterState;

    fn row(id: &str, state: ClusterState) -> Arc<FleetRow> {
        let cluster = Cluster { cluster_id: id.into(), state: Some(state), ..Cluster::default() };
        Arc::new(fleet_row(Arc::new(cluster)))
    }

    #[test]
    fn new_removed_and_changed_clusters_are_found() {
        let old = [row("a", ClusterState::Active), row("b", ClusterState::Active)];
        let visit = Visit::default().with("r", &old);
        let visit = Visit::parse(&visit.text());
        let now = [row("b", ClusterState::Degraded), row("c", ClusterState::Active)];
        assert_eq!(visit.change("r", &old[0].cluster.0), None);
        assert_eq!(visit.change("r", &now[0].cluster.0), Some(Change::State("ACTIVE".into())));
        assert_eq!(visit.change("r", &now[1].cluster.0), Some(Change::New));
        assert_eq!(visit.gone("r", &now), [("a".to_owned(), "ACTIVE".to_owned())]);
        let next = visit.with("r", &now);
        assert_eq!(next.gone("r", &now), []);
        assert_eq!(next.change("r", &now[1].cluster.0), None);
    }

    #[test]
    fn a_region_that_was_never_listed_has_no_news() {
        let row = row("a", ClusterState::Active);
        assert_eq!(Visit::default().change("r", &row.cluster.0), None);
        let empty = Visit::default().with("r", &[]);
        assert_eq!(Visit::parse(&empty.text()).change("r", &row.cluster.0), Some(Change::New));
        assert_eq!(empty.change("s", &row.cluster.0), None);
    }

    #[test]
    fn other_regions_are_unchanged() {
        let visit = Visit::default()
            .with("r", &[row("a", ClusterState::Active)])
            .with("s", &[row("b", ClusterState::Active)])
            .with("r", &[]);
        assert_eq!(visit.gone("s", &[]).len(), 1);
        assert_eq!(visit.gone("r", &[]), []);
    }

    #[test]
    fn nonsense_in_the_storage_is_left_out() {
        assert_eq!(Visit::parse("r\nx\n\n  \n").clusters.len(), 1);
        assert_eq!(Visit::parse(""), Visit::default());
    }
}
