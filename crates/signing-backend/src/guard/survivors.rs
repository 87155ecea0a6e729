//! The backups that outlive a deletion, how long each is kept, and how to restore from them.

use std::cmp::Reverse;

use backend_api::{BackupExpiry, SurvivingBackup, last_by_retention, survives};
use cloudhsm_api::{Backup, BackupState};

use super::{Target, recreate_command::recreate_command, snapshot::Snapshot};
use crate::forward::Upstream;

/// The backups that outlive the deletion, newest first.
pub(crate) fn survivors(
    snapshot: &Snapshot,
    target: &Target,
    region: &str,
    upstream: &dyn Upstream,
) -> Vec<SurvivingBackup> {
    let stays = |backup: &&Backup| {
        survives(backup)
            && !matches!(target, Target::Backup { backup_id } if *backup_id == backup.backup_id)
    };
    if target.protection_key().is_some() {
        return Vec::new();
    }
    let mut backups: Vec<_> = snapshot.backups.iter().filter(stays).collect();
    backups.sort_by_key(|backup| Reverse(created(backup)));
    let last = last_by_retention(backups.iter().copied());
    let goes = snapshot.cluster.as_ref().filter(|_| matches!(target, Target::Cluster { .. }));
    let options = upstream.cli_options();
    let way_back = |backup: &Backup| {
        let cluster = goes.filter(|_| backup.backup_state == Some(BackupState::Ready))?;
        Some(recreate_command(cluster, &backup.backup_id, region, &options))
    };
    backups
        .iter()
        .map(|backup| SurvivingBackup {
            backup_id: backup.backup_id.clone(),
            state: backup.backup_state.clone(),
            create_timestamp: backup.create_timestamp.clone(),
            expiry: BackupExpiry::of(backup, snapshot.cluster.as_ref(), last),
            recreate: way_back(backup),
        })
        .collect()
}

/// When a backup was made, for sorting: one that does not say comes last.
pub(crate) fn created(backup: &Backup) -> Option<i64> {
    backup.create_timestamp.as_ref()?.epoch_millis()
}
