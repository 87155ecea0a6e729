//! The clusters of all regions. Kept over pages, so that the list is there at once when a person
//! comes back to it.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode};
use cloudhsm_api::{Cluster, ClusterState, HsmState, Operation};
use leptos::prelude::*;

use super::task::spawn_detached;
use super::{CALM_MILLIS, Clock, Connected, Connection, RegionBackups, SOON_MILLIS};
use crate::{
    api::{Listed, Remembered},
    sorting::{each_once, in_order},
    time::now_millis,
};

/// The longest pause between tries that fail, so that throttling ends.
const LONGEST_MILLIS: u32 = 120_000;
/// Backups change once a day, and are many: they are asked for less often than the clusters.
const BACKUPS_STAY_MILLIS: f64 = 300_000.0;

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
    /// The region's backups; `None` while they are not known.
    pub backups: RwSignal<Option<Arc<RegionBackups>>>,
    /// The backups were asked for, and can't be had.
    pub backups_refused: RwSignal<bool>,
    /// When the backups were asked for last.
    backups_asked: StoredValue<f64>,
    /// How many fetches failed one after the other.
    failures: StoredValue<u32>,
    /// The large pages of the newest listing.
    remembered: StoredValue<Remembered>,
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
            backups: RwSignal::new(None),
            backups_refused: RwSignal::new(false),
            backups_asked: StoredValue::new(0.0),
            failures: StoredValue::new(0),
            remembered: StoredValue::new(Remembered::default()),
        });
        Self { regions: StoredValue::new(regions.collect()) }
    }

    /// The regions, in the session's order.
    pub fn regions(self) -> Vec<RegionFleet> {
        self.regions.get_value()
    }

    /// How long to wait before the next refresh: short while AWS works on something, and longer from
    /// failure to failure.
    pub fn pause_millis(self) -> u32 {
        self.regions.with_value(|regions| {
            let failures = regions.iter().map(|region| region.failures.get_value()).max();
            let restless = regions.iter().any(RegionFleet::is_restless);
            pause_millis(failures.unwrap_or_default(), restless)
        })
    }

    /// Each region has been listed; tracks.
    pub fn is_listed(self) -> bool {
        self.regions.with_value(|all| all.iter().all(|region| region.arrived.get().is_some()))
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
    /// AWS works on one of the clusters.
    fn is_restless(&self) -> bool {
        self.clusters.with_untracked(|clusters| clusters.iter().any(|c| is_in_transition(c)))
    }

    fn refresh(&self, connected: &Connected, connection: Connection, clock: Clock) {
        let this = self.clone();
        let connected = connected.clone();
        let client = connected.client.clone();
        this.loading.set(true);
        spawn_detached(async move {
            // Another session may have begun by now: this fleet is gone then.
            let Some(arrived) = this.arrived.try_get_untracked() else { return };
            let first_time = arrived.is_none();
            let Some(remembered) = this.remembered.try_get_value() else { return };
            let mut listing = Vec::new();
            // Of a try that failed halfway rows may be there, and stay until this one has more.
            let Some(mut shown) = this.clusters.try_with_untracked(Vec::len) else { return };
            let result = client
                .clusters(&this.region, &remembered, |page| {
                    listing.extend(page);
                    // Rows show as they come; a refresh swaps at its end instead, so that no row
                    // goes and comes back. Of many rows, many have to come to be worth a drawing.
                    if first_time && listing.len() > shown + shown / 4 {
                        shown = listing.len();
                        this.clusters.set(by_id(listing.clone()));
                    }
                })
                .await;
            // Nobody is there any more to be told: it was another connection's.
            if this.loading.try_set(false).is_some() {
                return;
            }
            let listing = by_id(listing);
            match result {
                Ok(listed) => {
                    this.failures.set_value(0);
                    let error = without_id(listed).map(Arc::new);
                    if error.is_some() || this.error.with_untracked(Option::is_some) {
                        this.error.set(error);
                    }
                    this.clusters.update(|old| *old = keep_equal(old, listing));
                    this.arrived.set(Some(clock.catch_up()));
                }
                Err(error) => {
                    this.failures.update_value(|count| *count += 1);
                    if first_time && listing.len() > shown {
                        this.clusters.set(listing);
                    }
                    connection.notice(&error);
                    this.error.set(Some(Arc::new(error)));
                    return;
                }
            }
            this.refresh_backups(&connected).await;
        });
    }

    /// Fetches the backups, where they may be asked for and are not known well enough.
    ///
    /// A failure is told by what needs the backups: that they are not known.
    async fn refresh_backups(&self, connected: &Connected) {
        let asked = self.backups_asked.try_get_value().unwrap_or(f64::INFINITY);
        if now_millis() - asked < BACKUPS_STAY_MILLIS {
            return;
        }
        self.backups_asked.set_value(now_millis());
        let backups = if connected.session.allows(Operation::DescribeBackups) {
            connected.client.backups(&self.region, None).await.ok()
        } else {
            None
        };
        self.backups_refused.set(backups.is_none());
        let Some(backups) = backups else { return };
        let backups = Arc::new(RegionBackups::new(backups));
        let same = self.backups.try_with_untracked(|old| old.as_ref() == Some(&backups));
        if same == Some(false) {
            self.backups.set(Some(backups));
        }
    }
}

/// The listing with each cluster once, whatever AWS repeats: while clusters come and go, one can move
/// from one page to the next.
fn by_id(listing: Vec<Arc<Cluster>>) -> Vec<Arc<Cluster>> {
    each_once(listing, |a, b| a.cluster_id.cmp(&b.cluster_id))
}

/// What is said of entries that can't be listed, because not even their ID can be read. `field` tells
/// it from a listing that failed.
fn without_id(listed: Listed) -> Option<ApiError> {
    let words = match listed.without_id {
        0 => return None,
        1 => {
            "AWS returned a cluster without a readable ClusterId. It isn’t in the list.".to_owned()
        }
        many => format!(
            "AWS returned {many} clusters without a readable ClusterId. They aren’t in the list."
        ),
    };
    Some(ApiError::network(ApiErrorCode::UpstreamGarbled, words).with_field("ClusterId"))
}

fn pause_millis(failures: u32, restless: bool) -> u32 {
    match failures {
        0 if restless => SOON_MILLIS,
        0 => CALM_MILLIS,
        count => SOON_MILLIS.saturating_mul(1 << (count - 1).min(8)).min(LONGEST_MILLIS),
    }
}

/// AWS works on the cluster or on one of its HSMs.
pub fn is_in_transition(cluster: &Cluster) -> bool {
    cluster.state.as_ref().is_some_and(ClusterState::is_in_transition)
        || cluster.hsms.iter().any(|hsm| hsm.state.as_ref().is_some_and(HsmState::is_in_transition))
}

/// The new listing, with the old allocation of every cluster that did not change: a row is rebuilt
/// only when its cluster's allocation is another.
fn keep_equal(old: &[Arc<Cluster>], listing: Vec<Arc<Cluster>>) -> Vec<Arc<Cluster>> {
    let by_id = in_order(old, |a, b| a.cluster_id.cmp(&b.cluster_id));
    let mut kept = Vec::with_capacity(listing.len());
    for cluster in listing {
        let found = by_id.binary_search_by(|old| old.cluster_id.cmp(&cluster.cluster_id));
        let same = found.ok().and_then(|index| by_id.get(index)).filter(|old| {
            // The same allocation, of an answer that was remembered, needs no comparing.
            Arc::ptr_eq(old, &cluster) || **old == cluster
        });
        kept.push(match same {
            Some(same) => Arc::clone(same),
            None => cluster,
        });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changed_clusters_are_new_allocations() {
        let cluster = |id: &str, vpc: &str| {
            Arc::new(Cluster {
                cluster_id: id.into(),
                vpc_id: Some(vpc.into()),
                ..Cluster::default()
            })
        };
        let old = keep_equal(&[], vec![cluster("a", "vpc-1"), cluster("b", "vpc-1")]);
        let new = keep_equal(&old, vec![cluster("b", "vpc-2"), cluster("a", "vpc-1")]);
        assert!(Arc::ptr_eq(&old[0], &new[1]), "unchanged, though moved");
        assert!(!Arc::ptr_eq(&old[1], &new[0]));
        assert_eq!(new.len(), 2, "gone clusters are gone");
    }

    #[test]
    fn a_cluster_that_is_listed_twice_is_one() {
        let cluster = |id: &str, vpc: &str| {
            let (cluster_id, vpc_id) = (id.into(), Some(vpc.into()));
            Arc::new(Cluster { cluster_id, vpc_id, ..Cluster::default() })
        };
        let listing = vec![cluster("b", "vpc-1"), cluster("a", "vpc-1"), cluster("b", "vpc-2")];
        let ids: Vec<_> =
            by_id(listing).iter().map(|it| (it.cluster_id.clone(), it.vpc_id.clone())).collect();
        let expected = [("b", "vpc-1"), ("a", "vpc-1")];
        assert_eq!(ids, expected.map(|(id, vpc)| (id.to_owned(), Some(vpc.to_owned()))));
    }

    #[test]
    fn tries_that_fail_come_ever_more_seldom() {
        assert_eq!((pause_millis(0, true), pause_millis(0, false)), (5_000, 30_000));
        let pauses: Vec<_> = (1..8).map(|count| pause_millis(count, true)).collect();
        assert_eq!(pauses, [5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000]);
        assert_eq!(pause_millis(u32::MAX, false), LONGEST_MILLIS);
    }
}
