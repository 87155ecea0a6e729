//! What is known of the fleet, and what of it a reader does not have yet.
//!
//! Everything that changes gets the next sequence number. Nothing is queued for a reader: what it lacks
//! is found by comparing numbers, so a slow reader costs no memory, and one that comes back gets just
//! what changed. Of clusters that are gone only so many are remembered; who was away for longer gets
//! everything anew. No I/O, no clock.

mod line;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use backend_api::{Attempt, FleetEvent, RegionStatus, Unread};
use cloudhsm_api::Timestamp;
use line::{ROWS_A_LINE, flush};

use super::row::Row;

pub(crate) use line::Line;

/// So many clusters that are gone are remembered.
const MOST_GONE: usize = 1000;

/// Where a reader is: the run of the backend and the sequence number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) stream: String,
    pub(crate) sequence: u64,
}

impl Position {
    /// Reads `STREAM.SEQUENCE`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (stream, sequence) = text.rsplit_once('.')?;
        Some(Self { stream: stream.to_owned(), sequence: sequence.parse().ok()? })
    }
}

/// A value, and the sequence number of its last change.
#[derive(Debug)]
struct Changed<T> {
    at: u64,
    value: T,
}

/// The fleet as it is known.
#[derive(Debug)]
pub(crate) struct Known {
    stream: String,
    sequence: u64,
    /// By region and cluster ID.
    rows: BTreeMap<(Arc<str>, String), Changed<Row>>,
    regions: BTreeMap<Arc<str>, Changed<RegionStatus>>,
    /// By ID.
    attempts: BTreeMap<String, Changed<Attempt>>,
    gone: VecDeque<Changed<(Arc<str>, String)>>,
    /// Up to here, clusters that are gone may have been forgotten.
    forgotten: u64,
}

impl Known {
    /// Nothing yet. `stream` names this run of the backend.
    pub(crate) fn new(stream: String) -> Self {
        Self {
            stream,
            sequence: 0,
            rows: BTreeMap::new(),
            regions: BTreeMap::new(),
            attempts: BTreeMap::new(),
            gone: VecDeque::new(),
            forgotten: 0,
        }
    }

    /// The sequence number of the newest change.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    fn next(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// A row that is new or changed.
    pub(crate) fn put(&mut self, region: &Arc<str>, id: &str, row: Row) {
        let at = self.next();
        self.rows.insert((Arc::clone(region), id.to_owned()), Changed { at, value: row });
    }

    /// A row that was made of another one; not if that has changed meanwhile. Whether it hasn't.
    pub(crate) fn replace(&mut self, region: &Arc<str>, id: &str, old: &Row, new: Row) -> bool {
        let is_old = self.row(region, id).is_some_and(|row| Arc::ptr_eq(row.json(), old.json()));
        if is_old {
            self.put(region, id, new);
        }
        is_old
    }

    /// A row, if it is known.
    pub(crate) fn row(&self, region: &Arc<str>, id: &str) -> Option<&Row> {
        self.rows.get(&(Arc::clone(region), id.to_owned())).map(|changed| &changed.value)
    }

    /// The rows of a region by cluster ID.
    pub(crate) fn rows_of<'a>(
        &'a self,
        region: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Row)> {
        let from = (Arc::<str>::from(region), String::new());
        self.rows
            .range(from..)
            .take_while(move |((own, _), _)| **own == *region)
            .map(|((_, id), changed)| (id.as_str(), &changed.value))
    }

    /// A cluster that AWS no longer lists.
    pub(crate) fn remove(&mut self, region: &Arc<str>, id: &str) {
        let key = (Arc::clone(region), id.to_owned());
        if self.rows.remove(&key).is_none() {
            return;
        }
        let at = self.next();
        self.gone.push_back(Changed { at, value: key });
        while self.gone.len() > MOST_GONE {
            self.forgotten = self.gone.pop_front().map_or(self.forgotten, |oldest| oldest.at);
        }
    }

    /// What is known of a region, if that is something else than before.
    pub(crate) fn set_status(&mut self, status: RegionStatus) {
        let region = Arc::<str>::from(status.region.as_str());
        if self.regions.get(&region).is_some_and(|old| old.value == status) {
            return;
        }
        let at = self.next();
        self.regions.insert(region, Changed { at, value: status });
    }

    /// What is known of a region.
    pub(crate) fn status(&self, region: &str) -> Option<&RegionStatus> {
        self.regions.get(region).map(|changed| &changed.value)
    }

    /// The attempts as they are now. Those that the guard forgot stay with their readers.
    pub(crate) fn set_attempts(&mut self, attempts: Vec<Attempt>) {
        self.attempts.retain(|id, _| attempts.iter().any(|attempt| attempt.id == *id));
        for attempt in attempts {
            if self.attempts.get(&attempt.id).is_some_and(|old| old.value == attempt) {
                continue;
            }
            let at = self.next();
            self.attempts.insert(attempt.id.clone(), Changed { at, value: attempt });
        }
    }

    /// The clusters of a region that an attempt is open for.
    pub(crate) fn open_clusters<'a>(&'a self, region: &'a str) -> impl Iterator<Item = &'a str> {
        let open = self.attempts.values().map(|changed| &changed.value);
        open.filter(move |it| it.region == region && it.is_open() && it.state.was_sent())
            .filter_map(|attempt| attempt.cluster.as_deref())
    }

    /// Forgets everything: it was another account's. Readers get everything anew.
    pub(crate) fn reset(&mut self, stream: String) {
        *self = Self::new(stream);
    }

    /// What a reader lacks who has everything up to a position, and the position after it. Without one,
    /// or when what is gone since is not known any more, it is everything.
    pub(crate) fn since(&self, position: Option<&Position>, time: Timestamp) -> Vec<Line> {
        let resumed = position.filter(|it| {
            it.stream == self.stream
                && it.sequence >= self.forgotten
                && it.sequence <= self.sequence
        });
        let stream = self.stream.clone();
        let (first, from) = match resumed {
            Some(position) => (FleetEvent::Resumed { stream }, position.sequence),
            None => (FleetEvent::Snapshot { stream }, 0),
        };
        let mut lines = vec![Line::Event(first)];
        self.changes(from, resumed.is_some(), &mut lines);
        lines.push(Line::Event(FleetEvent::At { sequence: self.sequence, time }));
        lines
    }

    fn changes(&self, from: u64, tells_gone: bool, lines: &mut Vec<Line>) {
        for changed in self.regions.values().filter(|it| it.at > from) {
            lines.push(Line::Event(FleetEvent::Region { status: Box::new(changed.value.clone()) }));
        }
        let mut rows: Vec<Arc<str>> = Vec::new();
        let mut region: Option<&Arc<str>> = None;
        for ((own, _), changed) in self.rows.iter().filter(|(_, it)| it.at > from) {
            if region != Some(own) || rows.len() == ROWS_A_LINE {
                flush(&mut rows, region, lines);
                region = Some(own);
            }
            rows.push(Arc::clone(changed.value.json()));
        }
        flush(&mut rows, region, lines);
        if tells_gone {
            let mut gone: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for it in self.gone.iter().filter(|it| it.at > from) {
                let (region, id) = &it.value;
                // It may have come back since.
                if !self.rows.contains_key(&it.value) {
                    gone.entry(region).or_default().push(id.clone());
                }
            }
            lines.extend(gone.into_iter().map(|(region, clusters)| {
                Line::Event(FleetEvent::Gone { region: region.to_owned(), clusters })
            }));
        }
        let attempts = self.attempts.values().filter(|it| it.at > from);
        let attempts: Vec<_> = attempts.map(|changed| changed.value.clone()).collect();
        if !attempts.is_empty() {
            // Strings and numbers: they have no way to be no JSON.
            let attempts = Unread::of(&attempts);
            let event = attempts.map(|attempts| FleetEvent::Attempts { attempts });
            lines.extend(event.map(Line::Event));
        }
    }
}

#[cfg(test)]
mod tests;
