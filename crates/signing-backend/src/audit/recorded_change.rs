//! What records have of a planned change: what it is to reach, what was there before, and what is known
//! of what it made. It is the member `change` of a record.
//!
//! Owns the shape, with the names that old logs have. Must not know: how a listing shows that the change
//! happened.

use backend_api::AuditRecord;
use serde::{Deserialize, Serialize};

/// A change that was sent, and what is known of what it made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecordedChange {
    /// What it is to reach.
    #[serde(flatten)]
    pub(crate) wanted: Wanted,
    /// The IDs of the clusters of the region, or of the HSMs of the cluster, before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) before: Vec<String>,
    /// The network interfaces and addresses of the HSMs before: an HSM that AWS replaces by itself
    /// keeps them, and has another ID.
    #[serde(default, rename = "interfacesBefore", skip_serializing_if = "Vec::is_empty")]
    pub(crate) seats: Vec<String>,
    /// AWS's answer accepted it.
    #[serde(default, rename = "accepted", skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_accepted: bool,
    /// The ID that AWS's answer named, or that a reading decided on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) made: Option<String>,
}

/// What a change is to reach, as far as AWS's listings can show it. In the names of AWS's input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(crate) enum Wanted {
    /// A new cluster.
    Cluster {
        hsm_type: String,
        subnet_ids: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source_backup_id: Option<String>,
    },
    /// One more HSM.
    Hsm {
        cluster_id: String,
        availability_zone: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ip_address: Option<String>,
    },
    /// The cluster has this certificate.
    Initialized {
        cluster_id: String,
        /// SHA-256 (hex) of the certificate's DER; `None` if it can't be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signed_cert_sha256: Option<String>,
    },
    /// Backups are kept for so many days.
    Retention { cluster_id: String, days: u32 },
    /// The cluster and all of its HSMs are of this type.
    HsmType { cluster_id: String, hsm_type: String },
    /// A backup is changed, copied or shared.
    Backup { backup: Box<RecordedBackupChange> },
}

/// A change of a backup that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecordedBackupChange {
    /// Which change.
    #[serde(flatten)]
    pub(crate) change: BackupChange,
    /// The IDs of the copies before; `None` if they weren't known.
    #[serde(default, rename = "copiesBefore", skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Vec<String>>,
    /// The digest of the policy that was sent.
    #[serde(default, rename = "policySha256", skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<String>,
    /// The digest of the policy that AWS's answer has: AWS may write it in another way than it was sent.
    #[serde(default, rename = "answeredPolicySha256", skip_serializing_if = "Option::is_none")]
    pub(crate) answered: Option<String>,
}

/// A change of one backup.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackupChange {
    /// `backup-…`; of a resource policy, what its ARN ends with.
    pub backup_id: String,
    /// What is done to it.
    pub action: BackupAction,
}

/// What is done to a backup.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BackupAction {
    /// A copy of it is made in another region.
    Copy {
        /// Where to.
        destination: String,
        /// Keys and values, instead of the backup's own tags; none: the backup's own. What shows that
        /// it happened doesn't need them.
        #[serde(skip)]
        tags: Vec<(String, String)>,
    },
    /// Whether retention ends it.
    NeverExpires(bool),
    /// A deleted backup becomes READY again.
    Restore,
    /// A resource policy is attached, instead of the one that it has.
    Share {
        /// The backup's ARN.
        arn: String,
        /// The policy: JSON, written anew from what was read, so that AWS reads the same. The audit log
        /// has its digest instead: it can be longer than a line.
        #[serde(skip)]
        policy: String,
    },
    /// Its resource policy is removed.
    Unshare {
        /// The backup's ARN.
        arn: String,
    },
}

impl RecordedChange {
    /// Of a record; `None` for one that lacks it, as those of older versions do.
    pub(crate) fn of(record: &AuditRecord) -> Option<Self> {
        Self::deserialize(record.change.as_ref()?).ok()
    }

    /// The region that a copy is made in.
    pub(crate) fn destination(&self) -> Option<&str> {
        match &self.wanted {
            Wanted::Backup { backup } => backup.change.destination(),
            _ => None,
        }
    }
}

impl BackupChange {
    /// The region that a copy is made in.
    pub(crate) fn destination(&self) -> Option<&str> {
        match &self.action {
            BackupAction::Copy { destination, .. } => Some(destination),
            _ => None,
        }
    }
}
