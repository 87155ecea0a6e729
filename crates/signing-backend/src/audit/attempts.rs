//! Which attempts are open: announced, and their outcome not recorded.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use backend_api::{AttemptState, AuditEvent, AuditRecord};
use cloudhsm_api::Operation;

use super::recorded_change::RecordedChange;

/// Of so many attempts of several steps that are finished, the steps are kept: one that was found gone
/// can be listed again, and then the attempt is open again.
const MOST_FINISHED: usize = 20;

/// The last words of the attempts that are not finished, and what else must be known to follow them.
///
/// Of an attempt of several steps, the newest record of the whole and of each step is kept, finished or
/// not: an open step alone doesn't say what became of the others. Beside an open creation, so are the
/// finished ones in the same place: what they made, it didn't. To note a record takes as long
/// however many are open.
#[derive(Debug, Clone, Default)]
pub struct LastWords {
    /// In the order in which they were noted.
    kept: BTreeMap<u64, AuditRecord>,
    /// Where the records of each attempt are in there.
    places: HashMap<String, Vec<u64>>,
    /// The finished attempts of several steps, by their newest record.
    finished: BTreeSet<u64>,
    /// The creations in each place, by their attempts.
    creations: HashMap<String, BTreeSet<String>>,
    next: u64,
}

impl LastWords {
    /// Follows one record.
    pub fn note(&mut self, record: AuditRecord) {
        if matches!(record.event, AuditEvent::Refusal | AuditEvent::DryRun) {
            return;
        }
        let id = record.attempt.clone();
        self.forget(&id, |it| it.resource == record.resource);
        let is_of_several = is_about_several(&record) || self.of_attempt(&id).any(is_about_several);
        let creates_in = place_of_creation(&record);
        let is_open = record.state().is_open();
        let may_have_made = creates_in.is_some() && record.state() != AttemptState::Refused;
        if is_open || is_of_several || may_have_made {
            self.insert(record);
        }
        if is_of_several {
            self.forget_finished();
        }
        if let Some(place) = creates_in
            && !is_open
        {
            self.forget_creations(&place);
        }
    }

    /// All of them, in the order in which they were noted.
    pub fn records(&self) -> impl Iterator<Item = &AuditRecord> {
        self.kept.values()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    fn of_attempt(&self, id: &str) -> impl Iterator<Item = &AuditRecord> {
        self.places.get(id).into_iter().flatten().filter_map(|at| self.visit(*at))
    }

    fn visit(&self, at: u64) -> Option<&AuditRecord> {
        #[cfg(test)]
        tests::VISITS.set(tests::VISITS.get() + 1);
        self.kept.get(&at)
    }

    fn insert(&mut self, record: AuditRecord) {
        let id = record.attempt.clone();
        if let Some(place) = place_of_creation(&record) {
            self.creations.entry(place).or_default().insert(id.clone());
        }
        self.kept.insert(self.next, record);
        self.places.entry(id.clone()).or_default().push(self.next);
        self.next += 1;
        self.mark(&id);
    }

    /// Drops the records of an attempt that are like this.
    fn forget(&mut self, id: &str, is_so: impl Fn(&AuditRecord) -> bool) {
        let Some(places) = self.places.remove(id) else { return };
        for at in &places {
            self.finished.remove(at);
        }
        let (like_this, others): (Vec<_>, Vec<_>) =
            places.into_iter().partition(|at| self.visit(*at).is_none_or(&is_so));
        for at in like_this {
            self.kept.remove(&at);
        }
        if !others.is_empty() {
            self.places.insert(id.to_owned(), others);
        }
        self.mark(id);
    }

    /// Notes whether an attempt is a finished one of several steps.
    fn mark(&mut self, id: &str) {
        for at in self.places.get(id).into_iter().flatten() {
            self.finished.remove(at);
        }
        let is_finished = self.of_attempt(id).any(is_about_several)
            && !self.of_attempt(id).any(|it| it.state().is_open());
        if is_finished {
            self.finished.extend(self.places.get(id).and_then(|places| places.last()));
        }
    }

    /// Drops what was finished the longest ago.
    fn forget_finished(&mut self) {
        while self.finished.len() > MOST_FINISHED
            && let Some(oldest) = self.finished.pop_first()
        {
            let id = self.kept.get(&oldest).map(|it| it.attempt.clone()).unwrap_or_default();
            self.forget(&id, |_| true);
        }
    }

    /// Drops the creations in a place where none is open any more.
    fn forget_creations(&mut self, place: &str) {
        let is_open = |id: &String| self.of_attempt(id).any(|it| it.state().is_open());
        if self.creations.get(place).into_iter().flatten().any(is_open) {
            return;
        }
        for id in self.creations.remove(place).unwrap_or_default() {
            self.forget(&id, |_| true);
        }
    }
}

impl FromIterator<AuditRecord> for LastWords {
    /// From records that were kept before, all of which are.
    fn from_iter<T: IntoIterator<Item = AuditRecord>>(records: T) -> Self {
        let mut all = Self::default();
        records.into_iter().for_each(|it| all.insert(it));
        all
    }
}

/// Where a record's attempt creates something, if it does: a region, a cluster in it, or a backup and the
/// region that it is copied to.
pub(crate) fn place_of_creation(record: &AuditRecord) -> Option<String> {
    match (record.operation, &record.cluster) {
        (Operation::CreateCluster, _) => Some(record.region.clone()),
        (Operation::CreateHsm, Some(cluster_id)) => {
            Some([&record.region, " ", cluster_id].concat())
        }
        (Operation::CopyBackupToRegion, _) => {
            let change = RecordedChange::of(record)?;
            Some([&record.region, " ", &record.resource, " ", change.destination()?].concat())
        }
        _ => None,
    }
}

/// Whether a record is about several resources together.
pub(crate) fn is_about_several(record: &AuditRecord) -> bool {
    record.resource.contains(' ')
}

/// Whether a record says what came of a call that was sent, so that it must not be lost.
pub(crate) fn is_outcome(event: AuditEvent) -> bool {
    event == AuditEvent::Outcome
}

#[cfg(test)]
mod tests;
