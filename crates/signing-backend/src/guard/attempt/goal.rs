//! What an attempt wants, and the one reading that shows whether AWS has it.
//!
//! The reading is signed with the same access key as the attempt's account was checked for, and it
//! must be well formed: an answer without the list that was asked for is an error here, never
//! "nothing there".

use backend_api::{AttemptState, AuditRecord};
use cloudhsm_api::{BackupState, ClusterState, HsmState, Operation};
use serde_json::{Map, Value};

use super::progress::{FOLLOW_CHANGE, FOLLOW_DELETION, Observation};
use crate::{
    Failure,
    forward::Upstream,
    guard::{
        Target,
        change::{ChangeGoal, OfOthers},
    },
    reader::{Reader, garbled, text},
};

/// What a changing or destroying request wants.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Goal {
    /// The cluster is deleted.
    ClusterGone { cluster_id: String },
    /// The HSM is deleted.
    HsmGone { cluster_id: String, hsm_id: String },
    /// The backup is deleted; AWS keeps it for seven days, in PENDING_DELETION.
    BackupGone { backup_id: String },
    /// The backup is READY again.
    BackupRestored { backup_id: String },
    /// The resource has these tags (key, value).
    Tagged { resource: String, tags: Vec<(String, String)> },
    /// The resource has none of these tags.
    Untagged { resource: String, keys: Vec<String> },
    /// A planned change happened.
    Changed(Box<ChangeGoal>),
}

impl Goal {
    /// Of a request's body, as AWS takes it. `None` for what can't be read back.
    pub(crate) fn of(operation: Operation, body: &Map<String, Value>) -> Option<Self> {
        let text = |member: &str| body.get(member).and_then(Value::as_str).map(str::to_owned);
        let list = |member: &str| body.get(member).and_then(Value::as_array);
        Some(match operation {
            Operation::DeleteCluster => Self::ClusterGone { cluster_id: text("ClusterId")? },
            Operation::DeleteHsm => {
                Self::HsmGone { cluster_id: text("ClusterId")?, hsm_id: text("HsmId")? }
            }
            Operation::DeleteBackup => Self::BackupGone { backup_id: text("BackupId")? },
            Operation::RestoreBackup => Self::BackupRestored { backup_id: text("BackupId")? },
            Operation::TagResource => {
                let pair = |tag: &Value| {
                    let of = |member: &str| tag.get(member)?.as_str().map(str::to_owned);
                    Some((of("Key")?, of("Value").unwrap_or_default()))
                };
                let tags = list("TagList")?.iter().map(pair).collect::<Option<_>>()?;
                Self::Tagged { resource: text("ResourceId")?, tags }
            }
            Operation::UntagResource => {
                let key = |key: &Value| key.as_str().map(str::to_owned);
                let keys = list("TagKeyList")?.iter().map(key).collect::<Option<_>>()?;
                Self::Untagged { resource: text("ResourceId")?, keys }
            }
            _ => return None,
        })
    }

    /// Of a record of the audit log, which has no body: a deletion's, or that of a planned change.
    pub(crate) fn of_record(record: &AuditRecord) -> Option<Self> {
        let id = record.resource.clone();
        Some(match record.operation {
            Operation::DeleteCluster => Self::ClusterGone { cluster_id: id },
            Operation::DeleteHsm => {
                Self::HsmGone { cluster_id: record.cluster.clone()?, hsm_id: id }
            }
            Operation::DeleteBackup => Self::BackupGone { backup_id: id },
            Operation::RestoreBackup => Self::BackupRestored { backup_id: id },
            _ => Self::Changed(Box::new(ChangeGoal::of_record(record)?)),
        })
    }

    /// What a record has of it, so that [`Goal::of_record`] can read it; nothing where the record itself
    /// says enough.
    pub(crate) fn to_record(&self) -> Option<Value> {
        match self {
            Self::Changed(goal) => goal.to_record(),
            _ => None,
        }
    }

    /// The other region in which it is read whether it is reached.
    pub(crate) fn destination(&self) -> Option<&str> {
        match self {
            Self::Changed(goal) => goal.destination(),
            _ => None,
        }
    }

    /// The state at its end.
    pub(crate) fn end(&self) -> AttemptState {
        match self {
            Self::ClusterGone { .. } | Self::HsmGone { .. } | Self::BackupGone { .. } => {
                AttemptState::Gone
            }
            Self::BackupRestored { .. }
            | Self::Tagged { .. }
            | Self::Untagged { .. }
            | Self::Changed(_) => AttemptState::Done,
        }
    }

    /// How long it is followed.
    pub(crate) fn follow(&self) -> std::time::Duration {
        match self {
            Self::ClusterGone { .. } | Self::HsmGone { .. } => FOLLOW_DELETION,
            Self::Changed(goal) => goal.follow(),
            _ => FOLLOW_CHANGE,
        }
    }
}

/// Reads what shows whether the goal is reached, signed with this access key alone.
pub(crate) async fn observe(
    upstream: &dyn Upstream,
    region: &str,
    goal: &Goal,
    only_with: Option<String>,
    others: &OfOthers,
) -> Result<Observation, Failure> {
    let reader = Reader { upstream, region, only_with };
    match goal {
        Goal::Changed(goal) => goal.observe(&reader, others).await,
        Goal::ClusterGone { cluster_id } => {
            let cluster = reader.cluster(cluster_id).await?;
            let going = [ClusterState::DeleteInProgress.as_str()];
            Ok(deletion(cluster.as_ref(), "State", &going, &[ClusterState::Deleted.as_str()]))
        }
        Goal::HsmGone { cluster_id, hsm_id } => {
            let Some(cluster) = reader.cluster(cluster_id).await? else {
                return Ok(Observation::Absent);
            };
            let hsms = cluster.get("Hsms").and_then(Value::as_array);
            let hsms = hsms.ok_or_else(|| garbled("The cluster came without its list of HSMs."))?;
            Ok(deletion_of_hsm(hsms, hsm_id))
        }
        Goal::BackupGone { backup_id } => {
            let backup = reader.backup(backup_id).await?;
            let gone = [BackupState::PendingDeletion.as_str(), BackupState::Deleted.as_str()];
            Ok(deletion(backup.as_ref(), "BackupState", &[], &gone))
        }
        Goal::BackupRestored { backup_id } => {
            let backup = reader.backup(backup_id).await?;
            let ready = [BackupState::Ready.as_str()];
            Ok(deletion(backup.as_ref(), "BackupState", &[], &ready))
        }
        Goal::Tagged { resource, tags } => {
            let there = |found: &[(&str, &str)]| {
                tags.iter().filter(|(k, v)| found.contains(&(k.as_str(), v.as_str()))).count()
            };
            reader.tagged(resource, tags.len(), there).await
        }
        Goal::Untagged { resource, keys } => {
            let removed = |found: &[(&str, &str)]| {
                keys.iter().filter(|key| found.iter().all(|(k, _)| k != key)).count()
            };
            reader.tagged(resource, keys.len(), removed).await
        }
    }
}

/// What a cluster's list of HSMs says of one that is to be deleted.
pub(crate) fn deletion_of_hsm(hsms: &[Value], hsm_id: &str) -> Observation {
    let hsm = hsms.iter().find(|hsm| text(hsm, "HsmId") == Some(hsm_id));
    let going = [HsmState::DeleteInProgress.as_str()];
    deletion(hsm, "State", &going, &[HsmState::Deleted.as_str()])
}

/// What a listing says of something that is to reach one of the states in `reached`.
fn deletion(found: Option<&Value>, member: &str, going: &[&str], reached: &[&str]) -> Observation {
    let Some(found) = found else { return Observation::Absent };
    let state = text(found, member).unwrap_or("no state");
    if reached.contains(&state) {
        Observation::Reached(state.to_owned())
    } else if going.contains(&state) {
        Observation::UnderWay(state.to_owned())
    } else {
        Observation::Before(state.to_owned())
    }
}

impl Reader<'_> {
    /// How many of `wanted` tag changes a reading of the resource shows.
    async fn tagged(
        &self,
        resource: &str,
        wanted: usize,
        count: impl Fn(&[(&str, &str)]) -> usize,
    ) -> Result<Observation, Failure> {
        let found = if resource.starts_with("backup-") {
            self.backup(resource).await?
        } else {
            self.cluster(resource).await?
        };
        let Some(found) = found else { return Ok(Observation::Absent) };
        let list = found.get("TagList").and_then(Value::as_array);
        let tags: Vec<_> = list
            .into_iter()
            .flatten()
            .filter_map(|tag| Some((text(tag, "Key")?, text(tag, "Value").unwrap_or_default())))
            .collect();
        let arrived = count(&tags);
        let words = format!("{arrived} of {wanted} tag changes");
        Ok(if arrived == wanted { Observation::Reached(words) } else { Observation::Before(words) })
    }
}

/// What a target's request wants, on the state that it was planned on.
pub(crate) fn goal_of(target: &Target, state: &Value) -> Option<Goal> {
    match target {
        Target::Change(change) => Some(Goal::Changed(Box::new(ChangeGoal::new(change, state)))),
        _ => Goal::of(target.operation(), &target.body()),
    }
}

#[cfg(test)]
mod tests;
