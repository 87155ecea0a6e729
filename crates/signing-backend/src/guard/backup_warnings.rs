//! What the deletion of a backup loses.

use super::{copies, snapshot::Snapshot, warning_list::Warnings};
use crate::dependents::principals;
use backend_api::WarningCode;
use cloudhsm_api::{Backup, BackupState, ClusterState};

pub(super) fn of_backup(warnings: &mut Warnings, snapshot: &Snapshot, backup_id: &str) {
    let Some(backup) = snapshot.backup(backup_id) else { return };
    let gone = snapshot.cluster.as_ref().is_none_or(|it| it.state == Some(ClusterState::Deleted));
    last_one(warnings, snapshot, backup, gone);
    if backup.never_expires == Some(true) {
        warnings.require_acknowledgement(
            WarningCode::NeverExpires,
            "This backup is set to never expire. Someone meant to keep it.",
            vec![],
        );
    }
    if let Some(policy) = &snapshot.policy {
        warnings.require_acknowledgement(
            WarningCode::SharedBackup,
            "A resource policy shares this backup. The accounts it names can no longer create \
             clusters from it.",
            principals(policy),
        );
    }
    copied(warnings, snapshot, backup);
    if backup.backup_state == Some(BackupState::CreateInProgress) {
        warnings.in_transition("backup", Some(BackupState::CreateInProgress.as_str()));
    }
}

fn last_one(warnings: &mut Warnings, snapshot: &Snapshot, backup: &Backup, cluster_gone: bool) {
    let others = snapshot.backups.iter().filter(|it| it.backup_id != backup.backup_id);
    let others: Vec<_> = others.filter(|it| it.is_ready()).map(|it| it.backup_id.clone()).collect();
    if backup.is_ready() && others.is_empty() {
        let message = if cluster_gone {
            let end =
                if copies::exist(snapshot) { "it is purged" } else { "its keys are lost for good" };
            format!(
                "This is the last READY backup in this region, and its cluster no longer exists. \
                 You can restore it for 7 days; after that {end}."
            )
        } else {
            "This is the last READY backup of its cluster in this region. You can restore it for 7 \
             days. After that it is purged."
                .to_owned()
        };
        let message = message + &copies::fate_of_backup(snapshot, cluster_gone);
        let cluster = backup.cluster_id.clone().into_iter().collect();
        warnings.require_acknowledgement(WarningCode::LastBackup, message, cluster);
    } else if cluster_gone && !others.is_empty() {
        warnings.info(
            WarningCode::ClusterGone,
            "The backup’s cluster no longer exists. Afterwards only these backups in this region \
             have its keys.",
            others,
        );
    }
}

fn copied(warnings: &mut Warnings, snapshot: &Snapshot, backup: &Backup) {
    let text = |member: &Option<String>| member.clone().filter(|text| !text.is_empty());
    let source = text(&backup.source_backup);
    let region = text(&backup.source_region);
    if source.is_some() || region.is_some() {
        let from = region.as_deref().unwrap_or("another region");
        warnings.info(
            WarningCode::CopiedBackup,
            format!("This is a copy from {from}. {}", original(snapshot, region.as_deref())),
            source.into_iter().collect(),
        );
    }
}

/// Whether the original of a copy is still there, as far as that is known.
fn original(snapshot: &Snapshot, region: Option<&str>) -> String {
    let elsewhere = snapshot.elsewhere.as_ref();
    if let Some(has_it) = elsewhere.and_then(|it| it.original.as_deref()) {
        return format!("The original is READY in {has_it}, and is not deleted.");
    }
    match region {
        Some(region) if elsewhere.is_some_and(|it| it.knows(region)) => {
            format!("{region} no longer has the original as a READY backup.")
        }
        _ => {
            "The original is not deleted. Check in that region whether it still exists.".to_owned()
        }
    }
}
