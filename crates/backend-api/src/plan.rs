//! The deletion plan and the permit that it carries.

use cloudhsm_api::{BackupState, Cluster, Operation, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{BlockerCode, WarningCode};

/// What a deletion would do, read afresh, and a permit when nothing blocks it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeletionPlan {
    /// `DeleteCluster`, `DeleteHsm` or `DeleteBackup`.
    pub operation: Operation,
    /// The region of the resource.
    pub region: String,
    /// What will be destroyed.
    pub resource: Resource,
    /// When the state that this plan rests on was read.
    pub planned_at: Timestamp,
    /// The cluster as it was read, without its secret; `None` for a backup whose cluster is gone.
    #[serde(default)]
    pub cluster: Option<Box<Cluster>>,
    /// What stands in the way. Not empty: no permit.
    pub blockers: Vec<Blocker>,
    /// What the deletion can lose.
    pub warnings: Vec<Warning>,
    /// The backups that stay, newest first.
    pub survivors: Vec<SurvivingBackup>,
    /// The exact request to AWS.
    pub request: PlannedRequest,
    /// SHA-256 of the state that this plan rests on, in hex.
    pub digest: String,
    /// The text that the person must type: the resource's id.
    pub type_to_confirm: String,
    /// The permit, when nothing blocks.
    #[serde(default)]
    pub permit: Option<Permit>,
}

/// What kind of resource a plan destroys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResourceKind {
    /// A cluster.
    Cluster,
    /// An HSM of a cluster.
    Hsm,
    /// A backup.
    Backup,
}

/// The resource that a plan destroys.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// Its id.
    pub id: String,
    /// The cluster that it belongs to: its own id for a cluster.
    #[serde(default)]
    pub cluster_id: Option<String>,
    /// The value of its `Name` tag, or its cluster's.
    #[serde(default)]
    pub name: Option<String>,
}

/// Something that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Blocker {
    /// Its name.
    pub code: BlockerCode,
    /// What it is, and what to do about it.
    pub message: String,
    /// The ids, states or tags that it is about.
    #[serde(default)]
    pub subjects: Vec<String>,
}

/// Something that the deletion loses, or that the person should know first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Warning {
    /// Its name: what an acknowledgement names.
    pub code: WarningCode,
    /// What it is.
    pub message: String,
    /// The ids, times or tags that it is about.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// The deletion is refused unless the confirmation acknowledges this code.
    pub acknowledge: bool,
}

/// A backup that outlives the deletion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SurvivingBackup {
    /// `backup-…`
    pub backup_id: String,
    /// Its state.
    #[serde(default)]
    pub state: Option<BackupState>,
    /// When it was made.
    #[serde(default)]
    pub create_timestamp: Option<Timestamp>,
    /// Until when it stays.
    pub expiry: BackupExpiry,
}

/// Until when a backup stays, and by which rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case", rename_all_fields = "camelCase")]
// Read through a flat form: serde's code for tagged enums weighs kilobytes in WebAssembly.
#[serde(from = "FlatExpiry")]
pub enum BackupExpiry {
    /// `NeverExpires` is set.
    NeverExpires,
    /// The retention policy ends it.
    Retention {
        /// When.
        expires_at: Timestamp,
        /// The policy's days.
        days: u32,
    },
    /// AWS never deletes the last backup of a cluster by retention.
    LastBackup,
    /// It was deleted, and goes for good at this time.
    PendingDeletion {
        /// When, if AWS told.
        #[serde(default)]
        delete_timestamp: Option<Timestamp>,
    },
    /// The API does not tell enough.
    Unknown,
}

/// [`BackupExpiry`] as it stands on the wire.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FlatExpiry {
    rule: String,
    expires_at: Option<Timestamp>,
    days: Option<u32>,
    delete_timestamp: Option<Timestamp>,
}

impl From<FlatExpiry> for BackupExpiry {
    fn from(flat: FlatExpiry) -> Self {
        match (flat.rule.as_str(), flat.expires_at, flat.days) {
            ("never-expires", ..) => Self::NeverExpires,
            ("retention", Some(expires_at), Some(days)) => Self::Retention { expires_at, days },
            ("last-backup", ..) => Self::LastBackup,
            ("pending-deletion", ..) => {
                Self::PendingDeletion { delete_timestamp: flat.delete_timestamp }
            }
            _ => Self::Unknown,
        }
    }
}

/// The exact request that a confirmed plan sends to AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedRequest {
    /// The endpoint.
    pub url: String,
    /// The value of `X-Amz-Target`.
    pub target: String,
    /// The body: AWS's JSON input.
    pub body: Value,
    /// The same as a command of the AWS CLI.
    pub cli: String,
}

/// Leave to send one deletion, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Permit {
    /// What travels in [`crate::PERMIT_HEADER`].
    pub token: String,
    /// Seconds that it is good for, from `planned_at`.
    pub valid_for_seconds: u32,
}

/// One member of the planned state that is not as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Where: `cluster.TagList[env]`, `backups[backup-…].BackupState`.
    pub path: String,
    /// What the plan saw; absent when it is new.
    #[serde(default)]
    pub planned: Option<Value>,
    /// What is there now; absent when it is gone.
    #[serde(default)]
    pub found: Option<Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_expiry_survives_the_wire() {
        let time = Timestamp::from_epoch_seconds(1_800_000_000);
        for expiry in [
            BackupExpiry::NeverExpires,
            BackupExpiry::Retention { expires_at: time.clone(), days: 90 },
            BackupExpiry::LastBackup,
            BackupExpiry::PendingDeletion { delete_timestamp: Some(time) },
            BackupExpiry::PendingDeletion { delete_timestamp: None },
            BackupExpiry::Unknown,
        ] {
            let json = serde_json::to_string(&expiry).unwrap();
            assert_eq!(serde_json::from_str::<BackupExpiry>(&json).unwrap(), expiry, "{json}");
        }
    }
}
