//! A clock that tests set.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use signing_backend::clock::Clock;

/// A clock whose wall time stands until it is moved; its monotonic time goes on with tokio's, which
/// a test can pause.
#[derive(Debug)]
pub(crate) struct ManualClock {
    wall: AtomicI64,
    monotonic: AtomicI64,
    started: tokio::time::Instant,
}

impl ManualClock {
    pub(crate) fn new() -> Self {
        Self {
            wall: AtomicI64::new(1_800_000_000),
            monotonic: AtomicI64::new(1_000),
            started: tokio::time::Instant::now(),
        }
    }

    /// Time passes.
    pub(crate) fn advance(&self, seconds: i64) {
        self.wall.fetch_add(seconds, Ordering::SeqCst);
        self.monotonic.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Somebody sets the clock, to later or to earlier.
    pub(crate) fn set_by(&self, seconds: i64) {
        self.wall.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        let seconds = u64::try_from(self.wall.load(Ordering::SeqCst)).unwrap();
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn monotonic(&self) -> Duration {
        let moved = u64::try_from(self.monotonic.load(Ordering::SeqCst)).unwrap();
        Duration::from_secs(moved) + self.started.elapsed()
    }
}
