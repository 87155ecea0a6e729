//! What CloudWatch and EC2 know of the demo fleet: one story, a file for each cluster that has one.
//!
//! Where KMS has a part in it, `fleet/key_stores.rs` has that part. Clusters without a file are
//! nobody's: AWS's own two sessions an HSM, no keys, nothing around them.

mod generated;
mod legacy_import;
mod payments_prod;
mod pki_root_ca;
mod staging_signing;
mod story;
mod tls_offload_prod;
mod zahlungsverkehr_prod;

use std::collections::BTreeMap;

use cloudhsm_api::tag_value;

use crate::estate::Region;

pub(crate) use story::{Client, ClientKind, Rhythm, Story};

const FIVE_MINUTES: i64 = 300_000;

/// The stories of the clusters that an emulator starts with, by their IDs.
#[derive(Debug)]
pub(crate) struct Stories {
    /// When the emulator started, in milliseconds since the epoch: the present of all stories. Cut to
    /// five minutes, as metrics are, so that all HSMs of a cluster change at once.
    pub(crate) started_millis: i64,
    by_cluster: BTreeMap<String, Story>,
    nobodys: Story,
}

impl Stories {
    /// Those of all clusters, by the names that they have at the start.
    pub(crate) fn new(regions: &[Region], now_millis: i64) -> Self {
        let clusters = regions.iter().flat_map(|region| region.clusters.values());
        let by_cluster = clusters.filter_map(|record| {
            // Before that it has neither users nor keys.
            if record.state().is_before_initialization() {
                return None;
            }
            let name = tag_value(&record.cluster.tag_list, "Name")?;
            Some((record.cluster.cluster_id.clone(), named(name)?))
        });
        let started_millis = now_millis - now_millis.rem_euclid(FIVE_MINUTES);
        Self { started_millis, by_cluster: by_cluster.collect(), nobodys: Story::default() }
    }

    /// The story of a cluster. One that was created since the start is nobody's.
    pub(crate) fn of(&self, cluster_id: &str) -> &Story {
        self.by_cluster.get(cluster_id).unwrap_or(&self.nobodys)
    }
}

fn named(name: &str) -> Option<Story> {
    match name {
        "payments-prod" => Some(payments_prod::story()),
        "pki-root-ca" => Some(pki_root_ca::story()),
        "staging-signing" => Some(staging_signing::story()),
        "tls-offload-prod" => Some(tls_offload_prod::story()),
        "legacy-import" => Some(legacy_import::story()),
        "zahlungsverkehr-prod" => Some(zahlungsverkehr_prod::story()),
        _ => generated::story(name),
    }
}
