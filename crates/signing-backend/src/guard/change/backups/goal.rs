//! What shows that a change of a backup happened.
//!
//! AWS's answer to a copy names no copy. So the copies in the destination are compared with those that
//! were there when it was planned: exactly one new one is it. Two are not decided between; it is never
//! sent again.

use std::time::Duration;

use cloudhsm_api::BackupState;
use serde_json::Value;

use super::{BackupAction, BackupChange, access::Access, reading::copies};
use crate::{
    Failure,
    audit::RecordedBackupChange,
    guard::{
        attempt::progress::{FOLLOW_CHANGE, FOLLOW_DELETION, Observation},
        canonical,
        change::{creations::OfOthers, made::Made},
    },
    reader::{Reader, text},
};

impl RecordedBackupChange {
    /// Of a planned change, on the state that it was planned on.
    pub(in crate::guard::change) fn new(change: BackupChange, state: &Value) -> Self {
        let list = state.get("copies").and_then(Value::as_array);
        let ids = |list: &Vec<Value>| {
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
        };
        let policy = match &change.action {
            BackupAction::Share { policy, .. } => Some(digest_of_policy(policy)),
            _ => None,
        };
        Self { before: list.map(ids), policy, change, answered: None }
    }

    /// AWS accepted it.
    pub(in crate::guard::change) fn answered(&mut self, body: &[u8]) {
        if matches!(self.change.action, BackupAction::Share { .. }) {
            let answer: Value = serde_json::from_slice(body).unwrap_or_default();
            self.answered = text(&answer, "Policy").map(digest_of_policy);
        }
    }

    /// Whether a record has all that it takes to recognize it.
    pub(in crate::guard::change) fn is_whole(&self) -> bool {
        self.policy.is_some() || !matches!(self.change.action, BackupAction::Share { .. })
    }

    /// All texts of which a part would be something else.
    pub(in crate::guard::change) fn texts(&self) -> Vec<&String> {
        let own = match &self.change.action {
            BackupAction::Copy { destination, .. } => vec![destination],
            BackupAction::Share { arn, .. } | BackupAction::Unshare { arn } => vec![arn],
            BackupAction::NeverExpires(_) | BackupAction::Restore => Vec::new(),
        };
        let before = self.before.iter().flatten().chain(&self.policy).chain(&self.answered);
        own.into_iter().chain(before).chain([&self.change.backup_id]).collect()
    }

    /// Where it makes a copy: two of one backup in one region could be taken for each other.
    pub(in crate::guard::change) fn place(&self, region: &str) -> Option<String> {
        Some(format!("{region} {} {}", self.change.backup_id, self.change.destination()?))
    }

    pub(in crate::guard::change) fn follow(&self) -> Duration {
        match self.change.action {
            BackupAction::Copy { .. } => FOLLOW_DELETION,
            _ => FOLLOW_CHANGE,
        }
    }

    /// One reading, which may decide what it made.
    pub(in crate::guard::change) async fn observe(
        &self,
        made: &Made,
        reader: &Reader<'_>,
        others: &OfOthers,
    ) -> Result<Observation, Failure> {
        let id = &self.change.backup_id;
        Ok(match &self.change.action {
            BackupAction::Copy { destination, .. } => {
                self.among(made, &copies(reader, destination, id).await?, others)
            }
            BackupAction::NeverExpires(wanted) => match reader.backup(id).await? {
                None => Observation::Absent,
                Some(backup) => kept(&backup, *wanted),
            },
            BackupAction::Restore => match reader.backup(id).await? {
                None => Observation::Absent,
                Some(backup) => match text(&backup, "BackupState").unwrap_or("no state") {
                    "READY" => Observation::Reached("READY".to_owned()),
                    other => Observation::Before(other.to_owned()),
                },
            },
            BackupAction::Share { arn, .. } => {
                self.shared(reader.policy_text(arn).await?.as_deref())
            }
            BackupAction::Unshare { arn } => match reader.policy_text(arn).await? {
                Some(_) => Observation::Before("has a policy".to_owned()),
                // AWS says the same of a backup that isn't there.
                None if reader.backup(id).await?.is_none() => {
                    Observation::Undecided("no policy, and the backup isn’t listed".to_owned())
                }
                None => Observation::Reached("no policy".to_owned()),
            },
        })
    }

    /// The one new copy.
    fn among(&self, made: &Made, listed: &[Value], others: &OfOthers) -> Observation {
        if made.id().is_none() && self.before.is_none() {
            let message = "nothing is known of the copies before, so none is recognized";
            return Observation::Undecided(message.to_owned());
        }
        let is_old = |id: &str| self.before.iter().flatten().any(|own| own == id);
        let can_be = |it: &Value| !text(it, "BackupId").is_some_and(is_old);
        let (id, one) = match made.among(listed, "BackupId", others, can_be) {
            Ok(one) => one,
            Err(seen) => return seen,
        };
        let state = text(one, "BackupState").unwrap_or("no state");
        let words = format!("{id} is {state}");
        match state {
            "CREATE_IN_PROGRESS" => {
                made.decide(id);
                Observation::UnderWay(words)
            }
            "READY" => {
                made.decide(id);
                Observation::Reached(words)
            }
            // A copy that failed: <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Backup.html>
            "DELETED" => Observation::Before(words),
            _ => Observation::Undecided(words),
        }
    }

    fn shared(&self, listed: Option<&str>) -> Observation {
        let Some(listed) = listed else { return Observation::Before("no policy".to_owned()) };
        let now = Some(digest_of_policy(listed));
        if now == self.answered || now == self.policy {
            let words = Access::of(listed).unwrap_or_default().words();
            return Observation::Reached(format!("shared with {words}"));
        }
        Observation::Before("another policy".to_owned())
    }
}

fn kept(backup: &Value, wanted: bool) -> Observation {
    let state = text(backup, "BackupState").unwrap_or("no state");
    match backup.get("NeverExpires").and_then(Value::as_bool) {
        Some(now) if now == wanted => Observation::Reached(format!("NeverExpires is {now}")),
        Some(now) => Observation::Before(format!("NeverExpires is {now}")),
        None if state == BackupState::Deleted.as_str() => Observation::Before(state.to_owned()),
        None => Observation::Undecided("NeverExpires isn’t reported".to_owned()),
    }
}

/// SHA-256 (hex) of the canonical JSON, so that policies that say the same have the same; of the text, if
/// it is none.
pub(super) fn digest_of_policy(policy: &str) -> String {
    let policy = serde_json::from_str(policy).unwrap_or_else(|_| Value::from(policy));
    canonical::digest(&canonical::canonical(policy))
}

#[cfg(test)]
mod tests;
