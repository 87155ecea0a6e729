//! Paths of the wire, so that neither side spells them twice.

use cloudhsm_api::Operation;

use crate::UsageRange;

/// `GET`: who and what this backend is.
pub const SESSION: &str = "/api/session";
/// `GET`: the newest audit records.
pub const ACTIVITY: &str = "/api/activity";

/// `GET`: the fleet of all regions, as a stream of lines.
pub const FLEET: &str = "/api/fleet";

/// `GET`: the same, but of a region with more rows only the first ones; the stream then ends.
pub const FLEET_BEGINNING: &str = "/api/fleet?rows=20";

/// `POST`: the backend lists all regions again as soon as it may.
pub const FLEET_REFRESH: &str = "/api/fleet/refresh";

/// `GET`: the posture report of all regions; `?format=` says in which form.
pub const POSTURE: &str = "/api/posture";

/// `GET`: the newest attempts.
pub const ATTEMPTS: &str = "/api/attempts";

/// `GET`: one attempt.
pub fn attempt(id: &str) -> String {
    format!("/api/attempts/{id}")
}

/// `GET`: the receipt of an attempt.
pub fn receipt(id: &str) -> String {
    format!("/api/attempts/{id}/receipt")
}

/// `POST`: no further step of an attempt is sent.
pub fn stop_attempt(id: &str) -> String {
    format!("/api/attempts/{id}/stop")
}

/// `POST`: the plan to delete several HSMs of a cluster, named in the body.
pub fn hsms_deletion_plan(region: &str, cluster_id: &str) -> String {
    format!("/api/regions/{region}/clusters/{cluster_id}/hsms/deletion-plan")
}

/// `POST`: begins the confirmed deletion of several HSMs of a cluster.
pub fn hsms_deletion(region: &str, cluster_id: &str) -> String {
    format!("/api/regions/{region}/clusters/{cluster_id}/hsms/deletion")
}

/// `POST`: one operation of CloudHSM v2, with AWS's own JSON as the body.
pub fn operation(region: &str, operation: Operation) -> String {
    format!("/api/regions/{region}/{operation}")
}

/// `POST`: the plan of a cluster's deletion.
pub fn cluster_deletion_plan(region: &str, cluster_id: &str) -> String {
    format!("/api/regions/{region}/clusters/{cluster_id}/deletion-plan")
}

/// `POST`: the plan of a change: of the operation and the input in the body.
pub fn change_plan(region: &str) -> String {
    format!("/api/regions/{region}/change-plan")
}

/// `GET`: the subnets of a region, to choose from for a new cluster.
pub fn subnets(region: &str) -> String {
    format!("/api/regions/{region}/subnets")
}

/// `GET`: who depends on a cluster, as AWS's other services say.
pub fn dependents(region: &str, cluster_id: &str) -> String {
    format!("/api/regions/{region}/clusters/{cluster_id}/dependents")
}

/// `GET`: what the HSMs of a cluster measured; `?range=` says how far back.
pub fn usage(region: &str, cluster_id: &str, range: UsageRange) -> String {
    let range = range.as_str();
    format!("/api/regions/{region}/clusters/{cluster_id}/usage?range={range}")
}

/// `GET`: which clusters of a region have key stores, and which are used.
pub fn region_use(region: &str) -> String {
    format!("/api/regions/{region}/use")
}

/// `GET`: what was done to a cluster, as AWS's own record says.
pub fn history(region: &str, cluster_id: &str) -> String {
    format!("/api/regions/{region}/clusters/{cluster_id}/history")
}

/// `POST`: the plan of an HSM's deletion.
pub fn hsm_deletion_plan(region: &str, cluster_id: &str, hsm_id: &str) -> String {
    format!("/api/regions/{region}/clusters/{cluster_id}/hsms/{hsm_id}/deletion-plan")
}

/// `POST`: the plan to take the deletion-protection tag off a cluster.
pub fn cluster_unprotection_plan(region: &str, cluster_id: &str) -> String {
    format!("/api/regions/{region}/clusters/{cluster_id}/unprotection-plan")
}

/// `POST`: the plan to take the deletion-protection tag off a backup.
pub fn backup_unprotection_plan(region: &str, backup_id: &str) -> String {
    format!("/api/regions/{region}/backups/{backup_id}/unprotection-plan")
}

/// `POST`: the plan of a backup's deletion.
pub fn backup_deletion_plan(region: &str, backup_id: &str) -> String {
    format!("/api/regions/{region}/backups/{backup_id}/deletion-plan")
}
