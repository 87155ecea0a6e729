//! `DeleteCluster`.

use cloudhsm_api::{ClusterState, DeleteClusterInput, DeleteClusterOutput};

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
