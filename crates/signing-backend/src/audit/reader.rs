//! Reading the log while it is written to: never under the lock of whoever writes, and once for all
//! who ask at the same time.

use std::{
    cell::Cell,
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use backend_api::{Activity, AuditRecord, ChainStatus, Evidence};

use super::{
    AuditError,
    chain::{Pace, Unhurried},
    newest,
    tail::{End, Tail},
    verified::Verified,
};

/// The console shows so many.
const NEWEST: usize = 500;
/// The records of an attempt are looked for among so many.
const SEARCHED: usize = 20_000;
/// How long a log is read again that keeps changing while it is read.
const PATIENCE: Duration = Duration::from_secs(10);

/// Reads the log.
#[derive(Debug)]
pub(super) struct Reader {
    /// Nothing is read without one.
    tail: Option<Tail>,
    verified: Mutex<Verified>,
    /// Held while somebody reads; the others wait for what is found.
    shared: tokio::sync::Mutex<Option<Found>>,
}

#[derive(Debug)]
struct Found {
    begun: Instant,
    activity: Arc<Activity>,
}

impl Reader {
    pub(super) fn new(tail: Option<Tail>, verified: Option<Verified>) -> Self {
        let path = tail.as_ref().map(|tail| tail.end().path).unwrap_or_default();
        let verified = verified.unwrap_or_else(|| Verified::nothing(&path));
        Self { tail, verified: Mutex::new(verified), shared: tokio::sync::Mutex::new(None) }
    }

    /// The newest records, and whether the log holds together.
    pub(super) async fn activity(self: &Arc<Self>) -> Result<Arc<Activity>, AuditError> {
        let arrived = Instant::now();
        let mut shared = self.shared.lock().await;
        // A reading that began earlier could lack what the caller knows to be there.
        if let Some(found) = shared.as_ref().filter(|found| found.begun >= arrived) {
            return Ok(found.activity.clone());
        }
        let begun = Instant::now();
        let activity = Arc::new(self.in_background(Self::read).await?);
        *shared = Some(Found { begun, activity: activity.clone() });
        Ok(activity)
    }

    /// The newest records alone, the newest first.
    pub(super) async fn newest(
        self: &Arc<Self>,
        count: usize,
    ) -> Result<Vec<AuditRecord>, AuditError> {
        self.in_background(move |reader, pace| {
            reader.read_at_rest(Vec::new, |end| Ok((newest::read(end, count, pace)?, true)))
        })
        .await
    }

    /// The records of one attempt, the oldest first, if they are among the newest ones.
    pub(super) async fn of_attempt(
        self: &Arc<Self>,
        id: String,
    ) -> Result<Vec<Evidence>, AuditError> {
        self.in_background(move |reader, pace| {
            reader.read_at_rest(Vec::new, |end| {
                Ok((newest::of_attempt(end, &id, SEARCHED, pace)?, true))
            })
        })
        .await
    }

    /// On a thread of its own, and no longer than somebody waits for it.
    async fn in_background<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Self, &dyn Pace) -> io::Result<T> + Send + 'static,
    ) -> Result<T, AuditError> {
        let reader = self.clone();
        let waiting = Waiting(Arc::new(AtomicBool::new(true)));
        let pace = WhileAwaited(waiting.0.clone());
        let result = tokio::task::spawn_blocking(move || read(&reader, &pace)).await;
        drop(waiting);
        result.map_err(|error| AuditError::Read(io::Error::other(error)))?.map_err(AuditError::Read)
    }

    fn read(&self, pace: &dyn Pace) -> io::Result<Activity> {
        let nothing =
            || Activity { records: Vec::new(), chain: ChainStatus::Verified { records: 0 } };
        self.read_at_rest(nothing, |end| {
            let found = self.read_up_to(end, pace)?;
            let holds = matches!(found.chain, ChainStatus::Verified { .. });
            Ok((found, holds))
        })
    }

    /// Reads again when what was found may only look odd because the log moved on meanwhile: a file
    /// was put aside, or a line was written, which looks like somebody else's change.
    fn read_at_rest<T>(
        &self,
        nothing: impl FnOnce() -> T,
        read: impl Fn(&End) -> io::Result<(T, bool)>,
    ) -> io::Result<T> {
        let Some(tail) = &self.tail else { return Ok(nothing()) };
        let begun = Instant::now();
        loop {
            let end = tail.end();
            let read = read(&end);
            let plausible = matches!(read, Ok((_, true)));
            let now = tail.end();
            let at_rest = now == end || plausible && now.identity == end.identity;
            if at_rest {
                return read.map(|(found, _)| found);
            }
            if begun.elapsed() > PATIENCE {
                // What looks like a break may be none: nobody knows.
                return Err(io::Error::other("the log kept changing while it was read"));
            }
        }
    }

    fn read_up_to(&self, end: &End, pace: &dyn Pace) -> io::Result<Activity> {
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        let chain = verified.advance(end, pace)?;
        verified.save();
        drop(verified);
        Ok(Activity { records: newest::read(end, NEWEST, pace)?, chain })
    }

    /// No reading ends while this is held.
    #[cfg(test)]
    pub(super) fn hold(&self) -> std::sync::MutexGuard<'_, Verified> {
        self.verified.lock().unwrap()
    }

    /// Verifies everything anew, slowly, and trusts nothing that was remembered.
    pub(super) fn verify_anew(&self, ended: &AtomicBool) -> io::Result<ChainStatus> {
        let Some(tail) = &self.tail else { return Ok(ChainStatus::Verified { records: 0 }) };
        let pace = Slowly { ended, since: Cell::new(Instant::now()) };
        let mut fresh = Verified::nothing(&tail.end().path);
        fresh.advance(&tail.end(), &pace)?;
        self.verified.lock().unwrap_or_else(PoisonError::into_inner).take_over(fresh);
        // With what was written meanwhile.
        self.read(&Unhurried).map(|found| found.chain)
    }
}

/// Set back when whoever waits goes away.
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

struct WhileAwaited(Arc<AtomicBool>);

impl Pace for WhileAwaited {
    fn go_on(&self) -> io::Result<()> {
        if self.0.load(Ordering::Relaxed) {
            Ok(())
        } else {
            Err(io::Error::other("the reader has gone"))
        }
    }
}

/// Leaves three quarters of a processor to others.
struct Slowly<'a> {
    ended: &'a AtomicBool,
    since: Cell<Instant>,
}

impl Pace for Slowly<'_> {
    fn go_on(&self) -> io::Result<()> {
        const TURN: Duration = Duration::from_millis(5);
        if self.ended.load(Ordering::Relaxed) {
            return Err(io::Error::other("the backend ends"));
        }
        let worked = self.since.get().elapsed();
        if worked >= TURN {
            std::thread::sleep(worked * 3);
            self.since.set(Instant::now());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future::Future as _, sync::mpsc, task::Poll};

    #[tokio::test]
    async fn a_reading_ends_when_nobody_waits_for_it() {
        const PATIENCE: Duration = Duration::from_secs(20);
        let reader = Arc::new(Reader::new(None, None));
        let (sender, ended) = mpsc::channel();
        let mut waiting = Box::pin(reader.in_background(move |_, pace| {
            let start = Instant::now();
            while pace.go_on().is_ok() {
                assert!(start.elapsed() < PATIENCE, "it reads for nobody");
                std::thread::yield_now();
            }
            let _ = sender.send(());
            Ok(())
        }));
        let first = std::future::poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context)));
        assert!(first.await.is_pending());
        drop(waiting);
        ended.recv_timeout(PATIENCE).expect("it reads for nobody");
    }
}
