//! What shows that a change happened.
//!
//! AWS gives a creation no client token. So what is there afterwards is compared with what was there
//! when it was planned: exactly one new resource that fits is the one. Two that fit are not decided
//! here; it is never sent again.

use std::time::Duration;

use cloudhsm_api::ClusterState;
use serde_json::Value;

use super::{Change, NewCluster};
use crate::{
    Failure,
    guard::attempt::progress::{FOLLOW_CHANGE, FOLLOW_DELETION, Observation},
    reader::{Reader, garbled, text},
};

/// A cluster of 27 HSMs takes more than 13 hours, at half an hour each.
const FOLLOW_MIGRATION: Duration = Duration::from_hours(24);

/// A change that was sent, and what is known of what it made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChangeGoal {
    change: Change,
    /// The IDs of the clusters of the region, or of the HSMs of the cluster, before.
    before: Vec<String>,
    /// The ID that AWS's answer named.
    made: Option<String>,
}

impl ChangeGoal {
    /// Of a planned change, on the state that it was planned on.
    pub(crate) fn new(change: Change, state: &Value) -> Self {
        let ids = |list: Option<&Value>, member: &str| -> Vec<String> {
            let list = list.and_then(Value::as_array).into_iter().flatten();
            list.filter_map(|it| text(it, member).or(it.as_str())).map(str::to_owned).collect()
        };
        let before = match &change {
            Change::CreateCluster(_) => ids(state.get("clusters"), "ClusterId"),
            Change::CreateHsm { .. } => {
                ids(state.get("cluster").and_then(|it| it.get("Hsms")), "HsmId")
            }
            _ => Vec::new(),
        };
        Self { change, before, made: None }
    }

    /// With what AWS's answer names. The cluster that was created, if it is one.
    pub(crate) fn answered(&mut self, body: &[u8]) -> Option<String> {
        let answer: Value = serde_json::from_slice(body).ok()?;
        match &self.change {
            Change::CreateCluster(_) => {
                let id = text(answer.get("Cluster")?, "ClusterId")?.to_owned();
                self.made = Some(id.clone());
                Some(id)
            }
            Change::CreateHsm { .. } => {
                self.made = Some(text(answer.get("Hsm")?, "HsmId")?.to_owned());
                None
            }
            _ => None,
        }
    }

    pub(crate) fn follow(&self) -> Duration {
        match &self.change {
            Change::CreateCluster(_) | Change::CreateHsm { .. } | Change::Initialize { .. } => {
                FOLLOW_DELETION
            }
            Change::Retention { .. } => FOLLOW_CHANGE,
            Change::HsmType { .. } => FOLLOW_MIGRATION,
        }
    }

    /// One reading.
    pub(crate) async fn observe(&self, reader: &Reader<'_>) -> Result<Observation, Failure> {
        let Some(cluster_id) = self.change.cluster_id() else {
            let clusters = reader.clusters().await?;
            return Ok(self.made_among(&clusters, "ClusterId"));
        };
        let Some(cluster) = reader.cluster(cluster_id).await? else {
            return Ok(Observation::Absent);
        };
        Ok(match &self.change {
            Change::CreateCluster(_) => Observation::Absent,
            Change::CreateHsm { .. } => {
                let hsms = cluster.get("Hsms").and_then(Value::as_array);
                let hsms =
                    hsms.ok_or_else(|| garbled("The cluster came without its list of HSMs."))?;
                self.made_among(hsms, "HsmId")
            }
            Change::Initialize { .. } => initialized(&cluster),
            Change::Retention { days, .. } => {
                let policy = cluster.get("BackupRetentionPolicy");
                let now = policy.and_then(|it| text(it, "Value")).unwrap_or("no");
                let words = format!("{now} days");
                if now == days.to_string() {
                    Observation::Reached(words)
                } else {
                    Observation::Before(words)
                }
            }
            Change::HsmType { hsm_type, .. } => of_type(&cluster, hsm_type),
        })
    }

    /// The one that was made: by its ID, or the only new one that fits.
    fn made_among(&self, listed: &[Value], id: &str) -> Observation {
        let own = |it: &Value| text(it, id).unwrap_or_default().to_owned();
        let fitting: Vec<_> = match &self.made {
            Some(made) => listed.iter().filter(|it| own(it) == *made).collect(),
            None => {
                let is_new = |it: &&Value| !self.before.contains(&own(it));
                listed.iter().filter(is_new).filter(|it| self.fits(it)).collect()
            }
        };
        match fitting[..] {
            [] => Observation::Absent,
            [one] => {
                let state = text(one, "State").unwrap_or("no state");
                let words = format!("{} is {state}", own(one));
                match state {
                    "CREATE_IN_PROGRESS" => Observation::UnderWay(words),
                    "DELETE_IN_PROGRESS" | "DELETED" | "no state" => Observation::Before(words),
                    _ => Observation::Reached(words),
                }
            }
            ref several => {
                let ids: Vec<_> = several.iter().map(|it| own(it)).collect();
                Observation::Before(format!(
                    "{} fit, and nothing says which: {}",
                    ids.len(),
                    ids.join(", ")
                ))
            }
        }
    }

    fn fits(&self, listed: &Value) -> bool {
        match &self.change {
            Change::CreateCluster(new) => fits_cluster(new, listed),
            Change::CreateHsm { zone, ip, .. } => {
                text(listed, "AvailabilityZone") == Some(zone)
                    && ip.as_deref().is_none_or(|ip| text(listed, "EniIp") == Some(ip))
            }
            _ => false,
        }
    }
}

fn fits_cluster(new: &NewCluster, listed: &Value) -> bool {
    let mapping = listed.get("SubnetMapping").and_then(Value::as_object);
    let mut subnets: Vec<_> = mapping.into_iter().flat_map(|it| it.values()).collect();
    subnets.retain(|it| it.as_str().is_some_and(|id| new.subnets.iter().any(|own| own == id)));
    let source = text(listed, "SourceBackupId").filter(|id| !id.is_empty());
    let is_source = match new.source_backup.as_deref() {
        // An ARN ends with the ID.
        Some(own) => source.is_some_and(|id| own == id || own.ends_with(&format!("/{id}"))),
        None => source.is_none(),
    };
    text(listed, "HsmType") == Some(&new.hsm_type)
        && is_source
        && subnets.len() == new.subnets.len()
}

fn initialized(cluster: &Value) -> Observation {
    let state = text(cluster, "State").unwrap_or("no state");
    let words = state.to_owned();
    if state == ClusterState::InitializeInProgress.as_str() {
        Observation::UnderWay(words)
    } else if state == ClusterState::Initialized.as_str() || state == ClusterState::Active.as_str()
    {
        Observation::Reached(words)
    } else {
        Observation::Before(words)
    }
}

/// The type of the cluster and of each of its HSMs.
fn of_type(cluster: &Value, wanted: &str) -> Observation {
    let state = text(cluster, "State").unwrap_or("no state");
    let hsms = cluster.get("Hsms").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let are = hsms.iter().filter(|it| text(it, "HsmType") == Some(wanted)).count();
    let words = format!("{state}, {are} of {} HSMs are {wanted}", hsms.len());
    let is_rollback = wanted == super::migration::OLD;
    let own_state = if is_rollback { "ROLLBACK_IN_PROGRESS" } else { "MODIFY_IN_PROGRESS" };
    let is_wanted = text(cluster, "HsmType") == Some(wanted) && are == hsms.len();
    if state == own_state {
        Observation::UnderWay(words)
    } else if is_wanted && !state.ends_with("_IN_PROGRESS") {
        Observation::Reached(words)
    } else {
        Observation::Before(words)
    }
}
