//! What changes a backup, copies it, or lets other accounts use it.
//!
//! Owns which changes of backups there are, what AWS's input for each must have, and what a plan says
//! of them. Must not know: permits, HTTP, and changes of clusters.

mod access;
mod blockers;
mod effects;
mod goal;
mod input;
mod losses;
mod reading;

use cloudhsm_api::Operation;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub(super) use blockers::blockers;
pub(super) use effects::effects;
pub(super) use goal::BackupGoal;
pub(super) use losses::warn;
pub(in crate::guard) use reading::Beside;
pub(super) use reading::read_for;

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

impl BackupChange {
    /// The operation that makes it.
    pub(super) fn operation(&self) -> Operation {
        match self.action {
            BackupAction::Copy { .. } => Operation::CopyBackupToRegion,
            BackupAction::NeverExpires(_) => Operation::ModifyBackupAttributes,
            BackupAction::Restore => Operation::RestoreBackup,
            BackupAction::Share { .. } => Operation::PutResourcePolicy,
            BackupAction::Unshare { .. } => Operation::DeleteResourcePolicy,
        }
    }

    /// The ARN that the request names, where it names one.
    pub(in crate::guard) fn arn(&self) -> Option<&str> {
        match &self.action {
            BackupAction::Share { arn, .. } | BackupAction::Unshare { arn } => Some(arn),
            _ => None,
        }
    }

    /// AWS's input.
    pub(super) fn body(&self) -> Map<String, Value> {
        let id = &self.backup_id;
        let value = match &self.action {
            BackupAction::Copy { destination, tags } => {
                let mut body = json!({ "DestinationRegion": destination, "BackupId": id });
                if !tags.is_empty() {
                    let tag =
                        |(key, value): &(String, String)| json!({ "Key": key, "Value": value });
                    body["TagList"] = tags.iter().map(tag).collect();
                }
                body
            }
            BackupAction::NeverExpires(wanted) => json!({ "BackupId": id, "NeverExpires": wanted }),
            BackupAction::Restore => json!({ "BackupId": id }),
            BackupAction::Share { arn, policy } => json!({ "ResourceArn": arn, "Policy": policy }),
            BackupAction::Unshare { arn } => json!({ "ResourceArn": arn }),
        };
        match value {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }
}
