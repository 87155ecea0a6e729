//! Simulated time: hours pass in milliseconds, because the runtime's clock jumps to the next timer
//! whenever nothing else is to do.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use signing_backend::clock::Clock;
use tokio::time::Instant;

/// The clock of a process: its monotonic time is the simulated one, and its wall time can be set.
#[derive(Debug)]
pub(crate) struct ModelClock {
    start: Instant,
    /// Seconds that somebody set the wall time forward by, or back.
    set_by: AtomicI64,
}

impl ModelClock {
    pub(crate) fn new(start: Instant) -> Self {
        Self { start, set_by: AtomicI64::new(0) }
    }

    /// Somebody sets the wall time.
    pub(crate) fn set_by(&self, seconds: i64) {
        self.set_by.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ModelClock {
    fn now(&self) -> SystemTime {
        let wall = 1_800_000_000_i64.saturating_add(self.set_by.load(Ordering::SeqCst));
        UNIX_EPOCH + Duration::from_secs(u64::try_from(wall).unwrap_or(0)) + self.start.elapsed()
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(1_000) + self.start.elapsed()
    }
}
