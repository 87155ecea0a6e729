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
use serde_json::{Map, Value, json};

pub use crate::audit::{BackupAction, BackupChange};
pub(super) use blockers::blockers;
pub(super) use effects::effects;
pub(super) use losses::warn;
pub(in crate::guard) use reading::Beside;
pub(super) use reading::read_for;

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
