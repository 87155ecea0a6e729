//! `ModifyCluster`: the retention of backups, and the type of the HSMs.

use cloudhsm_api::{BackupRetentionPolicy, Cluster, ClusterState, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Call, input::Check, patterns::Pattern};
use crate::{
    estate::{ClusterRecord, NEW_TYPE, OLD_TYPE},
    fault::Fault,
};

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
const ROLLBACK_MILLIS: i64 = 24 * 3_600_000;

/// A cluster of AWS's quota has no room for the HSM that takes over from another.
const MOST_HSMS: usize = 27;

pub(super) fn run(
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
    let id = &input.cluster_id;
    let now_millis = call.now_millis;
    let region = &mut *call.region;
    let missing = || Fault::no_such_cluster(id);
    let record = region.clusters.get_mut(id).ok_or_else(missing)?;
    let state = record.state();
    // AWS's guide: a rollback while the cluster is MODIFY_IN_PROGRESS.
    let may_be_taken_back = state == ClusterState::ModifyInProgress
        && input.backup_retention_policy.is_none()
        && input.hsm_type.as_deref() == Some(OLD_TYPE);
    if state.is_in_transition() && !may_be_taken_back || state == ClusterState::Deleted {
        return Err(Fault::invalid_request(format!(
            "Cluster {id} is in state {state} and can't be modified."
        )));
    }
    let change = match &input.hsm_type {
        Some(hsm_type) => type_change(record, hsm_type, now_millis)?,
        None => None,
    };
    if let Some(policy) = input.backup_retention_policy {
        record.cluster.backup_retention_policy = Some(policy);
        region.purge(id, now_millis);
    }
    match change {
        Some(TypeChange::Forth) => {
            if let Some(record) = region.clusters.get_mut(id) {
                record.cluster.hsm_type_rollback_expiration =
                    Some(Timestamp::EpochMillis(now_millis + ROLLBACK_MILLIS));
            }
            let message = format!("HSM type is being changed from {OLD_TYPE} to {NEW_TYPE}.");
            let state = ClusterState::ModifyInProgress;
            region.begin_type_change(id, NEW_TYPE, (state, &message), now_millis);
        }
        Some(TypeChange::Back) => {
            let message = "The change of the HSM type is being rolled back.";
            let state = ClusterState::RollbackInProgress;
            region.begin_type_change(id, OLD_TYPE, (state, message), now_millis);
        }
        None => {}
    }
    let record = region.clusters.get(id).ok_or_else(missing)?;
    Ok(ModifyClusterOutput { cluster: record.cluster.clone() })
}

/// Which way the type of a cluster's HSMs changes.
enum TypeChange {
    Forth,
    Back,
}

/// What the wanted type asks for, if it can be had; `None` for the type that the cluster has.
fn type_change(
    record: &ClusterRecord,
    wanted: &str,
    now_millis: i64,
) -> Result<Option<TypeChange>, Fault> {
    let cluster = &record.cluster;
    let own = cluster.hsm_type.as_deref().unwrap_or_default();
    if own == wanted {
        return Ok(None);
    }
    let change = match (own, wanted) {
        (OLD_TYPE, NEW_TYPE) => TypeChange::Forth,
        (NEW_TYPE, OLD_TYPE) => {
            let end = cluster.hsm_type_rollback_expiration.as_ref();
            if end.and_then(Timestamp::epoch_millis).is_none_or(|end| end <= now_millis) {
                return Err(Fault::invalid_request(format!(
                    "The HSM type of cluster {} can't be rolled back, or no longer.",
                    cluster.cluster_id
                )));
            }
            TypeChange::Back
        }
        _ => {
            return Err(Fault::invalid_request(format!(
                "The HSM type can't be changed from {own} to {wanted}."
            )));
        }
    };
    let state = record.state();
    if matches!(change, TypeChange::Back) && state == ClusterState::ModifyInProgress {
        return Ok(Some(change));
    }
    if state != ClusterState::Active {
        return Err(Fault::invalid_request(format!(
            "Cluster {} is in state {state}: its HSM type can be changed in state ACTIVE only.",
            cluster.cluster_id
        )));
    }
    let count = cluster.present_hsms().count();
    if count > MOST_HSMS {
        return Err(Fault::invalid_request(format!(
            "Cluster {} has {count} HSMs: its HSM type can be changed with at most {MOST_HSMS}.",
            cluster.cluster_id
        )));
    }
    Ok(Some(change))
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
