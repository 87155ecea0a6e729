//! What a backend may say, given what it was answered and what it read.

use std::{collections::HashMap, time::Duration};

use backend_api::{AttemptState, AuditEvent};
use cloudhsm_api::Operation;
use serde_json::json;

use crate::{
    cloud::{ACCOUNT, STRANGE},
    disk::Line,
    people::is_certain,
    schedule::Key,
    world::{Known, Observation, Sent, Shown, Who, World},
};

/// What a reading says of a call that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum See {
    Reached,
    UnderWay,
    Before,
    Absent,
}

/// The ID that readings about it ask for.
pub(crate) fn read_as(sent: &Sent) -> &str {
    match sent.operation {
        Operation::DeleteHsm => sent.input["ClusterId"].as_str().unwrap_or_default(),
        _ => &sent.resource,
    }
}

fn see(sent: &Sent, shown: Option<&Shown>) -> See {
    let Some(shown) = shown else { return See::Absent };
    let has = |key: &str, value: Option<&str>| {
        shown.tags.iter().any(|it| it.0 == key && value.is_none_or(|value| it.1 == value))
    };
    let all = |member: &str, holds: &dyn Fn(&serde_json::Value) -> bool| {
        let list = sent.input[member].as_array();
        if list.is_none_or(|it| it.iter().all(holds)) { See::Reached } else { See::Before }
    };
    let state = match sent.operation {
        Operation::TagResource => {
            return all("TagList", &|it| has(it["Key"].as_str().unwrap(), it["Value"].as_str()));
        }
        Operation::UntagResource => {
            return all("TagKeyList", &|it| !has(it.as_str().unwrap(), None));
        }
        Operation::RestoreBackup => {
            return if shown.state == "READY" { See::Reached } else { See::Before };
        }
        Operation::DeleteHsm => match shown.hsms.iter().find(|it| it.0 == sent.resource) {
            Some(hsm) => hsm.1.as_str(),
            None => return See::Absent,
        },
        _ => shown.state.as_str(),
    };
    match state {
        "DELETED" => See::Reached,
        "PENDING_DELETION" if sent.operation == Operation::DeleteBackup => See::Reached,
        "DELETE_IN_PROGRESS" => See::UnderWay,
        _ => See::Before,
    }
}

/// Who announced a call that was never sent, because the process died in between: the next one can't
/// know that, and looks for it.
fn announced(process: usize, line: &Line) -> Sent {
    let record = &line.record;
    let is_stranger = record.access_key_id.as_deref() == Some(Key::Stranger.pair().0);
    Sent {
        who: Who { process, run: line.run },
        at: line.at,
        ended: None,
        account: if is_stranger { STRANGE } else { ACCOUNT },
        region: record.region.clone(),
        operation: record.operation,
        input: json!({ "ClusterId": record.cluster }),
        resource: record.resource.clone(),
        attempt: record.attempt.clone(),
        known: Known::NotSent,
        carried_out: None,
        places: Vec::new(),
        since: line.at,
        is_guarded: true,
    }
}

impl World {
    /// The send of an attempt or a step, or else its newest announcement.
    pub(crate) fn sent_or_announced(
        &self,
        process: usize,
        attempt: &str,
        resource: &str,
        lines: &[Line],
    ) -> Option<Sent> {
        let is_it = |it: &&Line| {
            let record = &it.record;
            record.event == AuditEvent::Intent
                && (record.attempt.as_str(), record.resource.as_str()) == (attempt, resource)
        };
        let sent = self.sends(process, attempt, Some(resource)).next().cloned();
        sent.or_else(|| lines.iter().rev().find(is_it).map(|line| announced(process, line)))
    }

    /// What each task of its process read of a call since it was sent, in the same account and
    /// region, until some time.
    fn seen(&self, sent: &Sent, by: Duration) -> Vec<Vec<(See, Duration)>> {
        let mut tasks: HashMap<_, Vec<(See, Duration)>> = HashMap::new();
        let about = |it: &&Observation| {
            it.who.process == sent.who.process
                && (it.account, it.region.as_str()) == (sent.account, sent.region.as_str())
                && it.id == read_as(sent)
                && it.began >= sent.at
                && it.at <= by
        };
        for sight in self.observations.iter().filter(about) {
            let seen = tasks.entry((sight.who, sight.task)).or_default();
            seen.push((see(sent, sight.shown.as_ref()), sight.at));
        }
        tasks.into_values().collect()
    }

    /// When the newest reading by some time began that did not list what a call was to delete.
    pub(crate) fn last_absence(&self, who: Who, sent: &Sent, by: Duration) -> Option<Duration> {
        let is_it = |it: &&Observation| {
            (it.who, it.id.as_str()) == (who, read_as(sent))
                && it.at <= by
                && see(sent, it.shown.as_ref()) == See::Absent
        };
        self.observations.iter().rev().find(is_it).map(|it| it.began)
    }

    /// Why nobody could know, by some time, that a call is in this state. `is_new`: the state was
    /// found just now, so that the newest readings must show it.
    pub(crate) fn why_not(
        &self,
        sent: Option<&Sent>,
        state: AttemptState,
        by: Duration,
        is_new: bool,
    ) -> Option<String> {
        let Some(sent) = sent else {
            let is_claim = state.was_sent() && state != AttemptState::Unknown;
            let is_claim = is_claim && !matches!(state, AttemptState::StillUnknown);
            return is_claim.then(|| "it was never sent".to_owned());
        };
        let seen = self.seen(sent, by);
        // At the same instant, the same task may have read once more for the next HSM.
        let is_newest = |rest: &[(See, Duration)]| rest.iter().all(|it| it.1 == by);
        let some = |length: usize, wanted: See| {
            seen.iter().any(|it| {
                it.windows(length).enumerate().any(|(start, window)| {
                    window.iter().all(|it| it.0 == wanted)
                        && (!is_new || is_newest(&it[start + length..]))
                })
            })
        };
        let reached = some(1, See::Reached);
        let holds = match state {
            AttemptState::Planned | AttemptState::Permitted | AttemptState::Announced => {
                sent.known == Known::NotSent && sent.ended.is_none()
            }
            AttemptState::Refused => is_certain(sent.known),
            AttemptState::Accepted => {
                sent.known == Known::Accepted
                    || seen.iter().flatten().any(|it| it.0 == See::UnderWay)
            }
            AttemptState::Gone => reached || some(2, See::Absent),
            AttemptState::Done => reached,
            AttemptState::CameBack => some(3, See::Before),
            AttemptState::Stopped => false,
            _ => true,
        };
        (!holds).then(|| format!("{sent:?}; read since: {seen:?}"))
    }
}
