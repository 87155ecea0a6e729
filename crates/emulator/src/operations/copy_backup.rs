//! `CopyBackupToRegion`.

use cloudhsm_api::{BackupState, Tag, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Call, Copy,
    input::Check,
    patterns::Pattern,
    tags::{check_tags, refuse_reserved},
};
use crate::fault::Fault;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct CopyBackupToRegionInput {
    destination_region: String,
    backup_id: String,
    tag_list: Option<Vec<Tag>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CopyBackupToRegionOutput {
    destination_backup: DestinationBackup,
}

/// What is told of the copy: nothing about which it is. The filter `sourceBackupIds` finds it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DestinationBackup {
    #[serde(skip_serializing_if = "Option::is_none")]
    create_timestamp: Option<Timestamp>,
    source_region: String,
    source_backup: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_cluster: Option<String>,
}

pub(super) fn run(
    call: &mut Call<'_>,
    input: CopyBackupToRegionInput,
) -> Result<CopyBackupToRegionOutput, Fault> {
    let tags = input.tag_list.as_deref().unwrap_or_default();
    let check = Check::default()
        .id("destinationRegion", &input.destination_region, Pattern::Region)
        .id("backupId", &input.backup_id, Pattern::BackupId);
    check_tags(check, tags, 0).done()?;
    refuse_reserved(tags.iter().map(|tag| tag.key.as_str()))?;
    let source = call.region.backups.get(&input.backup_id);
    let source = source.ok_or_else(|| Fault::no_such_backup(&input.backup_id))?;
    if source.backup_state != Some(BackupState::Ready) {
        let state = source.backup_state.as_ref().map_or("unknown", BackupState::as_str);
        return Err(Fault::invalid_request(format!(
            "Backup {} is in state {state} and can't be copied.",
            input.backup_id
        )));
    }
    let destination = input.destination_region;
    if destination == call.region.name {
        return Err(Fault::invalid_request("A backup is copied to another region only."));
    }
    if !call.regions.contains(&destination) {
        return Err(Fault::invalid_request(format!("Region {destination} is not available.")));
    }
    let destination_backup = DestinationBackup {
        create_timestamp: source.create_timestamp.clone(),
        source_region: call.region.name.clone(),
        source_backup: input.backup_id,
        source_cluster: source.cluster_id.clone(),
    };
    // No tags and an empty list are the same: the source's.
    let tags = input.tag_list.filter(|tags| !tags.is_empty());
    call.copy = Some(Copy { destination, source: source.clone(), tags });
    Ok(CopyBackupToRegionOutput { destination_backup })
}
