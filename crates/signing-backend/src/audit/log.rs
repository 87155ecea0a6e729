//! The log as the rest of the backend uses it: announcing, concluding, refusing, and reading.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use backend_api::{Activity, AuditRecord, Evidence};
use tokio::time::Instant;

use super::{
    AuditError, Entry, Store, Verifier, background,
    reader::Reader,
    throttle::{INTERVAL, Throttle},
    writer::{Space, Writer},
};
use crate::clock::{Clock, timestamp};

/// What could not be written is tried again after so long.
const RETRY: Duration = Duration::from_secs(5);

/// The log. Its clones are the same log.
#[derive(Debug, Clone)]
pub struct AuditLog {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    writer: Mutex<Writer>,
    reader: Arc<Reader>,
    throttle: Mutex<Throttle>,
    clock: Arc<dyn Clock>,
    /// Somebody waits to write outcomes that were kept.
    retrying: AtomicBool,
    /// Ends what reads in the background.
    ended: Arc<AtomicBool>,
}

/// An attempt that is announced, with the room on the disk for its outcome. Whoever drops it without
/// [`AuditLog::conclude`] leaves the attempt open, and gives the room back.
#[derive(Debug)]
#[must_use = "an attempt that is not concluded stays open"]
pub struct Room {
    space: Option<Space>,
    log: Weak<Shared>,
}

impl Drop for Room {
    fn drop(&mut self) {
        if self.space.take().is_none() {
            return;
        }
        // Whoever is writing now gives it back afterwards.
        if let Some(log) = self.log.upgrade()
            && let Ok(mut writer) = log.writer.try_lock()
        {
            writer.tidy();
        }
    }
}

impl AuditLog {
    /// A log that continues where the verifier ended.
    pub fn new(mut store: Box<dyn Store>, verifier: &Verifier, clock: Arc<dyn Clock>) -> Self {
        let reader = Reader::new(store.tail(), store.verified());
        let shared = Shared {
            writer: Mutex::new(Writer::new(store, verifier)),
            reader: Arc::new(reader),
            throttle: Mutex::default(),
            clock,
            retrying: AtomicBool::new(false),
            ended: Arc::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Records what is about to be sent, and sets room aside for what comes of it. Both are on the
    /// disk when this returns; after an error nothing may be sent.
    pub async fn announce(&self, entry: Entry) -> Result<Room, AuditError> {
        let log = Arc::downgrade(&self.shared);
        self.write(move |writer, time| {
            let space = Some(writer.announce(entry, time)?);
            Ok(Room { space, log })
        })
        .await
    }

    /// Records what came of an attempt, in the room that it has. What can't be written is kept, and
    /// is written before anything else.
    pub async fn conclude(&self, mut room: Room, entry: Entry) -> Result<(), AuditError> {
        let space = room.space.take();
        let written = self.write(move |writer, time| writer.append(entry, time, space)).await;
        self.retry_later(&written);
        written
    }

    /// Appends a record; it is on the disk when this returns. For a dry run, and for an outcome that
    /// was found out later, which is kept if it can't be written.
    pub async fn append(&self, entry: Entry) -> Result<(), AuditError> {
        let written = self.write(move |writer, time| writer.append(entry, time, None)).await;
        self.retry_later(&written);
        written
    }

    /// Records a refusal, or counts it when there were too many. The count gets a record of its own
    /// as soon as it may.
    pub async fn refuse(&self, entry: Entry) -> Result<(), AuditError> {
        let passed = {
            let mut throttle = self.shared.throttle();
            let passed = throttle.pass(entry, Instant::now());
            if passed.is_none() && !std::mem::replace(&mut throttle.awaited, true) {
                tokio::spawn(write_left_out(Arc::downgrade(&self.shared)));
            }
            passed
        };
        match passed {
            Some(entry) => self.append(entry).await,
            None => Ok(()),
        }
    }

    /// The newest records, and whether the whole log holds together. Whoever asks meanwhile gets the
    /// same answer.
    pub async fn activity(&self) -> Result<Arc<Activity>, AuditError> {
        self.shared.reader.activity().await
    }

    /// No reading ends while this is held.
    #[cfg(test)]
    pub(super) fn hold_readings(&self) -> impl Drop {
        self.shared.reader.hold()
    }

    /// So many records, the newest first.
    pub async fn newest(&self, count: usize) -> Result<Vec<AuditRecord>, AuditError> {
        self.shared.reader.newest(count).await
    }

    /// The records of one attempt, the oldest first; none if they are older than what is searched.
    pub async fn of_attempt(&self, id: &str) -> Result<Vec<Evidence>, AuditError> {
        self.shared.reader.of_attempt(id.to_owned()).await
    }

    /// Verifies the whole log in the background, now and every day, and trusts nothing that was
    /// remembered. Ends with [`AuditLog::finish`], or with the last clone.
    pub fn verify_in_background(&self) {
        background::verify(self.shared.reader.clone(), self.shared.ended.clone());
    }

    /// Writes what is not written yet, and ends the background tasks.
    pub async fn finish(&self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        let rest = self.shared.throttle().rest();
        let written = match rest {
            Some(left_out) => self.append(left_out.entry()).await,
            None => self.write(|writer, _| writer.write_kept()).await,
        };
        if let Err(error) = written {
            tracing::error!(%error, "the audit log lacks its last records");
        }
    }

    async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&mut Writer, String) -> Result<T, AuditError> + Send + 'static,
    ) -> Result<T, AuditError> {
        let shared = self.shared.clone();
        // On a thread of its own: a disk may take its time, and the work must not stop half way
        // when the client goes.
        tokio::task::spawn_blocking(move || {
            let mut writer = shared.writer();
            // Taken under the lock, so that times are in the order of the lines.
            let time = timestamp(shared.clock.now()).to_rfc3339();
            let written = write(&mut writer, time);
            writer.tidy();
            written
        })
        .await?
    }

    fn retry_later(&self, written: &Result<(), AuditError>) {
        if matches!(written, Err(AuditError::Kept(_)))
            && !self.shared.retrying.swap(true, Ordering::Relaxed)
        {
            tokio::spawn(write_kept(Arc::downgrade(&self.shared)));
        }
    }
}

impl Shared {
    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn throttle(&self) -> MutexGuard<'_, Throttle> {
        self.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

/// Writes what was left out as soon as it may, until nothing is left.
async fn write_left_out(log: Weak<Shared>) {
    let mut wait = INTERVAL;
    loop {
        tokio::time::sleep(wait).await;
        let Some(log) = log.upgrade().map(|shared| AuditLog { shared }) else { return };
        let left_out = log.shared.throttle().several(Instant::now());
        wait = INTERVAL;
        if let Some(left_out) = left_out
            && let Err(error) = log.append(left_out.entry()).await
        {
            tracing::error!(%error, "refusals could not be recorded");
            log.shared.throttle().take_back(left_out);
            wait = RETRY;
        }
        let mut throttle = log.shared.throttle();
        if !throttle.has_more() {
            throttle.awaited = false;
            return;
        }
    }
}

/// Writes what was kept as soon as it can be written.
async fn write_kept(log: Weak<Shared>) {
    loop {
        tokio::time::sleep(RETRY).await;
        let Some(log) = log.upgrade().map(|shared| AuditLog { shared }) else { return };
        let kept = log
            .write(|writer, _| {
                let _ = writer.write_kept();
                Ok(writer.keeps())
            })
            .await;
        if matches!(kept, Ok(false)) {
            log.shared.retrying.store(false, Ordering::Relaxed);
            return;
        }
    }
}
