//! What shows that a change happened.
//!
//! AWS gives a creation no client token. So what is there afterwards is compared with what was there
//! when it was planned: exactly one new resource that fits is the one. Two that fit are not decided
//! here; it is never sent again. All of it is in the audit record, so that another process can go on.

mod reached;

use std::time::Duration;

use backend_api::AuditRecord;
use serde_json::Value;

use super::{Change, creations::OfOthers, made::Made};
use crate::{
    Failure,
    audit::{self, RecordedBackupChange, RecordedChange, Wanted},
    guard::attempt::progress::{FOLLOW_CHANGE, FOLLOW_DELETION, Observation},
    reader::{Reader, garbled, text},
};
use reached::{initialized, kept_for, of_type};

/// A cluster of 27 HSMs takes more than 13 hours, at half an hour each.
const FOLLOW_MIGRATION: Duration = Duration::from_hours(24);

/// A change that was sent, and what is known of what it made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChangeGoal {
    /// Without what it made.
    sent: RecordedChange,
    made: Made,
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
        let wanted = Wanted::of(change, state);
        let sent = RecordedChange { wanted, before, seats, is_accepted: false, made: None };
        Self { sent, made: Made::default() }
    }

    /// Of a record of the audit log. `None` for one that lacks it, as those of older versions do, and for
    /// one that had to be cut: with a part of the listing, anything could be taken for new.
    pub(crate) fn of_record(record: &AuditRecord) -> Option<Self> {
        let mut sent = RecordedChange::of(record)?;
        let made = Made::named(sent.made.take());
        let goal = Self { sent, made };
        let wanted = &goal.sent.wanted;
        let is_whole = wanted.backup().is_none_or(RecordedBackupChange::is_whole)
            && !goal.texts().any(audit::is_cut);
        (wanted.operation() == record.operation && is_whole).then_some(goal)
    }

    /// As the audit log has it: with what is known by now of what it made.
    pub(crate) fn to_record(&self) -> Option<Value> {
        let made = self.made().map(str::to_owned);
        serde_json::to_value(RecordedChange { made, ..self.sent.clone() }).ok()
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let own = self.sent.before.iter().chain(&self.sent.seats).map(String::as_str);
        own.chain(self.made()).chain(self.sent.wanted.texts())
    }

    /// AWS accepted it: with what its answer names.
    pub(crate) fn answered(&mut self, body: &[u8]) {
        self.sent.is_accepted = true;
        if let Wanted::Backup { backup } = &mut self.sent.wanted {
            return backup.answered(body);
        }
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        let (member, id) = match &self.sent.wanted {
            Wanted::Cluster { .. } => ("Cluster", "ClusterId"),
            Wanted::Hsm { .. } => ("Hsm", "HsmId"),
            _ => return,
        };
        let named = answer.get(member).and_then(|it| text(it, id));
        self.made = Made::named(named.map(str::to_owned));
    }

    /// The ID that AWS's answer named, or the one that was found.
    pub(crate) fn made(&self) -> Option<&str> {
        self.made.id()
    }

    /// The other region in which it is read whether it happened.
    pub(crate) fn destination(&self) -> Option<&str> {
        self.sent.destination()
    }

    /// The cluster that it made, as AWS's answer names it.
    pub(crate) fn made_cluster(&self) -> Option<&str> {
        self.made().filter(|_| matches!(self.sent.wanted, Wanted::Cluster { .. }))
    }

    /// Where it creates something, if it does: two in one place could be taken for each other.
    pub(crate) fn place(&self, region: &str) -> Option<String> {
        match &self.sent.wanted {
            Wanted::Cluster { .. } => Some(region.to_owned()),
            Wanted::Hsm { cluster_id, .. } => Some(format!("{region} {cluster_id}")),
            _ => self.sent.wanted.backup()?.place(region),
        }
    }

    pub(crate) fn follow(&self) -> Duration {
        match &self.sent.wanted {
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
        if let Wanted::Backup { backup } = &self.sent.wanted {
            return backup.observe(&self.made, reader, others).await;
        }
        let Some(cluster_id) = self.sent.wanted.cluster_id() else {
            let clusters = reader.clusters().await?;
            return Ok(self.made_among(&clusters, "ClusterId", others));
        };
        let Some(cluster) = reader.cluster(cluster_id).await? else {
            return Ok(Observation::Absent);
        };
        Ok(match &self.sent.wanted {
            Wanted::Cluster { .. } | Wanted::Backup { .. } => Observation::Absent,
            Wanted::Hsm { .. } => {
                let hsms = cluster.get("Hsms").and_then(Value::as_array);
                let hsms =
                    hsms.ok_or_else(|| garbled("The cluster came without its list of HSMs."))?;
                self.made_among(hsms, "HsmId", others)
            }
            Wanted::Initialized { signed_cert_sha256, .. } => {
                initialized(&cluster, signed_cert_sha256.as_deref(), self.sent.is_accepted)
            }
            Wanted::Retention { days, .. } => kept_for(&cluster, *days),
            Wanted::HsmType { hsm_type, .. } => of_type(&cluster, hsm_type)?,
        })
    }

    /// The one that was made.
    fn made_among(&self, listed: &[Value], member: &str, others: &OfOthers) -> Observation {
        let can_be = |it: &Value| {
            let is_old =
                text(it, member).is_some_and(|id| self.sent.before.iter().any(|own| own == id));
            let has_seat = seats(it).any(|seat| self.sent.seats.iter().any(|own| own == seat));
            !is_old && !has_seat && self.sent.wanted.fits(it)
        };
        let (id, one) = match self.made.among(listed, member, others, can_be) {
            Ok(one) => one,
            Err(seen) => return seen,
        };
        let state = text(one, "State").unwrap_or("no state");
        let words = format!("{id} is {state}");
        match state {
            "CREATE_IN_PROGRESS" => Observation::UnderWay(words),
            "DELETE_IN_PROGRESS" | "DELETED" | "no state" => Observation::Before(words),
            _ => {
                self.made.decide(id);
                Observation::Reached(words)
            }
        }
    }
}

/// The network interface and the address of an HSM.
fn seats(hsm: &Value) -> impl Iterator<Item = &str> {
    ["EniId", "EniIp"]
        .into_iter()
        .filter_map(|member| text(hsm, member))
        .filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests;
