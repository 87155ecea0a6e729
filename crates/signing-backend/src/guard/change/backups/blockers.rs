//! What blocks a change of a backup: what AWS documents, and what the operator decided.

use backend_api::{Blocker, BlockerCode};
use cloudhsm_api::{Backup, BackupState};

use super::{BackupAction, BackupChange, goal::digest_of_policy};
use crate::guard::{GuardRules, blocker::blocker, snapshot::Snapshot};

/// All of them.
pub(in crate::guard::change) fn blockers(
    snapshot: &Snapshot,
    change: &BackupChange,
    rules: &GuardRules,
) -> Vec<Blocker> {
    let Some(backup) = snapshot.backup(&change.backup_id) else { return Vec::new() };
    match &change.action {
        BackupAction::Copy { destination, .. } => {
            let mut all: Vec<_> = not_ready(backup, "copied").into_iter().collect();
            let region = snapshot.beside.as_ref().map_or("", |it| &it.region);
            all.extend(destination_of(destination, region, rules));
            all
        }
        BackupAction::NeverExpires(wanted) => {
            let mut all: Vec<_> = kept_already(backup, *wanted).into_iter().collect();
            if !*wanted {
                all.extend(protection(snapshot, backup, rules));
            }
            all
        }
        BackupAction::Restore => not_deleted(backup).into_iter().collect(),
        BackupAction::Share { policy, .. } => {
            let mut all: Vec<_> = not_ready(backup, "shared").into_iter().collect();
            let before = snapshot.beside.as_ref().and_then(|it| it.known_policy());
            if before.is_some_and(|it| digest_of_policy(it) == digest_of_policy(policy)) {
                let message = "The backup has this policy already.".to_owned();
                all.push(blocker(BlockerCode::NothingChanges, message, vec![]));
            }
            all
        }
        BackupAction::Unshare { .. } => {
            let read = snapshot.beside.as_ref().and_then(|it| it.policy.as_ref());
            let has_none = matches!(read, Some(Ok(None)));
            let message = || "The backup has no resource policy.".to_owned();
            has_none
                .then(|| blocker(BlockerCode::NothingChanges, message(), vec![]))
                .into_iter()
                .collect()
        }
    }
}

fn state_of(backup: &Backup) -> &str {
    backup.backup_state.as_ref().map_or("in an unknown state", BackupState::as_str)
}

/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/manage-backups.html>
fn not_ready(backup: &Backup, what: &str) -> Option<Blocker> {
    if backup.is_ready() {
        return None;
    }
    let way_out = match backup.backup_state {
        Some(BackupState::PendingDeletion) => " Restore it first.",
        Some(BackupState::CreateInProgress) => " Wait until it is.",
        _ => "",
    };
    let message =
        format!("The backup is {}. Only a READY backup can be {what}.{way_out}", state_of(backup));
    Some(blocker(BlockerCode::BackupNotUsable, message, vec![backup.backup_id.clone()]))
}

fn destination_of(destination: &str, region: &str, rules: &GuardRules) -> Option<Blocker> {
    let subjects = || vec![destination.to_owned()];
    if destination == region {
        let message = format!("The backup is in {region} already. Choose another region.");
        return Some(blocker(BlockerCode::SameRegion, message, subjects()));
    }
    (!rules.regions.iter().any(|own| own == destination)).then(|| {
        let message = format!(
            "This backend isn’t configured for {destination}, so it can’t follow a copy there. \
             Restart it with --region {destination}, or choose another region."
        );
        blocker(BlockerCode::RegionNotConfigured, message, subjects())
    })
}

fn kept_already(backup: &Backup, wanted: bool) -> Option<Blocker> {
    if backup.backup_state == Some(BackupState::Deleted) {
        let message = "The backup is already deleted.".to_owned();
        return Some(blocker(BlockerCode::AlreadyDeleted, message, vec![backup.backup_id.clone()]));
    }
    (backup.never_expires == Some(wanted)).then(|| {
        let message = if wanted {
            "The backup never expires already."
        } else {
            "The backup isn’t set to never expire."
        };
        blocker(BlockerCode::NothingChanges, message.to_owned(), vec![])
    })
}

/// What is protected from deletion is protected from an end by retention too.
fn protection(snapshot: &Snapshot, backup: &Backup, rules: &GuardRules) -> Option<Blocker> {
    let cluster = snapshot.cluster.as_ref().filter(|it| rules.is_protected(&it.tag_list));
    let own = rules.is_protected(&backup.tag_list).then(|| backup.backup_id.clone());
    let holders: Vec<_> = cluster.map(|it| it.cluster_id.clone()).into_iter().chain(own).collect();
    let (key, value) = &rules.deletion_protection;
    (!holders.is_empty()).then(|| {
        let message = format!(
            "Protected: {} has the tag {key}={value}, and the retention could delete the backup. Turn \
             the protection off first.",
            holders.join(" and ")
        );
        blocker(BlockerCode::DeletionProtection, message, holders)
    })
}

/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_RestoreBackup.html>
fn not_deleted(backup: &Backup) -> Option<Blocker> {
    let id = || vec![backup.backup_id.clone()];
    match backup.backup_state {
        Some(BackupState::PendingDeletion) => None,
        Some(BackupState::Deleted) => {
            let message = "The backup is purged, and can’t be restored.".to_owned();
            Some(blocker(BlockerCode::AlreadyDeleted, message, id()))
        }
        Some(BackupState::Ready) => {
            let message = "The backup is READY. There is nothing to restore.".to_owned();
            Some(blocker(BlockerCode::NothingChanges, message, id()))
        }
        _ => {
            let message = format!(
                "The backup is {}. Only a backup in PENDING_DELETION can be restored.",
                state_of(backup)
            );
            Some(blocker(BlockerCode::WrongState, message, id()))
        }
    }
}
