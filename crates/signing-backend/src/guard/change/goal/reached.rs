//! What a listed cluster shows of a change of it: whether it is initialized, keeps its backups for so
//! long, or is of a type.

use cloudhsm_api::{ClusterState, HsmState};
use serde_json::Value;

use crate::{
    Failure,
    guard::{
        attempt::progress::Observation,
        change::{migration, wanted::fingerprint},
    },
    reader::{garbled, text},
};

/// The state alone doesn't say by whom: without AWS's answer, the certificate decides.
pub(super) fn initialized(cluster: &Value, signed: Option<&str>, is_accepted: bool) -> Observation {
    let state = text(cluster, "State").unwrap_or("no state");
    let words = state.to_owned();
    if state == ClusterState::InitializeInProgress.as_str() {
        return Observation::UnderWay(words);
    }
    if ![ClusterState::Initialized.as_str(), ClusterState::Active.as_str()].contains(&state) {
        return Observation::Before(words);
    }
    let listed = cluster.get("Certificates").and_then(|it| text(it, "ClusterCertificate"));
    let listed = listed.filter(|it| !it.trim().is_empty());
    match listed {
        _ if is_accepted => Observation::Reached(words),
        Some(listed) if signed.is_some() && fingerprint(listed).as_deref() == signed => {
            Observation::Reached(words)
        }
        Some(_) => Observation::Undecided(format!("{state}, with another certificate")),
        None => Observation::Undecided(format!("{state}, and its certificate isn’t listed")),
    }
}

/// The type of the cluster and of each of its HSMs that is there.
pub(super) fn of_type(cluster: &Value, wanted: &str) -> Result<Observation, Failure> {
    let state = text(cluster, "State").unwrap_or("no state");
    let hsms = cluster.get("Hsms").and_then(Value::as_array);
    let hsms = hsms.ok_or_else(|| garbled("The cluster came without its list of HSMs."))?;
    let present: Vec<_> =
        hsms.iter().filter(|it| text(it, "State") != Some(HsmState::Deleted.as_str())).collect();
    let are = present.iter().filter(|it| text(it, "HsmType") == Some(wanted)).count();
    let words = format!("{state}, {are} of {} HSMs are {wanted}", present.len());
    let forth = ClusterState::ModifyInProgress.as_str();
    let back = ClusterState::RollbackInProgress.as_str();
    let is_rollback = wanted == migration::OLD;
    let is_wanted = text(cluster, "HsmType") == Some(wanted) && are == present.len();
    Ok(match state {
        _ if state == back && !is_rollback => Observation::Before(words),
        _ if state == forth || state == back => Observation::UnderWay(words),
        // AWS does something else: that says nothing of this.
        _ if state.ends_with("_IN_PROGRESS") => Observation::Undecided(words),
        _ if is_wanted => Observation::Reached(words),
        _ => Observation::Before(words),
    })
}

/// For how many days it keeps its backups.
pub(super) fn kept_for(cluster: &Value, days: u32) -> Observation {
    let policy = cluster.get("BackupRetentionPolicy");
    let now = policy.and_then(|it| text(it, "Value")).unwrap_or("no");
    let words = format!("{now} days");
    if now == days.to_string() { Observation::Reached(words) } else { Observation::Before(words) }
}
