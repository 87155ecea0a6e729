//! Who writes the log: one at a time, each record in its place of the chain.
//!
//! An outcome has its room on the disk since its intent. If it can't be written even so, it is kept,
//! and is written before anything else.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    AuditError, Entry, Store, Verifier, attempts, chain,
    clamp::{self, LONGEST_LINE},
};

/// So many attempts can be open at once.
const MOST_ROOMS: u64 = 256;
/// What an outcome can take, in bytes.
const ROOM: u64 = LONGEST_LINE as u64;

/// Writes the log.
#[derive(Debug)]
pub(super) struct Writer {
    store: Box<dyn Store>,
    sequence: u64,
    previous: String,
    /// Outcomes that could not be written, the oldest first.
    kept: VecDeque<Kept>,
    rooms: Arc<AtomicU64>,
}

/// An outcome that could not be written, at its time.
#[derive(Debug)]
struct Kept {
    entry: Entry,
    time: String,
    space: Option<Space>,
}

/// The room on the disk for one outcome. Dropping it gives the room up.
#[derive(Debug)]
pub(super) struct Space(Arc<AtomicU64>);

impl Drop for Space {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Writer {
    pub(super) fn new(store: Box<dyn Store>, verifier: &Verifier) -> Self {
        Self {
            store,
            sequence: verifier.sequence(),
            previous: verifier.previous().to_owned(),
            kept: VecDeque::new(),
            rooms: Arc::default(),
        }
    }

    /// Writes an intent, and sets room aside for its outcome.
    pub(super) fn announce(&mut self, entry: Entry, time: String) -> Result<Space, AuditError> {
        self.write_kept()?;
        if self.rooms.load(Ordering::Relaxed) >= MOST_ROOMS {
            return Err(AuditError::TooManyOpen(MOST_ROOMS));
        }
        self.rooms.fetch_add(1, Ordering::Relaxed);
        let space = Space(self.rooms.clone());
        self.write(entry, time, false)?;
        Ok(space)
    }

    /// Writes a record; one of an outcome is kept if it can't be written.
    pub(super) fn append(
        &mut self,
        entry: Entry,
        time: String,
        space: Option<Space>,
    ) -> Result<(), AuditError> {
        let kept = self.write_kept();
        // What has its own room need not wait for a record that has none; the records of one attempt
        // keep their order.
        let may_pass = space.is_some() && !self.keeps_of(&entry.attempt);
        let written = if may_pass { Ok(()) } else { kept }
            .and_then(|()| self.write(entry.clone(), time.clone(), space.is_some()));
        match written {
            Err(error) if attempts::is_outcome(entry.event) => {
                self.kept.push_back(Kept { entry, time, space });
                Err(AuditError::Kept(Box::new(error)))
            }
            written => written,
        }
    }

    /// Writes what was kept. Until that succeeds nothing else is written.
    pub(super) fn write_kept(&mut self) -> Result<(), AuditError> {
        while let Some(Kept { entry, time, space }) = self.kept.front() {
            let (entry, time, has_space) = (entry.clone(), time.clone(), space.is_some());
            self.write(entry, time, has_space)?;
            self.kept.pop_front();
        }
        Ok(())
    }

    /// Whether outcomes are kept.
    pub(super) fn keeps(&self) -> bool {
        !self.kept.is_empty()
    }

    fn keeps_of(&self, attempt: &str) -> bool {
        self.kept.iter().any(|kept| kept.entry.attempt == attempt)
    }

    /// Gives the room back that nobody needs.
    pub(super) fn tidy(&mut self) {
        if self.rooms.load(Ordering::Relaxed) == 0 {
            self.store.give_back();
        }
    }

    fn write(&mut self, entry: Entry, time: String, has_space: bool) -> Result<(), AuditError> {
        self.store.check()?;
        let sequence = self.sequence + 1;
        let record = entry.into_record(sequence, time, self.previous.clone());
        let line = clamp::line(&record).map_err(AuditError::Write)?;
        let rooms = self.rooms.load(Ordering::Relaxed);
        if !has_space && rooms > 0 {
            // Besides its own, so that it takes nobody's.
            let room = line.len() as u64 + 1 + rooms * ROOM;
            self.store.make_room(room).map_err(AuditError::NoRoom)?;
        }
        self.store.append(&line, sequence).map_err(AuditError::Write)?;
        self.sequence = sequence;
        self.previous = chain::hash(&line);
        Ok(())
    }
}
