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
    /// The policy that AWS's answer has: AWS may write it in another way than it was sent.
    #[serde(default, rename = "answeredPolicy", skip_serializing_if = "Option::is_none")]
    answered: Option<String>,
    /// The copy, once a reading decided which it is. After a restart it is decided again.
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
        Self { before: list.map(ids), change, answered: None, copy: OnceLock::new() }
    }

    /// AWS accepted it.
    pub(in crate::guard::change) fn answered(&mut self, body: &[u8]) {
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        self.answered = text(&answer, "Policy").map(str::to_owned);
    }

    pub(in crate::guard::change) fn operation(&self) -> Operation {
        self.change.operation()
    }

    /// All texts of which a part would be something else.
    pub(in crate::guard::change) fn texts(&self) -> Vec<&String> {
        let own = match &self.change.action {
            BackupAction::Copy { destination, .. } => vec![destination],
            BackupAction::Share { arn, policy } => vec![arn, policy],
            BackupAction::Unshare { arn } => vec![arn],
            BackupAction::NeverExpires(_) | BackupAction::Restore => Vec::new(),
        };
        let before = self.before.iter().flatten().chain(&self.answered);
        own.into_iter().chain(before).chain([&self.change.backup_id]).collect()
    }

    /// The copy that a reading decided on.
    pub(in crate::guard::change) fn made(&self) -> Option<&str> {
        self.copy.get().map(String::as_str)
    }

    /// Where it makes a copy: two of one backup in one region could be taken for each other.
    pub(in crate::guard::change) fn place(&self, region: &str) -> Option<String> {
        match &self.change.action {
            BackupAction::Copy { destination, .. } => {
                Some(format!("{region} {} {destination}", self.change.backup_id))
            }
            _ => None,
        }
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
            BackupAction::Share { arn, policy } => {
                self.shared(reader.policy_text(arn).await?.as_deref(), policy)
            }
            BackupAction::Unshare { arn } => match reader.policy_text(arn).await? {
                None => Observation::Reached("no policy".to_owned()),
                Some(_) => Observation::Before("has a policy".to_owned()),
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
                    "CREATE_IN_PROGRESS" => Observation::UnderWay(words),
                    "READY" => {
                        // Another reading could have come first: then it decided the same.
                        let _ = self.copy.set(own(one));
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

    fn shared(&self, listed: Option<&str>, wanted: &str) -> Observation {
        let Some(listed) = listed else { return Observation::Before("no policy".to_owned()) };
        let is_answered = self.answered.as_deref().is_some_and(|it| is_same_policy(it, listed));
        if is_answered || is_same_policy(listed, wanted) {
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

/// Whether two policies are the same JSON.
pub(super) fn is_same_policy(one: &str, other: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    one == other || read(one).is_some_and(|it| Some(it) == read(other))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn goal(action: BackupAction, state: &Value) -> BackupGoal {
        BackupGoal::new(BackupChange { backup_id: "backup-a".into(), action }, state)
    }

    fn copy_goal(state: &Value) -> BackupGoal {
        goal(BackupAction::Copy { destination: "eu-west-1".into(), tags: vec![] }, state)
    }

    fn copy(id: &str, state: &str) -> Value {
        json!({ "BackupId": id, "BackupState": state, "SourceBackup": "backup-a" })
    }

    #[test]
    fn only_one_new_copy_that_nobody_else_made_is_the_one() {
        let goal = || copy_goal(&json!({ "copies": ["backup-old"] }));
        let none = OfOthers::default();
        let old = copy("backup-old", "READY");
        let listed = [old.clone(), copy("backup-b", "READY")];
        assert_eq!(goal().among(&[old], &none), Observation::Absent);
        let one = goal();
        assert_eq!(one.among(&listed, &none), Observation::Reached("backup-b is READY".into()));
        assert_eq!(one.made(), Some("backup-b"));
        let of_another = OfOthers { made: vec!["backup-b".into()], is_open: false };
        assert_eq!(goal().among(&listed, &of_another), Observation::Absent);
        let open = OfOthers { made: vec![], is_open: true };
        assert!(matches!(goal().among(&listed, &open), Observation::Undecided(_)));
        let two = [copy("backup-b", "READY"), copy("backup-c", "CREATE_IN_PROGRESS")];
        assert!(matches!(goal().among(&two, &none), Observation::Undecided(_)));
        let under_way = [copy("backup-b", "CREATE_IN_PROGRESS")];
        assert!(matches!(goal().among(&under_way, &none), Observation::UnderWay(_)));
        let failed = [copy("backup-b", "DELETED")];
        assert!(matches!(goal().among(&failed, &none), Observation::Before(_)));
        // Without what was there before, nothing is recognized.
        let blind = copy_goal(&json!({ "copies": "unknown" }));
        assert!(matches!(blind.among(&listed, &none), Observation::Undecided(_)));
    }

    #[test]
    fn a_policy_is_the_one_that_was_sent_or_that_was_answered() {
        let policy = r#"{"Statement":[{"Effect":"Allow","Principal":"111122223333"}]}"#;
        let as_listed = r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"}}]}"#;
        let mut goal = goal(
            BackupAction::Share { arn: "arn:x".into(), policy: policy.into() },
            &json!({ "policy": { "text": null } }),
        );
        let reached = |goal: &BackupGoal, listed: Option<&str>| {
            matches!(goal.shared(listed, policy), Observation::Reached(_))
        };
        assert!(reached(&goal, Some(&policy.replace(':', ": "))));
        assert!(!reached(&goal, Some(as_listed)) && !reached(&goal, None));
        goal.answered(json!({ "Policy": as_listed }).to_string().as_bytes());
        assert!(reached(&goal, Some(as_listed)));
    }

    #[test]
    fn what_is_not_reported_is_not_false() {
        let never = |value: Value| kept(&json!({ "NeverExpires": value }), false);
        assert!(matches!(never(json!(false)), Observation::Reached(_)));
        assert!(matches!(never(json!(true)), Observation::Before(_)));
        assert!(matches!(never(Value::Null), Observation::Undecided(_)));
    }
}
