//! What an account may have, what AWS no longer does, and what it does by itself: all of it as one
//! region has it, and as tests change it.
//!
//! Must not know who refuses what by it.

use std::{collections::BTreeSet, time::Duration};

use serde::{Deserialize, Serialize};

/// The rules of one region. Quotas of the region are off unless they are set: the seeded fleet
/// alone is above AWS's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Rules {
    /// The quota of clusters; AWS's default is 4.
    pub(crate) clusters: Option<usize>,
    /// The quota of HSMs; AWS's default is 6.
    pub(crate) hsms: Option<usize>,
    /// The quota of HSMs in a cluster.
    pub(crate) hsms_a_cluster: usize,
    /// Zones in which there is no `CloudHSM`, by name. AWS has such, and no API that tells which.
    pub(crate) zones_without_cloudhsm: BTreeSet<String>,
    /// Whether clusters of type hsm1.medium can be created. Not since April 2025.
    pub(crate) new_hsm1_clusters: bool,
    /// How long the change of one HSM's type takes, before the time scale. About 30 minutes at AWS.
    pub(crate) migration_seconds: u64,
    /// After how long an initialized cluster is activated, before the time scale. At AWS its owner
    /// does that, with the HSM's own client; absent: only the control surface does.
    pub(crate) activation_seconds: Option<u64>,
    /// Whether a certificate that is not valid now initializes nothing. AWS documents nothing of it.
    pub(crate) certificate_dates: bool,
    /// Whether copies that are made from now on fail.
    pub(crate) copies_fail: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            clusters: None,
            hsms: None,
            hsms_a_cluster: 28,
            zones_without_cloudhsm: BTreeSet::new(),
            new_hsm1_clusters: false,
            migration_seconds: 8,
            activation_seconds: None,
            certificate_dates: false,
            copies_fail: false,
        }
    }
}

impl Rules {
    pub(crate) fn migration(&self) -> Duration {
        Duration::from_secs(self.migration_seconds)
    }

    pub(crate) fn activation(&self) -> Option<Duration> {
        self.activation_seconds.map(Duration::from_secs)
    }
}
