//! What is read beside a backup before its change is planned, and again before it is sent.

use serde_json::{Value, json};

use super::{BackupAction, BackupChange};
use crate::{
    Failure,
    reader::{Reader, text},
};

/// What belongs to the change of a backup, and isn't the backup.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beside {
    /// Where the backup is.
    pub(super) region: String,
    /// Its resource policy, if it has one; why that isn't known.
    pub(super) policy: Option<Result<Option<String>, String>>,
    /// Its copies in the destination, as AWS lists them; why they aren't known.
    pub(super) copies: Option<Result<Vec<Value>, String>>,
}

impl Beside {
    /// What the state that is compared has of it, by member.
    pub(in crate::guard) fn state(&self) -> Vec<(&'static str, Value)> {
        let policy = self.policy.as_ref().map(|read| match read {
            Ok(policy) => json!({ "text": policy }),
            Err(_) => json!("unknown"),
        });
        let copies = self.copies.as_ref().map(|read| match read {
            Ok(copies) => ids(copies),
            Err(_) => json!("unknown"),
        });
        let members = [("policy", policy), ("copies", copies)];
        members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The same read once more: what was read, and nothing else.
    pub(in crate::guard) async fn again(&self, reader: &Reader<'_>, change: &BackupChange) -> Self {
        let mut again = Self { region: self.region.clone(), ..Self::default() };
        if let (Some(_), Some(arn)) = (&self.policy, change.arn()) {
            again.policy = Some(policy(reader, arn).await);
        }
        if let (Some(_), BackupAction::Copy { destination, .. }) = (&self.copies, &change.action) {
            again.copies = Some(known_copies(reader, destination, &change.backup_id).await);
        }
        again
    }

    /// The policy, where it is known and there is one.
    pub(super) fn known_policy(&self) -> Option<&str> {
        self.policy.as_ref()?.as_ref().ok()?.as_deref()
    }
}

fn ids(copies: &[Value]) -> Value {
    let mut ids: Vec<_> = copies.iter().filter_map(|it| text(it, "BackupId")).collect();
    ids.sort_unstable();
    json!(ids)
}

/// Reads it, with the backup; with its cluster and that one's backups only where they matter.
/// `regions`: where this backend may read.
pub(in crate::guard::change) async fn read_for(
    reader: &Reader<'_>,
    change: &BackupChange,
    regions: &[String],
) -> Result<(Option<Value>, Vec<Value>, Beside), Failure> {
    let id = &change.backup_id;
    let mut beside = Beside { region: reader.region.to_owned(), ..Beside::default() };
    let (cluster, backups) = match &change.action {
        BackupAction::NeverExpires(_) => reader.around_backup(id).await?,
        BackupAction::Restore => (None, reader.backup(id).await?.into_iter().collect()),
        BackupAction::Copy { destination, .. } => {
            let copies = async {
                if !regions.contains(destination) || destination == reader.region {
                    // A blocker says so.
                    return None;
                }
                Some(known_copies(reader, destination, id).await)
            };
            let (backup, copies) = tokio::join!(reader.backup(id), copies);
            beside.copies = copies;
            (None, backup?.into_iter().collect())
        }
        BackupAction::Share { arn, .. } | BackupAction::Unshare { arn } => {
            let backup = reader.backup(id).await?;
            if backup.is_some() {
                beside.policy = Some(policy(reader, arn).await);
            }
            (None, backup.into_iter().collect())
        }
    };
    Ok((cluster, backups, beside))
}

/// The policy, or why it isn't known.
async fn policy(reader: &Reader<'_>, arn: &str) -> Result<Option<String>, String> {
    reader.policy_text(arn).await.map_err(|failure| failure.error.message)
}

/// The copies, or why they aren't known.
async fn known_copies(
    reader: &Reader<'_>,
    destination: &str,
    backup_id: &str,
) -> Result<Vec<Value>, String> {
    copies(reader, destination, backup_id).await.map_err(|failure| failure.error.message)
}

/// The copies of a backup in another region.
pub(super) async fn copies(
    reader: &Reader<'_>,
    destination: &str,
    backup_id: &str,
) -> Result<Vec<Value>, Failure> {
    let there = Reader {
        upstream: reader.upstream,
        region: destination,
        only_with: reader.only_with.clone(),
    };
    let mut found = there.backups("sourceBackupIds", backup_id).await?;
    // Whether the upstream knows the filter or not.
    found.retain(|it| text(it, "SourceBackup") == Some(backup_id));
    Ok(found)
}
