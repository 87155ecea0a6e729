//! What shows that a change happened.
//!
//! AWS gives a creation no client token. So what is there afterwards is compared with what was there
//! when it was planned: exactly one new resource that fits is the one. Two that fit are not decided
//! here; it is never sent again.

use std::time::Duration;

use cloudhsm_api::{ClusterState, HsmState};
use serde_json::Value;

use super::{Change, NewCluster, backups::BackupGoal, creations::OfOthers};
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
    /// The network interfaces and addresses of the HSMs before: an HSM that AWS replaces by itself
    /// keeps them, and has another ID.
    seats: Vec<String>,
    /// AWS's answer accepted it.
    is_accepted: bool,
    /// The ID that AWS's answer named.
    made: Option<String>,
    /// Of a backup.
    backup: Option<BackupGoal>,
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
        let seats = match &change {
            Change::CreateHsm { .. } => {
                let hsms = state.get("cluster").and_then(|it| it.get("Hsms"));
                let hsms = hsms.and_then(Value::as_array).into_iter().flatten();
                hsms.flat_map(seats).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        let backup = change.backup().map(|it| BackupGoal::new(it.clone(), state));
        Self { change, before, seats, is_accepted: false, made: None, backup }
    }

    /// AWS accepted it: with what its answer names.
    pub(crate) fn answered(&mut self, body: &[u8]) {
        self.is_accepted = true;
        if let Some(goal) = &mut self.backup {
            return goal.answered(body);
        }
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        let (member, id) = match &self.change {
            Change::CreateCluster(_) => ("Cluster", "ClusterId"),
            Change::CreateHsm { .. } => ("Hsm", "HsmId"),
            _ => return,
        };
        self.made = answer.get(member).and_then(|it| text(it, id)).map(str::to_owned);
    }

    /// The ID that AWS's answer named; of a copy, which no answer names, the one that was found.
    pub(crate) fn made(&self) -> Option<&str> {
        self.made.as_deref().or(self.backup.as_ref().and_then(BackupGoal::made))
    }

    /// The cluster that it made, as AWS's answer names it.
    pub(crate) fn made_cluster(&self) -> Option<&str> {
        self.made().filter(|_| matches!(self.change, Change::CreateCluster(_)))
    }

    /// Where it creates something, if it does: two in one place could be taken for each other.
    pub(crate) fn place(&self, region: &str) -> Option<String> {
        match &self.change {
            Change::CreateCluster(_) => Some(region.to_owned()),
            Change::CreateHsm { cluster_id, .. } => Some(format!("{region} {cluster_id}")),
            _ => self.backup.as_ref()?.place(region),
        }
    }

    pub(crate) fn follow(&self) -> Duration {
        match &self.change {
            Change::CreateCluster(_) | Change::CreateHsm { .. } | Change::Initialize { .. } => {
                FOLLOW_DELETION
            }
            Change::Retention { .. } | Change::Backup(_) => {
                self.backup.as_ref().map_or(FOLLOW_CHANGE, BackupGoal::follow)
            }
            Change::HsmType { .. } => FOLLOW_MIGRATION,
        }
    }

    /// One reading.
    pub(crate) async fn observe(
        &self,
        reader: &Reader<'_>,
        others: &OfOthers,
    ) -> Result<Observation, Failure> {
        if let Some(goal) = &self.backup {
            return goal.observe(reader, others).await;
        }
        let Some(cluster_id) = self.change.cluster_id() else {
            let clusters = reader.clusters().await?;
            return Ok(self.made_among(&clusters, "ClusterId", others));
        };
        let Some(cluster) = reader.cluster(cluster_id).await? else {
            return Ok(Observation::Absent);
        };
        Ok(match &self.change {
            Change::CreateCluster(_) | Change::Backup(_) => Observation::Absent,
            Change::CreateHsm { .. } => {
                let hsms = cluster.get("Hsms").and_then(Value::as_array);
                let hsms =
                    hsms.ok_or_else(|| garbled("The cluster came without its list of HSMs."))?;
                self.made_among(hsms, "HsmId", others)
            }
            Change::Initialize { signed_cert, .. } => {
                initialized(&cluster, signed_cert, self.is_accepted)
            }
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
            Change::HsmType { hsm_type, .. } => of_type(&cluster, hsm_type)?,
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
            listed.iter().filter(is_new).filter(|it| self.fits(it)).collect()
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
                    _ => Observation::Reached(words),
                }
            }
            ref several => {
                let ids: Vec<_> = several.iter().map(|it| own(it)).collect();
                let (count, ids) = (ids.len(), ids.join(", "));
                Observation::Undecided(format!("{count} fit, and nothing says which: {ids}"))
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

/// The state alone doesn't say by whom: without AWS's answer, the certificate decides.
fn initialized(cluster: &Value, signed: &str, is_accepted: bool) -> Observation {
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
    let der = |pem: &str| attestation::to_der(pem.as_bytes()).ok();
    match listed {
        _ if is_accepted => Observation::Reached(words),
        Some(listed) if der(listed).is_some() && der(listed) == der(signed) => {
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
mod tests {
    use serde_json::json;

    use super::*;

    fn add_hsm(state: &Value) -> ChangeGoal {
        let (cluster_id, zone) = ("cluster-1".to_owned(), "us-east-1a".to_owned());
        ChangeGoal::new(Change::CreateHsm { cluster_id, zone, ip: None }, state)
    }

    fn hsm(id: &str, eni: &str, state: &str) -> Value {
        json!({"HsmId": id, "EniId": eni, "State": state, "AvailabilityZone": "us-east-1a"})
    }

    #[test]
    fn only_one_new_hsm_that_nobody_else_made_is_the_one() {
        let before = json!({"cluster": {"Hsms": [hsm("hsm-a", "eni-a", "ACTIVE")]}});
        let goal = add_hsm(&before);
        let none = OfOthers::default();
        let listed = [hsm("hsm-a", "eni-a", "ACTIVE"), hsm("hsm-b", "eni-b", "ACTIVE")];
        let seen = |goal: &ChangeGoal, listed: &[Value], others: &OfOthers| {
            goal.made_among(listed, "HsmId", others)
        };
        assert_eq!(seen(&goal, &listed, &none), Observation::Reached("hsm-b is ACTIVE".into()));
        // AWS replaced the sick one: another ID, the same interface.
        let replaced = [hsm("hsm-c", "eni-a", "ACTIVE")];
        assert_eq!(seen(&goal, &replaced, &none), Observation::Absent);
        let of_another = OfOthers { made: vec!["hsm-b".into()], is_open: false };
        assert_eq!(seen(&goal, &listed, &of_another), Observation::Absent);
        let another_is_open = OfOthers { made: vec![], is_open: true };
        assert!(matches!(seen(&goal, &listed, &another_is_open), Observation::Undecided(_)));
        // AWS's answer named it: nothing else is asked.
        let mut named = add_hsm(&before);
        named.answered(br#"{"Hsm": {"HsmId": "hsm-b"}}"#);
        assert!(matches!(seen(&named, &listed, &another_is_open), Observation::Reached(_)));
        let two = [hsm("hsm-b", "eni-b", "CREATE_IN_PROGRESS"), hsm("hsm-c", "eni-c", "ACTIVE")];
        assert!(matches!(seen(&goal, &two, &none), Observation::Undecided(_)));
    }

    #[test]
    fn a_migration_is_judged_by_the_hsms_that_are_there() {
        let cluster = |state: &str, own: &str, hsms: Value| json!({"State": state, "HsmType": own, "Hsms": hsms});
        let hsms = json!([
            {"State": "DELETED", "HsmType": "hsm1.medium"}, {"State": "ACTIVE", "HsmType": "hsm2m.medium"}
        ]);
        let new = |cluster: &Value| of_type(cluster, "hsm2m.medium");
        let done = cluster("ACTIVE", "hsm2m.medium", hsms.clone());
        assert!(matches!(new(&done), Ok(Observation::Reached(_))));
        let under_way = cluster("MODIFY_IN_PROGRESS", "hsm1.medium", hsms.clone());
        assert!(matches!(new(&under_way), Ok(Observation::UnderWay(_))));
        let something_else = cluster("UPDATE_IN_PROGRESS", "hsm2m.medium", hsms.clone());
        assert!(matches!(new(&something_else), Ok(Observation::Undecided(_))));
        let rolled_back = cluster("ROLLBACK_IN_PROGRESS", "hsm1.medium", hsms);
        assert!(matches!(new(&rolled_back), Ok(Observation::Before(_))));
        assert!(new(&json!({"State": "ACTIVE", "HsmType": "hsm2m.medium"})).is_err());
    }

    #[test]
    fn who_initialized_a_cluster_is_told_by_its_certificate() {
        let cluster =
            json!({"State": "INITIALIZED", "Certificates": {"ClusterCertificate": "other"}});
        assert!(matches!(initialized(&cluster, "own", false), Observation::Undecided(_)));
        assert!(matches!(initialized(&cluster, "own", true), Observation::Reached(_)));
        let bare = json!({"State": "ACTIVE"});
        assert!(matches!(initialized(&bare, "own", false), Observation::Undecided(_)));
        let before = json!({"State": "UNINITIALIZED"});
        assert!(matches!(initialized(&before, "own", true), Observation::Before(_)));
    }
}
