//! The clusters of all regions. Kept over pages, so that the list is there at once when a person
//! comes back to it.

use std::sync::Arc;

use backend_api::ApiError;
use cloudhsm_api::{Cluster, ClusterState, HsmState};
use leptos::prelude::*;

use super::task::spawn_detached;
use super::{Clock, Connected, Connection};
use crate::order::in_order;

/// The clusters of all regions of the session.
#[derive(Debug, Clone, Copy)]
pub struct Fleet {
    regions: StoredValue<Vec<RegionFleet>>,
}

/// The clusters of one region.
#[derive(Debug, Clone)]
pub struct RegionFleet {
    /// The region.
    pub region: Arc<str>,
    /// What has arrived; stays while it is fetched again, and when that fails.
    pub clusters: RwSignal<Vec<Arc<Cluster>>>,
    /// A fetch is on its way.
    pub loading: RwSignal<bool>,
    /// What the newest fetch failed with.
    pub error: RwSignal<Option<Arc<ApiError>>>,
    /// When the newest complete listing arrived, in milliseconds since the epoch.
    pub arrived: RwSignal<Option<f64>>,
}

impl Fleet {
    /// An empty fleet of the session's regions.
    pub fn new(connected: &Connected) -> Self {
        let regions = connected.session.regions.iter().map(|region| RegionFleet {
            region: region.as_str().into(),
            clusters: RwSignal::default(),
            loading: RwSignal::new(false),
            error: RwSignal::new(None),
            arrived: RwSignal::new(None),
        });
        Self { regions: StoredValue::new(regions.collect()) }
    }

    /// The regions, in the session's order.
    pub fn regions(self) -> Vec<RegionFleet> {
        self.regions.get_value()
    }

    /// Whether something is expected to change soon: AWS works on a cluster, or a region failed.
    pub fn is_restless(self) -> bool {
        self.regions.with_value(|regions| {
            regions.iter().any(|region| {
                region.error.with_untracked(Option::is_some)
                    || region
                        .clusters
                        .with_untracked(|clusters| clusters.iter().any(|c| is_in_transition(c)))
            })
        })
    }

    /// Fetches all regions side by side; one that is still being fetched is left alone.
    pub fn refresh(self, connected: &Connected, connection: Connection, clock: Clock) {
        for region in self.regions() {
            if !region.loading.get_untracked() {
                region.refresh(connected, connection, clock);
            }
        }
    }
}

impl RegionFleet {
    fn refresh(&self, connected: &Connected, connection: Connection, clock: Clock) {
        let this = self.clone();
        let client = connected.client.clone();
        this.loading.set(true);
        spawn_detached(async move {
            let first_time = this.arrived.get_untracked().is_none();
            let mut listing = Vec::new();
            let result = client
                .clusters(&this.region, |page| {
                    if first_time {
                        // Rows show as they come; a refresh swaps at its end instead, so that no
                        // row goes and comes back.
                        this.clusters.update(|all| {
                            all.extend(page.iter().cloned().map(Arc::new));
                        });
                    }
                    listing.extend(page);
                })
                .await;
            this.loading.set(false);
            match result {
                Ok(()) => {
                    this.error.set(None);
                    this.clusters.update(|old| *old = keep_equal(old, listing));
                    this.arrived.set(Some(clock.catch_up()));
                }
                Err(error) => {
                    if first_time {
                        this.clusters.update(|all| *all = keep_equal(&[], listing));
                    }
                    connection.notice(&error);
                    this.error.set(Some(Arc::new(error)));
                }
            }
        });
    }
}

/// AWS works on the cluster or on one of its HSMs.
pub fn is_in_transition(cluster: &Cluster) -> bool {
    cluster.state.as_ref().is_some_and(ClusterState::is_in_transition)
        || cluster.hsms.iter().any(|hsm| hsm.state.as_ref().is_some_and(HsmState::is_in_transition))
}

/// The new listing, with the old allocation of every cluster that did not change: a row is rebuilt
/// only when its cluster's allocation is another.
fn keep_equal(old: &[Arc<Cluster>], listing: Vec<Cluster>) -> Vec<Arc<Cluster>> {
    let by_id = in_order(old, |a, b| a.cluster_id.cmp(&b.cluster_id));
    let mut kept = Vec::with_capacity(listing.len());
    for cluster in listing {
        let found = by_id.binary_search_by(|old| old.cluster_id.cmp(&cluster.cluster_id));
        let same = found.ok().and_then(|index| by_id.get(index)).filter(|old| ***old == cluster);
        kept.push(match same {
            Some(same) => Arc::clone(same),
            None => Arc::new(cluster),
        });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changed_clusters_are_new_allocations() {
        let cluster = |id: &str, vpc: &str| Cluster {
            cluster_id: id.into(),
            vpc_id: Some(vpc.into()),
            ..Cluster::default()
        };
        let old = keep_equal(&[], vec![cluster("a", "vpc-1"), cluster("b", "vpc-1")]);
        let new = keep_equal(&old, vec![cluster("b", "vpc-2"), cluster("a", "vpc-1")]);
        assert!(Arc::ptr_eq(&old[0], &new[1]), "unchanged, though moved");
        assert!(!Arc::ptr_eq(&old[1], &new[0]));
        assert_eq!(new.len(), 2, "gone clusters are gone");
    }
}
