//! `DeleteCluster` and `ModifyCluster`.

use cloudhsm_api::{
    BackupRetentionPolicy, Cluster, ClusterState, DeleteClusterInput, DeleteClusterOutput,
    Timestamp,
};
use serde::{Deserialize, Serialize};

use super::{Call, input::Check, patterns::Pattern};
use crate::{estate::Change, fault::Fault};

pub(super) fn delete(
    call: &mut Call<'_>,
    input: DeleteClusterInput,
) -> Result<DeleteClusterOutput, Fault> {
    Check::default().id("clusterId", &input.cluster_id, Pattern::ClusterId).done()?;
    let region = &mut *call.region;
    let record = region
        .clusters
        .get_mut(&input.cluster_id)
        .ok_or_else(|| Fault::no_such_cluster(&input.cluster_id))?;
    let cluster = &mut record.cluster;
    if cluster.present_hsms().next().is_some() {
        return Err(Fault::invalid_request(format!(
            "Cluster {} has HSMs. Delete all HSMs in the cluster before you delete the cluster.",
            input.cluster_id
        )));
    }
    // AWS documents no other condition. That a deletion can't be started twice is the emulator's
    // own choice; every other state lets the deletion begin.
    if matches!(cluster.state, Some(ClusterState::DeleteInProgress | ClusterState::Deleted)) {
        return Err(Fault::invalid_request(format!(
            "Cluster {} is in state {} and can't be deleted.",
            input.cluster_id,
            record.state()
        )));
    }
    cluster.state = Some(ClusterState::DeleteInProgress);
    cluster.state_message = None;
    let cluster = cluster.clone();
    region.forget_changes_of(&input.cluster_id);
    let due = call.now_millis + region.pace.cluster_deletion();
    region.note(due, Change::ClusterDeleted { cluster_id: input.cluster_id });
    Ok(DeleteClusterOutput { cluster: Some(cluster), ..Default::default() })
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct ModifyClusterInput {
    cluster_id: String,
    hsm_type: Option<String>,
    backup_retention_policy: Option<BackupRetentionPolicy>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ModifyClusterOutput {
    cluster: Cluster,
}

/// For how long a change of the HSM type can be taken back.
const ROLLBACK_HOURS: i64 = 24;

pub(super) fn modify(
    call: &mut Call<'_>,
    input: ModifyClusterInput,
) -> Result<ModifyClusterOutput, Fault> {
    let check = Check::default().id("clusterId", &input.cluster_id, Pattern::ClusterId).optional(
        "hsmType",
        input.hsm_type.as_deref(),
        Pattern::HsmType,
    );
    check_retention(check, input.backup_retention_policy.as_ref()).done()?;
    if input.hsm_type.is_none() && input.backup_retention_policy.is_none() {
        return Err(Fault::invalid_request("Specify HsmType or BackupRetentionPolicy."));
    }
    refuse_retention(input.backup_retention_policy.as_ref())?;
    let region = &mut *call.region;
    let record = region
        .clusters
        .get_mut(&input.cluster_id)
        .ok_or_else(|| Fault::no_such_cluster(&input.cluster_id))?;
    let state = record.state();
    if state.is_in_transition() || state == ClusterState::Deleted {
        return Err(Fault::invalid_request(format!(
            "Cluster {} is in state {state} and can't be modified.",
            input.cluster_id
        )));
    }
    if let Some(policy) = input.backup_retention_policy {
        record.cluster.backup_retention_policy = Some(policy);
    }
    let new_type = input.hsm_type.filter(|new| Some(new) != record.cluster.hsm_type.as_ref());
    if let Some(new_type) = new_type {
        for hsm in &mut record.cluster.hsms {
            hsm.hsm_type = Some(new_type.clone());
        }
        record.cluster.hsm_type = Some(new_type);
        record.cluster.hsm_type_rollback_expiration =
            Some(Timestamp::EpochMillis(call.now_millis + ROLLBACK_HOURS * 3_600_000));
        record.cluster.state = Some(ClusterState::ModifyInProgress);
        let cluster = record.cluster.clone();
        let due = call.now_millis + region.pace.cluster_change();
        region.note(due, Change::ClusterSettles { cluster_id: input.cluster_id, state });
        return Ok(ModifyClusterOutput { cluster });
    }
    Ok(ModifyClusterOutput { cluster: record.cluster.clone() })
}

pub(super) fn check_retention(check: Check, policy: Option<&BackupRetentionPolicy>) -> Check {
    let Some(policy) = policy else { return check };
    check.one_of("backupRetentionPolicy.type", policy.r#type.as_deref(), &["DAYS"]).optional(
        "backupRetentionPolicy.value",
        policy.value.as_deref(),
        Pattern::RetentionValue,
    )
}

/// 7 to 379 days can be set; older clusters that have more keep it until it is changed.
pub(super) fn refuse_retention(policy: Option<&BackupRetentionPolicy>) -> Result<(), Fault> {
    match policy.map(BackupRetentionPolicy::days) {
        None | Some(Some(7..=379)) => Ok(()),
        Some(_) => Err(Fault::invalid_request(
            "The backup retention period must be between 7 and 379 days.",
        )),
    }
}
