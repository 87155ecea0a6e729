//! A disk that outlives its process, can be full, and can be what the process dies at.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use backend_api::AuditRecord;
use signing_backend::audit::Store;
use tokio::time::Instant;

use crate::life::{Life, Place};

/// One line of the log, and when it was written.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) text: Vec<u8>,
    pub(crate) record: AuditRecord,
    pub(crate) at: Duration,
    /// The number of the process's life in which it was written.
    pub(crate) run: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) lines: Vec<Line>,
    pub(crate) is_full: bool,
    /// Bytes that are set aside.
    pub(crate) room: u64,
    /// Lines that did not fit: the log may be silent about what they would have said.
    pub(crate) lost: u32,
    /// Lines for which no room could be set aside: they come later, or never.
    pub(crate) delayed: u32,
}

/// The disk of one process and its successors.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk(Arc<Mutex<Content>>);

impl Disk {
    pub(crate) fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap()
    }

    /// What a process writes with.
    pub(crate) fn opened_by(&self, life: Arc<Life>, run: u32, start: Instant) -> Box<dyn Store> {
        Box::new(Head { disk: self.clone(), life, run, start })
    }
}

#[derive(Debug)]
struct Head {
    disk: Disk,
    life: Arc<Life>,
    run: u32,
    start: Instant,
}

impl Store for Head {
    fn append(&mut self, line: &[u8], _: u64) -> io::Result<()> {
        let dead = || io::Error::other("the process is dead");
        // A part of a line is moved aside when the log is opened again: as if it were not there.
        if self.life.is_over() || self.life.dies_at(Place::BeforeAppend) {
            return Err(dead());
        }
        let mut content = self.disk.content();
        if content.is_full {
            // Only in the room that was set aside before.
            let size = u64::try_from(line.len()).unwrap() + 1;
            if content.room < size {
                content.lost += 1;
                return Err(io::ErrorKind::StorageFull.into());
            }
            content.room -= size;
        }
        let record = serde_json::from_slice(line).map_err(io::Error::other)?;
        let at = self.start.elapsed();
        content.lines.push(Line { text: line.to_owned(), record, at, run: self.run });
        drop(content);
        if self.life.dies_at(Place::AfterAppend) { Err(dead()) } else { Ok(()) }
    }

    fn make_room(&mut self, bytes: u64) -> io::Result<()> {
        let mut content = self.disk.content();
        if content.is_full && bytes > content.room {
            content.delayed += 1;
            return Err(io::ErrorKind::StorageFull.into());
        }
        content.room = bytes;
        Ok(())
    }

    fn give_back(&mut self) {
        self.disk.content().room = 0;
    }
}
