//! The shape of a backup.

use serde::{Deserialize, Serialize};

use crate::{BackupState, ClusterMode, Extra, Tag, Timestamp, serde_rules::null_as_default};

/// An encrypted backup of a cluster's HSMs.
///
/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Backup.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Backup {
    /// `backup-…`
    #[serde(default, deserialize_with = "null_as_default")]
    pub backup_id: String,
    /// The backup's ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_arn: Option<String>,
    /// Where the backup is in its life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_state: Option<BackupState>,
    /// The cluster that was backed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<String>,
    /// When the backup was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_timestamp: Option<Timestamp>,
    /// When the backup was copied from another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_timestamp: Option<Timestamp>,
    /// Whether the retention policy leaves this backup alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub never_expires: Option<bool>,
    /// The region that the backup was copied from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_region: Option<String>,
    /// The backup that this is a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_backup: Option<String>,
    /// The cluster of the backup that this is a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_cluster: Option<String>,
    /// When a deleted backup goes for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_timestamp: Option<Timestamp>,
    /// The HSM type of the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hsm_type: Option<String>,
    /// The mode of the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<ClusterMode>,
    /// The backup's tags.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tag_list: Vec<Tag>,
    /// Members that this crate does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Backup {
    /// The state is `READY`: a cluster can be created from it.
    pub fn is_ready(&self) -> bool {
        self.backup_state == Some(BackupState::Ready)
    }
}
