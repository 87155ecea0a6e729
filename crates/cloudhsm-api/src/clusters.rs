//! Inputs and outputs of the operations on clusters and HSMs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Cluster, serde_rules::null_as_default, shape::shape};

/// Filter name to the values that match: `clusterIds`, `vpcIds`, `states` for clusters;
/// `backupIds`, `sourceBackupIds`, `clusterIds`, `states`, `neverExpires` for backups.
pub type Filters = BTreeMap<String, Vec<String>>;

/// The input of `DescribeClusters`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeClustersInput {
    /// Only the clusters that match all of these.
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub filters: Filters,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// 1 to 25.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
}

impl DescribeClustersInput {
    /// Asks for one cluster.
    pub fn one(cluster_id: &str) -> Self {
        let filters = [("clusterIds".to_owned(), vec![cluster_id.to_owned()])].into();
        Self { filters, ..Self::default() }
    }
}

shape! {
    /// The output of `DescribeClusters`.
    DescribeClustersOutput {
        /// This page's clusters.
        clusters: Vec<Cluster> = "Clusters"; required,
        /// Absent, `null` or empty on the last page.
        next_token: Option<String> = "NextToken",
    }
}

/// The input of `DeleteCluster`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteClusterInput {
    /// The cluster to delete; it must have no HSMs.
    #[serde(default, deserialize_with = "null_as_default")]
    pub cluster_id: String,
}

shape! {
    /// The output of `DeleteCluster`.
    DeleteClusterOutput {
        /// The cluster, in `DELETE_IN_PROGRESS`.
        cluster: Option<Cluster> = "Cluster",
    }
}

/// The input of `DeleteHsm`, which names the HSM in exactly one of three ways.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteHsmInput {
    /// The cluster that contains the HSM.
    #[serde(default, deserialize_with = "null_as_default")]
    pub cluster_id: String,
    /// By id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hsm_id: Option<String>,
    /// By network interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eni_id: Option<String>,
    /// By the interface's IPv4 address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eni_ip: Option<String>,
}

shape! {
    /// The output of `DeleteHsm`.
    DeleteHsmOutput {
        /// The HSM that is being deleted.
        hsm_id: Option<String> = "HsmId",
    }
}
