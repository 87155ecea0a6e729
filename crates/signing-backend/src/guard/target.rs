//! What a guarded request is aimed at, and the request that it takes.

use backend_api::{LastHsm, PlannedRequest, ResourceKind, Undo};
use cloudhsm_api::{Cluster, Operation};
use serde_json::{Map, Value, json};

use super::{Change, GuardRules, command::command};
use crate::forward::Upstream;

/// AWS keeps a deleted backup so long:
/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_DeleteBackup.html>.
const RESTORABLE_DAYS: u32 = 7;

/// What a guarded request is aimed at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A cluster.
    Cluster {
        /// Its id.
        cluster_id: String,
    },
    /// An HSM of a cluster.
    Hsm {
        /// The cluster's id.
        cluster_id: String,
        /// Its own id.
        hsm_id: String,
    },
    /// Several HSMs of a cluster, one after the other.
    Hsms {
        /// The cluster's id.
        cluster_id: String,
        /// Their own ids.
        hsms: HsmIds,
    },
    /// A backup.
    Backup {
        /// Its id.
        backup_id: String,
    },
    /// The tag that protects a cluster from deletion.
    ClusterProtection {
        /// The cluster's id.
        cluster_id: String,
        /// The tag's key.
        key: String,
    },
    /// The tag that protects a backup from deletion.
    BackupProtection {
        /// The backup's id.
        backup_id: String,
        /// The tag's key.
        key: String,
    },
    /// A change that needs a plan.
    Change(Change),
}

/// The ids of several HSMs, in the order in which they are deleted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HsmIds {
    ids: Vec<String>,
    /// All of them, with one space between two: what the person types.
    joined: String,
}

impl HsmIds {
    /// From a list in which none is empty or comes twice; `None` otherwise.
    pub fn new(ids: Vec<String>) -> Option<Self> {
        let is_odd = |(index, id): (usize, &String)| {
            id.is_empty() || id.contains(char::is_whitespace) || ids[..index].contains(id)
        };
        if ids.is_empty() || ids.iter().enumerate().any(is_odd) {
            return None;
        }
        let joined = ids.join(" ");
        Some(Self { ids, joined })
    }

    pub(crate) fn as_slice(&self) -> &[String] {
        &self.ids
    }
}

impl Target {
    /// The operation that takes it away.
    pub fn operation(&self) -> Operation {
        match self {
            Self::Cluster { .. } => Operation::DeleteCluster,
            Self::Hsm { .. } | Self::Hsms { .. } => Operation::DeleteHsm,
            Self::Backup { .. } => Operation::DeleteBackup,
            Self::ClusterProtection { .. } | Self::BackupProtection { .. } => {
                Operation::UntagResource
            }
            Self::Change(change) => change.operation(),
        }
    }

    /// What it is, or what it is on.
    pub(crate) fn kind(&self) -> ResourceKind {
        match self {
            Self::Backup { .. }
            | Self::BackupProtection { .. }
            | Self::Change(Change::Backup(_)) => ResourceKind::Backup,
            Self::Cluster { .. } | Self::ClusterProtection { .. } | Self::Change(_) => {
                ResourceKind::Cluster
            }
            Self::Hsm { .. } | Self::Hsms { .. } => ResourceKind::Hsm,
        }
    }

    /// Its id, or that of what it is on: what the person types.
    pub fn id(&self) -> &str {
        match self {
            Self::Cluster { cluster_id } | Self::ClusterProtection { cluster_id, .. } => cluster_id,
            Self::Hsm { hsm_id, .. } => hsm_id,
            Self::Hsms { hsms, .. } => &hsms.joined,
            Self::Backup { backup_id } | Self::BackupProtection { backup_id, .. } => backup_id,
            Self::Change(change) => change.id(),
        }
    }

    /// The cluster that it is, is in, or is on.
    pub(crate) fn cluster_id(&self) -> Option<&str> {
        match self {
            Self::Cluster { cluster_id }
            | Self::Hsm { cluster_id, .. }
            | Self::Hsms { cluster_id, .. }
            | Self::ClusterProtection { cluster_id, .. } => Some(cluster_id),
            Self::Backup { .. } | Self::BackupProtection { .. } => None,
            Self::Change(change) => change.cluster_id(),
        }
    }

    /// The backup that it is, or is on.
    pub(crate) fn backup_id(&self) -> Option<&str> {
        match self {
            Self::Backup { backup_id } | Self::BackupProtection { backup_id, .. } => {
                Some(backup_id)
            }
            Self::Change(Change::Backup(change)) => Some(&change.backup_id),
            _ => None,
        }
    }

    /// The change that it is.
    pub(crate) fn change(&self) -> Option<&Change> {
        match self {
            Self::Change(change) => Some(change),
            _ => None,
        }
    }

    /// The key of the tag that it is.
    pub(crate) fn protection_key(&self) -> Option<&str> {
        match self {
            Self::ClusterProtection { key, .. } | Self::BackupProtection { key, .. } => Some(key),
            _ => None,
        }
    }

    /// Whether the cluster's keys can't be used afterwards: it deletes the cluster, or its last HSM.
    pub(crate) fn ends_service(&self, cluster: &Cluster) -> bool {
        match self {
            Self::Cluster { .. } => true,
            Self::Hsm { hsm_id, .. } => LastHsm::of(cluster, &[hsm_id]).is_some(),
            Self::Hsms { hsms, .. } => {
                let ids: Vec<_> = hsms.as_slice().iter().map(String::as_str).collect();
                LastHsm::of(cluster, &ids).is_some()
            }
            Self::Backup { .. }
            | Self::ClusterProtection { .. }
            | Self::BackupProtection { .. }
            | Self::Change(_) => false,
        }
    }

    /// The body of the request: AWS's input for exactly this.
    pub(crate) fn body(&self) -> Map<String, Value> {
        object(match self {
            Self::Change(change) => return change.body(),
            Self::Cluster { cluster_id } => json!({ "ClusterId": cluster_id }),
            Self::Hsm { cluster_id, hsm_id } => {
                json!({ "ClusterId": cluster_id, "HsmId": hsm_id })
            }
            // Ours, not AWS's: each HSM has a request of its own.
            Self::Hsms { cluster_id, hsms } => {
                json!({ "ClusterId": cluster_id, "HsmIds": hsms.ids })
            }
            Self::Backup { backup_id } => json!({ "BackupId": backup_id }),
            Self::ClusterProtection { cluster_id: id, key }
            | Self::BackupProtection { backup_id: id, key } => {
                json!({ "ResourceId": id, "TagKeyList": [key] })
            }
        })
    }

    /// The exact request to AWS, and the same for the AWS CLI.
    ///
    /// Of several HSMs: the body is ours, and the commands are one a line.
    pub(crate) fn request(&self, region: &str, upstream: &dyn Upstream) -> PlannedRequest {
        let request = planned(self.operation(), self.body(), region, upstream);
        let steps = self.steps();
        if steps.is_empty() {
            return request;
        }
        let commands = steps.iter().map(|step| step.request(region, upstream).cli);
        PlannedRequest { cli: commands.collect::<Vec<_>>().join("\n"), ..request }
    }

    /// The targets of the single requests that it takes; none where it takes just one.
    pub(crate) fn steps(&self) -> Vec<Self> {
        let Self::Hsms { cluster_id, hsms } = self else { return Vec::new() };
        let step =
            |hsm_id: &String| Self::Hsm { cluster_id: cluster_id.clone(), hsm_id: hsm_id.clone() };
        hsms.as_slice().iter().map(step).collect()
    }

    /// What takes it back.
    pub(crate) fn undo(
        &self,
        region: &str,
        upstream: &dyn Upstream,
        rules: &GuardRules,
    ) -> Option<Undo> {
        let (operation, body, days) = match self {
            Self::Cluster { .. } | Self::Hsm { .. } | Self::Hsms { .. } | Self::Change(_) => {
                return None;
            }
            Self::Backup { backup_id } => {
                (Operation::RestoreBackup, json!({ "BackupId": backup_id }), Some(RESTORABLE_DAYS))
            }
            Self::ClusterProtection { .. } | Self::BackupProtection { .. } => {
                let (key, value) = &rules.deletion_protection;
                let tags = json!([{ "Key": key, "Value": value }]);
                let body = json!({ "ResourceId": self.id(), "TagList": tags });
                (Operation::TagResource, body, None)
            }
        };
        Some(Undo { request: planned(operation, object(body), region, upstream), days })
    }
}

fn planned(
    operation: Operation,
    body: Map<String, Value>,
    region: &str,
    upstream: &dyn Upstream,
) -> PlannedRequest {
    PlannedRequest {
        url: upstream.endpoint(region),
        target: operation.target().to_owned(),
        cli: command(operation, &body, region, &upstream.cli_options()),
        body: Value::Object(body),
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
