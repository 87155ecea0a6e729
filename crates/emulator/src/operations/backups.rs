//! `DeleteBackup`, `RestoreBackup`, `ModifyBackupAttributes`.

use cloudhsm_api::{
    Backup, BackupState, DeleteBackupInput, DeleteBackupOutput, RestoreBackupInput,
    RestoreBackupOutput, Timestamp,
};
use serde::{Deserialize, Serialize};

use super::{Call, input::Check, patterns::Pattern};
use crate::{
    estate::{Change, RESTORABLE_DAYS},
    fault::Fault,
};

pub(super) fn delete(
    call: &mut Call<'_>,
    input: DeleteBackupInput,
) -> Result<DeleteBackupOutput, Fault> {
    let now = Timestamp::EpochMillis(call.now_millis);
    let backup = find(call, &input.backup_id)?;
    if backup.backup_state != Some(BackupState::Ready) {
        return Err(wrong_state(backup, "deleted"));
    }
    let end = now.plus_days(RESTORABLE_DAYS);
    backup.backup_state = Some(BackupState::PendingDeletion);
    backup.delete_timestamp = Some(end.clone());
    let backup = backup.clone();
    if let Some(due) = end.epoch_millis() {
        call.region.note(due, Change::BackupGone { backup_id: input.backup_id });
    }
    Ok(DeleteBackupOutput { backup: Some(backup), ..Default::default() })
}

pub(super) fn restore(
    call: &mut Call<'_>,
    input: RestoreBackupInput,
) -> Result<RestoreBackupOutput, Fault> {
    let backup = find(call, &input.backup_id)?;
    if backup.backup_state != Some(BackupState::PendingDeletion) {
        return Err(wrong_state(backup, "restored"));
    }
    backup.backup_state = Some(BackupState::Ready);
    backup.delete_timestamp = None;
    let backup = backup.clone();
    call.region.forget_end_of_backup(&input.backup_id);
    Ok(RestoreBackupOutput { backup: Some(backup), ..Default::default() })
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct ModifyBackupAttributesInput {
    backup_id: String,
    never_expires: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ModifyBackupAttributesOutput {
    backup: Backup,
}

pub(super) fn modify(
    call: &mut Call<'_>,
    input: ModifyBackupAttributesInput,
) -> Result<ModifyBackupAttributesOutput, Fault> {
    Check::default().required("neverExpires", input.never_expires.is_some()).done()?;
    let backup = find(call, &input.backup_id)?;
    backup.never_expires = input.never_expires;
    Ok(ModifyBackupAttributesOutput { backup: backup.clone() })
}

fn find<'a>(call: &'a mut Call<'_>, backup_id: &str) -> Result<&'a mut Backup, Fault> {
    Check::default().id("backupId", backup_id, Pattern::BackupId).done()?;
    call.region.backups.get_mut(backup_id).ok_or_else(|| Fault::no_such_backup(backup_id))
}

fn wrong_state(backup: &Backup, what: &str) -> Fault {
    let state = backup.backup_state.as_ref().map_or("unknown", BackupState::as_str);
    let id = &backup.backup_id;
    Fault::invalid_request(format!("Backup {id} is in state {state} and can't be {what}."))
}
