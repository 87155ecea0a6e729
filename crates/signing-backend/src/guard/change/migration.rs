//! The migration of a cluster to another HSM type, and its rollback.
//!
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/hsm1-to-hsm2-migration.html>

use cloudhsm_api::{Cluster, ClusterState};

/// What the migration leads from and to.
pub(super) const OLD: &str = "hsm1.medium";

/// Whether this type would bring a cluster back to where it was.
pub(super) fn is_rollback(cluster: &Cluster, hsm_type: &str) -> bool {
    hsm_type == OLD && (cluster.hsm_type.as_deref() != Some(OLD) || is_migrating(cluster))
}

/// Whether AWS is changing the cluster's HSMs to another type, or back: only then has a cluster in
/// such a state a time until which that can be rolled back, or HSMs of two types.
pub(crate) fn is_migrating(cluster: &Cluster) -> bool {
    let changes = matches!(
        cluster.state,
        Some(ClusterState::ModifyInProgress | ClusterState::RollbackInProgress)
    );
    let own = cluster.hsm_type.as_deref();
    let is_other =
        |hsm: &cloudhsm_api::Hsm| hsm.hsm_type.is_some() && hsm.hsm_type.as_deref() != own;
    changes
        && (cluster.hsm_type_rollback_expiration.is_some()
            || cluster.state == Some(ClusterState::RollbackInProgress)
            || cluster.present_hsms().any(is_other))
}
