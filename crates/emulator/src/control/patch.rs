//! Changing a cluster and its backups from outside, past all rules.

use cloudhsm_api::{Backup, Cluster, ClusterState};
use serde_json::Value;

use crate::estate::Region;

/// Why a patch was not applied.
#[derive(Debug, thiserror::Error)]
pub(super) enum PatchError {
    #[error("there is no such cluster")]
    NoSuchCluster,
    #[error("the cluster has no such HSM")]
    NoSuchHsm,
    #[error("the cluster is in state {0}")]
    WrongState(ClusterState),
    #[error("the patch does not leave a cluster: {0}")]
    NotACluster(#[from] serde_json::Error),
}

/// Merges JSON into a cluster (RFC 7396): `{"State": "DEGRADED", "StateMessage": null}`.
///
/// What was under way with the cluster is forgotten, so that the forced state stays.
pub(super) fn patch(region: &mut Region, id: &str, patch: &Value) -> Result<Cluster, PatchError> {
    let record = region.clusters.get_mut(id).ok_or(PatchError::NoSuchCluster)?;
    let mut whole = serde_json::to_value(&record.cluster)?;
    merge(&mut whole, patch);
    let mut cluster: Cluster = serde_json::from_value(whole)?;
    id.clone_into(&mut cluster.cluster_id);
    record.cluster = cluster.clone();
    region.forget_changes_of(id);
    Ok(cluster)
}

/// Adds backups of a cluster as they come. What doesn't say otherwise gets the cluster's ID and an
/// ARN.
pub(super) fn add_backups(
    region: &mut Region,
    cluster_id: &str,
    backups: &[Backup],
) -> Result<(), PatchError> {
    if !region.clusters.contains_key(cluster_id) {
        return Err(PatchError::NoSuchCluster);
    }
    for backup in backups {
        let mut backup = backup.clone();
        backup.cluster_id.get_or_insert_with(|| cluster_id.to_owned());
        let arn = region.backup_arn(&backup.backup_id);
        backup.backup_arn.get_or_insert(arn);
        region.backups.insert(backup.backup_id.clone(), backup);
    }
    Ok(())
}

/// Takes a cluster away, as if it had been deleted long ago.
pub(super) fn remove(region: &mut Region, id: &str) -> Result<(), PatchError> {
    region.forget_changes_of(id);
    region.remove_cluster(id).then_some(()).ok_or(PatchError::NoSuchCluster)
}

pub(super) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Some(members) = target.as_object_mut() else { return };
    for (name, change) in changes {
        if change.is_null() {
            members.remove(name);
        } else {
            merge(members.entry(name.clone()).or_insert(Value::Null), change);
        }
    }
}
