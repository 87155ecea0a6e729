//! Families for pages: what each region has is asked once for all its clusters, and kept for minutes.

use std::{sync::Arc, time::Duration};

use backend_api::Families;
use cloudhsm_api::{Backup, Cluster};
use futures_util::future::join_all;

use super::{
    super::{Asking, Outcome, Reading, kept::Kept, reading::Unknown},
    Extent, Listed, id_of,
    listing::listed,
    policies::{Policies, policies},
    report,
};
use crate::clock::Clock;

/// An answer is shown for so long, with its age: it takes many calls.
const KEEP: Duration = Duration::from_mins(5);

/// Asks for families, and keeps what the regions answered.
#[derive(Debug)]
pub(in super::super) struct KeptFamilies {
    /// All that the backend is started with.
    regions: Vec<String>,
    listed: Kept<String, Listed>,
    /// By region and cluster.
    policies: Kept<(String, String), Policies>,
}

impl KeptFamilies {
    pub(in super::super) fn new(regions: Vec<String>, clock: &Arc<dyn Clock>) -> Self {
        Self {
            regions,
            listed: Kept::new(KEEP, Arc::clone(clock)),
            policies: Kept::new(KEEP, Arc::clone(clock)),
        }
    }

    /// The family of a cluster of the region that is asked.
    pub(in super::super) async fn of(
        &self,
        asking: &Asking<'_>,
        key: Option<&str>,
        cluster: &Cluster,
    ) -> Families {
        let mut all = Vec::with_capacity(self.regions.len());
        for region in &self.regions {
            all.push(self.region(asking, key, region));
        }
        let regions = join_all(all).await;
        let home = regions.iter().find(|(name, _)| name == asking.region);
        let own = home.and_then(|(_, it)| own_backups(it, cluster));
        let place = (asking.region.to_owned(), cluster.cluster_id.clone());
        let policies = self.policies.or_ask(place, key, async {
            match &own {
                Some(own) => policies(asking, own).await,
                None => not_listed(),
            }
        });
        let policies = policies.await;
        report::families(asking.region, cluster, &regions, &policies, asking.clock.monotonic())
    }

    async fn region(
        &self,
        asking: &Asking<'_>,
        key: Option<&str>,
        region: &String,
    ) -> (String, Reading<Listed>) {
        let asking = Asking { region, ..asking.clone() };
        let reading = self.listed.or_ask(region.clone(), key, listed(&asking, Extent::All)).await;
        (region.clone(), reading)
    }
}

/// The cluster's own backups; `None` if its region isn't known.
fn own_backups(home: &Reading<Listed>, cluster: &Cluster) -> Option<Vec<Backup>> {
    let is_own =
        |it: &&Backup| it.cluster_id.as_deref().map(id_of) == Some(cluster.cluster_id.as_str());
    Some(home.known()?.backups.iter().filter(is_own).cloned().collect())
}

/// Without the backups, there is nothing to ask about.
fn not_listed() -> Reading<Policies> {
    let outcome: Outcome<Policies> = Unknown::failed("Its backups are not known.").into();
    Reading { outcome, since: None, request_ids: Vec::new() }
}
