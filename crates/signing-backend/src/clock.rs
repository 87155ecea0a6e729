//! What time it is, so that tests can say so.

use std::{
    sync::LazyLock,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use cloudhsm_api::Timestamp;

/// A source of the present time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present time.
    fn now(&self) -> SystemTime;

    /// The time since some moment, by a clock that nobody can set back.
    fn monotonic(&self) -> Duration;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }
}

/// Milliseconds since the epoch; 0 before it.
pub(crate) fn epoch_millis(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The time as AWS's wire has it.
pub(crate) fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::EpochMillis(epoch_millis(time))
}
