//! What is known of a region, operation by operation. Pure: it knows what is due, and asks nothing.

use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};

use backend_api::{AskedOperation, AskedStatus, HistoryEvent};
use cloudhsm_api::{Operation, OperationClass, Timestamp};

use super::pages::Found;
use crate::dependents::{Outcome, Reading, reading::Refusal};

/// An answer is good for so long.
const KEEP: Duration = Duration::from_mins(5);
/// A failure may be over sooner, and a permission be added.
const KEEP_FAILURE: Duration = Duration::from_secs(30);

/// In this order: what people look for first. The rest follows.
const FIRST: [Operation; 4] =
    [Operation::DeleteCluster, Operation::DeleteHsm, Operation::CreateHsm, Operation::DeleteBackup];

/// What came of asking for one operation.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// When it was there, on the monotonic clock.
    at: Duration,
    reading: Reading<Found>,
    /// What was known before it failed: events don't become undone.
    before: Option<Found>,
}

impl Slot {
    pub(super) fn new(reading: Reading<Found>, at: Duration) -> Self {
        Self { at, reading, before: None }
    }

    fn found(&self) -> Option<&Found> {
        let has_failed = matches!(self.reading.outcome, Outcome::Failed(_));
        self.reading.known().or(self.before.as_ref().filter(|_| has_failed))
    }

    fn is_due(&self, now: Duration) -> bool {
        let keep = match self.reading.outcome {
            Outcome::Known(_) | Outcome::NotAsked => KEEP,
            Outcome::Failed(_) | Outcome::NotAllowed(_) => KEEP_FAILURE,
        };
        now.saturating_sub(self.at) >= keep
    }
}

/// What is known of a region in one name.
#[derive(Debug, Clone, Default)]
pub(super) struct RegionRecord {
    /// In whose name it was asked: another account has another record.
    access_key_id: Option<String>,
    slots: BTreeMap<Operation, Slot>,
    asking: bool,
}

impl RegionRecord {
    /// Takes on the asking for whoever wants it: whether there is something to ask, and nobody does yet.
    pub(super) fn begin(&mut self, access_key_id: Option<&str>, now: Duration) -> bool {
        if self.access_key_id.as_deref() != access_key_id {
            *self = Self { access_key_id: access_key_id.map(str::to_owned), ..Self::default() };
        }
        let begins = !self.asking && self.due(now).is_some();
        self.asking |= begins;
        begins
    }

    /// What to ask for next in this name. With nothing, nobody asks any more.
    pub(super) fn next_or_end(
        &mut self,
        access_key_id: Option<&str>,
        now: Duration,
    ) -> Option<Operation> {
        if !self.is_of(access_key_id) {
            return None;
        }
        let next = self.due(now);
        self.asking = next.is_some();
        next
    }

    /// What came of it, unless it is another's record by now.
    pub(super) fn put(&mut self, access_key_id: Option<&str>, operation: Operation, slot: Slot) {
        if self.is_of(access_key_id) {
            self.insert(operation, slot);
        }
    }

    fn insert(&mut self, operation: Operation, mut slot: Slot) {
        slot.before = self.slots.remove(&operation).and_then(|it| it.found().cloned());
        self.slots.insert(operation, slot);
    }

    /// The rest won't be answered either.
    pub(super) fn give_up(&mut self, access_key_id: Option<&str>, message: &str, at: Duration) {
        // What one identity could not ask says nothing of another's record.
        if !self.is_of(access_key_id) {
            return;
        }
        let refusal = Refusal { code: None, message: message.to_owned(), lookup: None };
        while let Some(operation) = self.due(at) {
            let outcome = Outcome::Failed(refusal.clone());
            let reading = Reading { outcome, since: Some(at), request_ids: Vec::new() };
            self.insert(operation, Slot::new(reading, at));
        }
    }

    pub(super) fn is_asking(&self) -> bool {
        self.asking
    }

    fn is_of(&self, access_key_id: Option<&str>) -> bool {
        self.access_key_id.as_deref() == access_key_id
    }

    /// One refusal is enough: the permission is the same for all.
    fn due(&self, now: Duration) -> Option<Operation> {
        let is_refused = self.slots.values().any(|slot| {
            matches!(slot.reading.outcome, Outcome::NotAllowed(_)) && !slot.is_due(now)
        });
        let is_due = |it: &Operation| self.slots.get(it).is_none_or(|slot| slot.is_due(now));
        if is_refused { None } else { asked().find(is_due) }
    }

    /// What asking came to, all in all.
    pub(super) fn reading(&self, is_wanted: bool) -> Reading<()> {
        if !is_wanted {
            return Reading { outcome: Outcome::NotAsked, since: None, request_ids: Vec::new() };
        }
        let readings = || self.slots.values().map(|slot| &slot.reading);
        let refused = readings().find_map(|it| match &it.outcome {
            Outcome::NotAllowed(refusal) => Some(Outcome::NotAllowed(refusal.clone())),
            _ => None,
        });
        let failed = readings().find_map(|it| match &it.outcome {
            Outcome::Failed(refusal) => Some(Outcome::Failed(refusal.clone())),
            _ => None,
        });
        Reading {
            outcome: refused.or(failed).unwrap_or(Outcome::Known(())),
            since: readings().filter_map(|it| it.since).min(),
            request_ids: readings().flat_map(|it| it.request_ids.iter().cloned()).collect(),
        }
    }

    /// Whether everything was answered, as far back as the record goes.
    pub(super) fn is_complete(&self) -> bool {
        self.operations().iter().all(|it| it.status == AskedStatus::Answered)
    }

    /// Operation by operation.
    pub(super) fn operations(&self) -> Vec<AskedOperation> {
        asked().map(|operation| self.operation(operation)).collect()
    }

    fn operation(&self, name: Operation) -> AskedOperation {
        let (status, back_to, message) = match self.slots.get(&name).map(|it| &it.reading.outcome) {
            None | Some(Outcome::NotAsked) => (AskedStatus::Pending, None, None),
            Some(Outcome::Known(Found { cut_off: None, .. })) => {
                (AskedStatus::Answered, None, None)
            }
            Some(Outcome::Known(Found { cut_off, .. })) => {
                (AskedStatus::CutOff, cut_off.clone(), None)
            }
            Some(Outcome::Failed(refusal) | Outcome::NotAllowed(refusal)) => {
                (AskedStatus::Failed, None, Some(refusal.message.clone()))
            }
        };
        AskedOperation { name, status, back_to, message }
    }

    /// The events of a cluster, newest first, and how many of the region don't say what they are about.
    /// `ids`: those of the cluster, its HSMs and its backups. Those of former ones are in the events.
    pub(super) fn events_of(
        &self,
        cluster_id: &str,
        mut ids: HashSet<String>,
    ) -> (Option<Vec<HistoryEvent>>, u32) {
        let found: Vec<_> = self.slots.values().filter_map(Slot::found).collect();
        let all = || found.iter().flat_map(|it| &it.events);
        for known in all().filter(|it| it.clusters.iter().any(|id| id == cluster_id)) {
            ids.extend(known.members.iter().cloned());
        }
        let own = all().filter(|it| it.event.ids.iter().any(|id| ids.contains(id)));
        let mut events: Vec<_> = own.map(|it| it.event.clone()).collect();
        let millis = |it: &HistoryEvent| it.time.as_ref().and_then(Timestamp::epoch_millis);
        events.sort_by_key(|it| std::cmp::Reverse(millis(it)));
        let unmatched = all().filter(|it| it.is_unmatched).count();
        let unmatched = u32::try_from(unmatched).unwrap_or(u32::MAX);
        ((!found.is_empty()).then_some(events), unmatched)
    }
}

/// The operations that change something, in the order of asking.
fn asked() -> impl Iterator<Item = Operation> {
    let changes = |it: &Operation| it.class() != OperationClass::Reading;
    let rest = Operation::ALL.iter().copied().filter(|it| !FIRST.contains(it));
    FIRST.into_iter().chain(rest).filter(changes)
}
