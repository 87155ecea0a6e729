//! Which permits are out, what was planned under each, and which are used up.
//!
//! Kept in memory with the key: when the process ends, all permits end. Times are of the monotonic
//! clock, so that a clock that is set back makes no permit good again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use backend_api::ApiErrorCode;
use cloudhsm_api::Tag;
use serde_json::Value;

use super::{Change, Target, elsewhere::Elsewhere, seen::Seen};
use crate::{Failure, clock::Clock, identity::Identity, reader::text};

/// So many wrong confirmations use a permit up.
const TRIES: u8 = 5;
/// Permits that are out at once; beyond that the oldest ends.
const MOST: usize = 64;
/// A permit is remembered so long after its end, to say *why* it is no good.
const REMEMBER: Duration = Duration::from_mins(30);

/// A permit that is out.
#[derive(Debug, Clone)]
pub(crate) struct Issued {
    /// The attempt that it belongs to.
    pub(crate) attempt: String,
    pub(crate) region: String,
    pub(crate) target: Target,
    /// The cluster that the target is, or belongs to.
    pub(crate) cluster: Option<String>,
    /// In whose name it was planned.
    pub(crate) identity: Identity,
    /// The text that must be typed; empty where nothing is.
    pub(crate) typed: String,
    /// The name that must be typed beside it.
    pub(crate) name: Option<String>,
    /// The canonical state that was planned on.
    pub(crate) state: Value,
    /// Who used the cluster and who could, as the plan said: what was acknowledged of it, counts when
    /// the request is sent.
    pub(crate) seen: Option<Seen>,
    /// Where the keys also exist, as the plan said.
    pub(crate) elsewhere: Option<Elsewhere>,
}

impl Issued {
    /// The tags with this key that the target had when it was planned.
    pub(crate) fn tags_with(&self, key: &str) -> Vec<Tag> {
        let resource = match self.target.backup_id() {
            Some(id) => {
                let backups = self.state.get("backups").and_then(Value::as_array);
                backups.and_then(|it| it.iter().find(|one| text(one, "BackupId") == Some(id)))
            }
            None => self.state.get("cluster"),
        };
        let tags = resource.and_then(|it| it.get("TagList")?.as_array()).into_iter().flatten();
        let of_key = tags.filter(|tag| text(tag, "Key") == Some(key));
        of_key.map(|tag| Tag::new(key, text(tag, "Value").unwrap_or_default())).collect()
    }

    /// The clusters and backups that no other request may act on while it is carried out.
    pub(crate) fn places(&self) -> Vec<&str> {
        let made = match &self.target {
            // Two at once in a region could be taken for each other.
            Target::Change(change @ Change::CreateCluster(_)) => {
                vec![self.target.id()].into_iter().chain(change.source_backup()).collect()
            }
            _ => Vec::new(),
        };
        self.cluster.as_deref().into_iter().chain(self.target.backup_id()).chain(made).collect()
    }
}

#[derive(Debug)]
struct LedgerEntry {
    /// Without its state.
    issued: Issued,
    /// Written as text: most of a state is certificates, and a tree of it is several times as big.
    state: Option<String>,
    /// On the monotonic clock.
    expires: Duration,
    wrong: u8,
    end: Option<End>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Used,
    TooManyTries,
    Changed,
    Superseded,
    Crowded,
}

/// All permits of this process.
#[derive(Debug)]
pub(crate) struct Ledger {
    entries: Mutex<HashMap<String, LedgerEntry>>,
    clock: Arc<dyn Clock>,
}

impl Ledger {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { entries: Mutex::default(), clock }
    }

    /// Notes a new permit, good until `expires` on the monotonic clock.
    pub(crate) fn issue(&self, id: String, mut issued: Issued, expires: Duration) {
        let now = self.clock.monotonic();
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|_, entry| now < entry.expires.saturating_add(REMEMBER));
        entries.values_mut().filter(|entry| entry.expires <= now).for_each(LedgerEntry::forget);
        let is_open = |entry: &LedgerEntry| entry.end.is_none() && now < entry.expires;
        let mut open = entries.values().filter(|entry| is_open(entry)).count();
        while open >= MOST {
            let oldest = entries.values_mut().filter(|entry| is_open(entry));
            let Some(oldest) = oldest.min_by_key(|entry| entry.expires) else { break };
            oldest.close(End::Crowded);
            open -= 1;
        }
        let state = Some(std::mem::take(&mut issued.state).to_string());
        entries.insert(id, LedgerEntry { issued, state, expires, wrong: 0, end: None });
    }

    /// What was planned under a permit that is still good.
    pub(crate) fn open(&self, id: &str) -> Result<Issued, Failure> {
        self.with(id, |entry| {
            let state = entry.state.as_deref().and_then(|text| serde_json::from_str(text).ok());
            Issued { state: state.unwrap_or_default(), ..entry.issued.clone() }
        })
    }

    /// Counts a wrong confirmation; how many more are allowed.
    pub(crate) fn count_wrong(&self, id: &str) -> Result<u8, Failure> {
        self.with(id, |entry| {
            entry.wrong += 1;
            if entry.wrong >= TRIES {
                entry.close(End::TooManyTries);
            }
            TRIES - entry.wrong
        })
    }

    /// Ends a permit whose state is no longer the planned one.
    pub(crate) fn end_changed(&self, id: &str) {
        let _ = self.with(id, |entry| entry.close(End::Changed));
    }

    /// Uses a permit up. Of any number of callers, one gets `Ok`.
    pub(crate) fn consume(&self, id: &str) -> Result<(), Failure> {
        self.with(id, |entry| entry.close(End::Used))
    }

    /// What comes of a permit that was used up: it ends all others for the same. Where its request
    /// came too late to be sent, it is given back instead.
    pub(crate) fn conclude(&self, id: &str, issued: &Issued, is_too_late: bool) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if is_too_late {
            if let Some(entry) = entries.get_mut(id) {
                entry.end = None;
                entry.state = Some(issued.state.to_string());
                entry.issued.seen.clone_from(&issued.seen);
                entry.issued.elsewhere.clone_from(&issued.elsewhere);
            }
            return;
        }
        let place = (&issued.region, &issued.target);
        entries
            .values_mut()
            .filter(|it| it.end.is_none() && (&it.issued.region, &it.issued.target) == place)
            .for_each(|it| it.close(End::Superseded));
    }

    fn with<T>(&self, id: &str, work: impl FnOnce(&mut LedgerEntry) -> T) -> Result<T, Failure> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        // A good signature without an entry: forgotten after its end.
        let entry = entries.get_mut(id).ok_or_else(expired)?;
        match entry.end {
            Some(end) => Err(end.failure()),
            None if self.clock.monotonic() >= entry.expires => Err(expired()),
            None => Ok(work(entry)),
        }
    }
}

impl LedgerEntry {
    fn close(&mut self, end: End) {
        self.end = Some(end);
        self.forget();
    }

    /// What only an open permit needs.
    fn forget(&mut self) {
        self.state = None;
        self.issued.seen = None;
        self.issued.elsewhere = None;
    }
}

impl End {
    fn failure(self) -> Failure {
        let (code, message) = match self {
            Self::Used => {
                (ApiErrorCode::PermitUsed, "This confirmation was used before. Refresh the plan.")
            }
            Self::TooManyTries => {
                (ApiErrorCode::PermitUsed, "Too many wrong confirmations. Refresh the plan.")
            }
            Self::Changed => (
                ApiErrorCode::PermitUsed,
                "The resource changed since this plan. Use the new plan.",
            ),
            Self::Superseded => (
                ApiErrorCode::PermitSuperseded,
                "Already carried out under another plan. Check its outcome, and refresh the plan if \
                 there is still something to do.",
            ),
            Self::Crowded => (
                ApiErrorCode::PermitExpired,
                "Too many plans are open, and this one was the oldest. Refresh the plan.",
            ),
        };
        Failure::backend(code, message).with_field(backend_api::PERMIT_HEADER)
    }
}

fn expired() -> Failure {
    Failure::backend(ApiErrorCode::PermitExpired, "This confirmation expired. Refresh the plan.")
        .with_field(backend_api::PERMIT_HEADER)
}

#[cfg(test)]
mod tests;
