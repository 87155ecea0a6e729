//! What shows that a change of a backup happened.
//!
//! AWS's answer to a copy names no copy. So the copies in the destination are compared with those that
//! were there when it was planned: exactly one new one is it. Two are not decided between; it is never
//! sent again.

use std::{sync::OnceLock, time::Duration};

use cloudhsm_api::{BackupState, Operation};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{BackupAction, BackupChange, access::Access, reading::copies};
use crate::{
    Failure,
    guard::{
        attempt::progress::{FOLLOW_CHANGE, FOLLOW_DELETION, Observation},
        canonical,
        change::creations::OfOthers,
    },
    reader::{Reader, text},
};

/// A change of a backup that was sent, as the audit log has it too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::guard::change) struct BackupGoal {
    #[serde(flatten)]
    change: BackupChange,
    /// The IDs of the copies before; `None` if they weren't known.
    #[serde(default, rename = "copiesBefore", skip_serializing_if = "Option::is_none")]
    before: Option<Vec<String>>,
    /// The digest of the policy that was sent.
    #[serde(default, rename = "policySha256", skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    /// The digest of the policy that AWS's answer has: AWS may write it in another way than it was sent.
    #[serde(default, rename = "answeredPolicySha256", skip_serializing_if = "Option::is_none")]
    answered: Option<String>,
    /// The copy, once a reading decided which it is.
    #[serde(skip)]
    copy: OnceLock<String>,
}

impl BackupGoal {
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
        Self { before: list.map(ids), policy, change, answered: None, copy: OnceLock::new() }
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

    pub(in crate::guard::change) fn operation(&self) -> Operation {
        self.change.operation()
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

    /// The copy that a reading decided on.
    pub(in crate::guard::change) fn made(&self) -> Option<&str> {
        self.copy.get().map(String::as_str)
    }

    /// The copy that a reading before a restart decided on.
    pub(in crate::guard::change) fn set_made(&self, copy: &str) {
        // Another reading could have come first: then it decided the same.
        let _ = self.copy.set(copy.to_owned());
    }

    /// The region that a copy is made in.
    pub(in crate::guard::change) fn destination(&self) -> Option<&str> {
        match &self.change.action {
            BackupAction::Copy { destination, .. } => Some(destination),
            _ => None,
        }
    }

    /// Where it makes a copy: two of one backup in one region could be taken for each other.
    pub(in crate::guard::change) fn place(&self, region: &str) -> Option<String> {
        Some(format!("{region} {} {}", self.change.backup_id, self.destination()?))
    }

    pub(in crate::guard::change) fn follow(&self) -> Duration {
        match self.change.action {
            BackupAction::Copy { .. } => FOLLOW_DELETION,
            _ => FOLLOW_CHANGE,
        }
    }

    /// One reading.
    pub(in crate::guard::change) async fn observe(
        &self,
        reader: &Reader<'_>,
        others: &OfOthers,
    ) -> Result<Observation, Failure> {
        let id = &self.change.backup_id;
        Ok(match &self.change.action {
            BackupAction::Copy { destination, .. } => {
                self.among(&copies(reader, destination, id).await?, others)
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
    fn among(&self, listed: &[Value], others: &OfOthers) -> Observation {
        let own = |it: &Value| text(it, "BackupId").unwrap_or_default().to_owned();
        let fitting: Vec<_> = match (self.copy.get(), &self.before) {
            (Some(copy), _) => listed.iter().filter(|it| own(it) == *copy).collect(),
            (None, Some(before)) => listed
                .iter()
                .filter(|it| !before.contains(&own(it)) && !others.made.contains(&own(it)))
                .collect(),
            (None, None) => {
                let message = "nothing is known of the copies before, so none is recognized";
                return Observation::Undecided(message.to_owned());
            }
        };
        match fitting[..] {
            [] => Observation::Absent,
            [one] if self.copy.get().is_none() && others.is_open => Observation::Undecided(
                format!("{} fits, and another attempt could have made it", own(one)),
            ),
            [one] => {
                let state = text(one, "BackupState").unwrap_or("no state");
                let words = format!("{} is {state}", own(one));
                match state {
                    "CREATE_IN_PROGRESS" => {
                        self.set_made(&own(one));
                        Observation::UnderWay(words)
                    }
                    "READY" => {
                        self.set_made(&own(one));
                        Observation::Reached(words)
                    }
                    // A copy that failed: <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_Backup.html>
                    "DELETED" => Observation::Before(words),
                    _ => Observation::Undecided(words),
                }
            }
            ref several => {
                let ids: Vec<_> = several.iter().map(|it| own(it)).collect();
                let (count, ids) = (ids.len(), ids.join(", "));
                Observation::Undecided(format!("{count} fit, and nothing says which: {ids}"))
            }
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

/// SHA-256 (hex) of the canonical JSON; of the text, if it is none.
fn digest_of_policy(policy: &str) -> String {
    let policy = serde_json::from_str(policy).unwrap_or_else(|_| Value::from(policy));
    canonical::digest(&canonical::canonical(policy))
}

/// Whether two policies are the same JSON.
pub(super) fn is_same_policy(one: &str, other: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    one == other || read(one).is_some_and(|it| Some(it) == read(other))
}

#[cfg(test)]
mod tests;
