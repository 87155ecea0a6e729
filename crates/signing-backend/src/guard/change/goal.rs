//! What shows that a change happened.
//!
//! AWS gives a creation no client token. So what is there afterwards is compared with what was there
//! when it was planned: exactly one new resource that fits is the one. Two that fit are not decided
//! here; it is never sent again. All of it is in the audit record, so that another process can go on.

use std::{sync::OnceLock, time::Duration};

use backend_api::AuditRecord;
use cloudhsm_api::{ClusterState, HsmState};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Change,
    backups::BackupGoal,
    creations::OfOthers,
    wanted::{Wanted, fingerprint},
};
use crate::{
    Failure, audit,
    guard::attempt::progress::{FOLLOW_CHANGE, FOLLOW_DELETION, Observation},
    reader::{Reader, garbled, text},
};

/// A cluster of 27 HSMs takes more than 13 hours, at half an hour each.
const FOLLOW_MIGRATION: Duration = Duration::from_hours(24);

/// A change that was sent, and what is known of what it made. It is written as the member `change` of an
/// audit record: old logs are read with the names that are here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangeGoal {
    #[serde(flatten)]
    wanted: Wanted,
    /// The IDs of the clusters of the region, or of the HSMs of the cluster, before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    before: Vec<String>,
    /// The network interfaces and addresses of the HSMs before: an HSM that AWS replaces by itself
    /// keeps them, and has another ID.
    #[serde(default, rename = "interfacesBefore", skip_serializing_if = "Vec::is_empty")]
    seats: Vec<String>,
    /// AWS's answer accepted it.
    #[serde(default, rename = "accepted", skip_serializing_if = "std::ops::Not::not")]
    is_accepted: bool,
    /// The ID that AWS's answer named, or that was found before a restart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made: Option<String>,
    /// The ID that was found by comparison, once a reading decided on it.
    #[serde(skip)]
    found: OnceLock<String>,
}

impl ChangeGoal {
    /// Of a planned change, on the state that it was planned on.
    pub(crate) fn new(change: &Change, state: &Value) -> Self {
        let ids = |list: Option<&Value>, member: &str| -> Vec<String> {
            let list = list.and_then(Value::as_array).into_iter().flatten();
            list.filter_map(|it| text(it, member).or(it.as_str())).map(str::to_owned).collect()
        };
        let hsms = state.get("cluster").and_then(|it| it.get("Hsms"));
        let (before, seats) = match change {
            Change::CreateCluster(_) => (ids(state.get("clusters"), "ClusterId"), Vec::new()),
            Change::CreateHsm { .. } => {
                let all = hsms.and_then(Value::as_array).into_iter().flatten();
                (ids(hsms, "HsmId"), all.flat_map(seats).map(str::to_owned).collect())
            }
            _ => (Vec::new(), Vec::new()),
        };
        Self {
            wanted: Wanted::of(change, state),
            before,
            seats,
            is_accepted: false,
            made: None,
            found: OnceLock::new(),
        }
    }

    /// Of a record of the audit log. `None` for one that lacks it, as those of older versions do, and for
    /// one that had to be cut: with a part of the listing, anything could be taken for new.
    pub(crate) fn of_record(record: &AuditRecord) -> Option<Self> {
        let goal: Self = serde_json::from_value(record.change.clone()?).ok()?;
        let is_whole = goal.wanted.backup().is_none_or(BackupGoal::is_whole)
            && !goal.texts().any(audit::is_cut);
        if let (Some(backup), Some(made)) = (goal.wanted.backup(), &goal.made) {
            backup.set_made(made);
        }
        (goal.wanted.operation() == record.operation && is_whole).then_some(goal)
    }

    /// As the audit log has it: with what is known by now of what it made.
    pub(crate) fn to_record(&self) -> Option<Value> {
        let made = self.made().map(str::to_owned);
        serde_json::to_value(Self { made, ..self.clone() }).ok()
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let own = self.before.iter().chain(&self.seats).chain(&self.made).map(String::as_str);
        own.chain(self.wanted.texts())
    }

    /// AWS accepted it: with what its answer names.
    pub(crate) fn answered(&mut self, body: &[u8]) {
        self.is_accepted = true;
        if let Wanted::Backup { backup } = &mut self.wanted {
            return backup.answered(body);
        }
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        let (member, id) = match &self.wanted {
            Wanted::Cluster { .. } => ("Cluster", "ClusterId"),
            Wanted::Hsm { .. } => ("Hsm", "HsmId"),
            _ => return,
        };
        self.made = answer.get(member).and_then(|it| text(it, id)).map(str::to_owned);
    }

    /// The ID that AWS's answer named, or the one that was found.
    pub(crate) fn made(&self) -> Option<&str> {
        let found = self.made.as_deref().or(self.found.get().map(String::as_str));
        found.or(self.wanted.backup().and_then(BackupGoal::made))
    }

    /// The other region in which it is read whether it happened.
    pub(crate) fn destination(&self) -> Option<&str> {
        self.wanted.backup()?.destination()
    }

    /// The cluster that it made, as AWS's answer names it.
    pub(crate) fn made_cluster(&self) -> Option<&str> {
        self.made().filter(|_| matches!(self.wanted, Wanted::Cluster { .. }))
    }

    /// Where it creates something, if it does: two in one place could be taken for each other.
    pub(crate) fn place(&self, region: &str) -> Option<String> {
        match &self.wanted {
            Wanted::Cluster { .. } => Some(region.to_owned()),
            Wanted::Hsm { cluster_id, .. } => Some(format!("{region} {cluster_id}")),
            _ => self.wanted.backup()?.place(region),
        }
    }

    pub(crate) fn follow(&self) -> Duration {
        match &self.wanted {
            Wanted::Cluster { .. } | Wanted::Hsm { .. } | Wanted::Initialized { .. } => {
                FOLLOW_DELETION
            }
            Wanted::Retention { .. } => FOLLOW_CHANGE,
            Wanted::HsmType { .. } => FOLLOW_MIGRATION,
            Wanted::Backup { backup } => backup.follow(),
        }
    }

    /// One reading.
    pub(crate) async fn observe(
        &self,
        reader: &Reader<'_>,
        others: &OfOthers,
    ) -> Result<Observation, Failure> {
        if let Wanted::Backup { backup } = &self.wanted {
            return backup.observe(reader, others).await;
        }
        let Some(cluster_id) = self.wanted.cluster_id() else {
            let clusters = reader.clusters().await?;
            return Ok(self.made_among(&clusters, "ClusterId", others));
        };
        let Some(cluster) = reader.cluster(cluster_id).await? else {
            return Ok(Observation::Absent);
        };
        Ok(match &self.wanted {
            Wanted::Cluster { .. } | Wanted::Backup { .. } => Observation::Absent,
            Wanted::Hsm { .. } => {
                let hsms = cluster.get("Hsms").and_then(Value::as_array);
                let hsms =
                    hsms.ok_or_else(|| garbled("The cluster came without its list of HSMs."))?;
                self.made_among(hsms, "HsmId", others)
            }
            Wanted::Initialized { signed_cert_sha256, .. } => {
                initialized(&cluster, signed_cert_sha256.as_deref(), self.is_accepted)
            }
            Wanted::Retention { days, .. } => {
                let policy = cluster.get("BackupRetentionPolicy");
                let now = policy.and_then(|it| text(it, "Value")).unwrap_or("no");
                let words = format!("{now} days");
                if now == days.to_string() {
                    Observation::Reached(words)
                } else {
                    Observation::Before(words)
                }
            }
            Wanted::HsmType { hsm_type, .. } => of_type(&cluster, hsm_type)?,
        })
    }

    /// The one that was made: by its ID, or the only new one that fits.
    fn made_among(&self, listed: &[Value], id: &str, others: &OfOthers) -> Observation {
        let own = |it: &Value| text(it, id).unwrap_or_default().to_owned();
        let fitting: Vec<_> = if let Some(made) = &self.made {
            listed.iter().filter(|it| own(it) == *made).collect()
        } else {
            let is_new = |it: &&Value| {
                let id = own(it);
                let has_seat = seats(it).any(|seat| self.seats.iter().any(|own| own == seat));
                !self.before.contains(&id) && !others.made.contains(&id) && !has_seat
            };
            listed.iter().filter(is_new).filter(|it| self.wanted.fits(it)).collect()
        };
        match fitting[..] {
            [] => Observation::Absent,
            [one] if self.made.is_none() && others.is_open => Observation::Undecided(format!(
                "{} fits, and another attempt could have made it",
                own(one)
            )),
            [one] => {
                let state = text(one, "State").unwrap_or("no state");
                let words = format!("{} is {state}", own(one));
                match state {
                    "CREATE_IN_PROGRESS" => Observation::UnderWay(words),
                    "DELETE_IN_PROGRESS" | "DELETED" | "no state" => Observation::Before(words),
                    _ => {
                        // Another reading could have come first: then it decided the same.
                        let _ = self.found.set(own(one));
                        Observation::Reached(words)
                    }
                }
            }
            ref several => {
                let ids: Vec<_> = several.iter().map(|it| own(it)).collect();
                let (count, ids) = (ids.len(), ids.join(", "));
                Observation::Undecided(format!("{count} fit, and nothing says which: {ids}"))
            }
        }
    }
}

/// The state alone doesn't say by whom: without AWS's answer, the certificate decides.
fn initialized(cluster: &Value, signed: Option<&str>, is_accepted: bool) -> Observation {
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

/// The network interface and the address of an HSM.
fn seats(hsm: &Value) -> impl Iterator<Item = &str> {
    ["EniId", "EniIp"]
        .into_iter()
        .filter_map(|member| text(hsm, member))
        .filter(|it| !it.is_empty())
}

/// The type of the cluster and of each of its HSMs that is there.
fn of_type(cluster: &Value, wanted: &str) -> Result<Observation, Failure> {
    let state = text(cluster, "State").unwrap_or("no state");
    let hsms = cluster.get("Hsms").and_then(Value::as_array);
    let hsms = hsms.ok_or_else(|| garbled("The cluster came without its list of HSMs."))?;
    let present: Vec<_> =
        hsms.iter().filter(|it| text(it, "State") != Some(HsmState::Deleted.as_str())).collect();
    let are = present.iter().filter(|it| text(it, "HsmType") == Some(wanted)).count();
    let words = format!("{state}, {are} of {} HSMs are {wanted}", present.len());
    let forth = ClusterState::ModifyInProgress.as_str();
    let back = ClusterState::RollbackInProgress.as_str();
    let is_rollback = wanted == super::migration::OLD;
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

#[cfg(test)]
mod tests;
