//! The backups that stay, and until when.

use std::cmp::Reverse;

use backend_api::{BackupExpiry, SurvivingBackup};
use cloudhsm_api::{Backup, BackupState, Cluster};

use super::{Target, snapshot::Snapshot};

/// The backups that outlive the deletion, newest first.
pub(crate) fn survivors(snapshot: &Snapshot, target: &Target) -> Vec<SurvivingBackup> {
    let stays = |backup: &&Backup| {
        backup.backup_state != Some(BackupState::Deleted)
            && !matches!(target, Target::Backup { backup_id } if *backup_id == backup.backup_id)
    };
    let mut backups: Vec<_> = snapshot.backups.iter().filter(stays).collect();
    backups.sort_by_key(|backup| Reverse(created(backup)));
    let last = last_by_retention(&backups);
    backups
        .iter()
        .map(|backup| SurvivingBackup {
            backup_id: backup.backup_id.clone(),
            state: backup.backup_state.clone(),
            create_timestamp: backup.create_timestamp.clone(),
            expiry: expiry(backup, snapshot.cluster.as_ref(), last == Some(&backup.backup_id)),
        })
        .collect()
}

/// When a backup was made, for sorting: one that does not say comes last.
pub(crate) fn created(backup: &Backup) -> Option<i64> {
    backup.create_timestamp.as_ref()?.epoch_millis()
}

/// The backup that retention leaves: AWS never deletes a cluster's last backup by retention.
///
/// Only where nothing else stays for ever: beside a backup that never expires, AWS documents no
/// such rule for the newest of the others.
fn last_by_retention<'a>(newest_first: &[&'a Backup]) -> Option<&'a String> {
    if newest_first.iter().any(|backup| backup.is_ready() && backup.never_expires == Some(true)) {
        return None;
    }
    newest_first.iter().find(|backup| backup.is_ready()).map(|backup| &backup.backup_id)
}

fn expiry(backup: &Backup, cluster: Option<&Cluster>, is_last: bool) -> BackupExpiry {
    if backup.backup_state == Some(BackupState::PendingDeletion) {
        return BackupExpiry::PendingDeletion { delete_timestamp: backup.delete_timestamp.clone() };
    }
    if backup.never_expires == Some(true) {
        return BackupExpiry::NeverExpires;
    }
    if is_last {
        return BackupExpiry::LastBackup;
    }
    let days = cluster
        .and_then(|cluster| cluster.backup_retention_policy.as_ref())
        .and_then(cloudhsm_api::BackupRetentionPolicy::days);
    match (&backup.create_timestamp, days) {
        (Some(created), Some(days)) if created.epoch_millis().is_some() => {
            BackupExpiry::Retention { expires_at: created.plus_days(days), days }
        }
        _ => BackupExpiry::Unknown,
    }
}
