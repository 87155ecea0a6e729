//! Which clusters of a region have key stores and which are used, for the list: all of them at once.

use cloudhsm_api::Timestamp;

use crate::{Source, wire::wire_struct};

wire_struct! {
    /// Which clusters of a region have key stores, and which are used.
    RegionUse {
        /// The region.
        region: String = "region",
        /// What KMS and CloudWatch were asked, and what came of it.
        sources: Vec<Source> = "sources",
        /// The clusters of the region, in the order of their IDs.
        clusters: Vec<ClusterUse> = "clusters",
    }
}

wire_struct! {
    /// Key stores and use of one cluster. What isn't known is `null`, which is neither "none" nor "no".
    ClusterUse {
        /// The cluster.
        cluster_id: String = "clusterId",
        /// The connection state of each KMS custom key store whose keys are in the cluster, in AWS's words,
        /// the worst first: `FAILED`, `DISCONNECTED`, `DISCONNECTING`, `CONNECTING`, any other, `CONNECTED`.
        /// `UNKNOWN` where KMS has none. `null` when KMS did not say; only an empty list says that there is
        /// no key store.
        key_stores: Option<Vec<String>> = "keyStores",
        /// Whether anybody but AWS used it in the last 14 days; `null` without data.
        used: Option<bool> = "used",
        /// The most sessions at one time on one HSM; `null` without data. AWS itself keeps up to two.
        most_sessions: Option<u32> = "mostSessions",
        /// The most token keys at one time on one HSM; `null` without data.
        most_token_keys: Option<u32> = "mostTokenKeys",
        /// When an HSM last had more sessions than AWS's own; `null` if never, or without data.
        last_used: Option<Timestamp> = "lastUsed",
    }
}
