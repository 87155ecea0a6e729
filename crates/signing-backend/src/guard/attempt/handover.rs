//! Whether a request can still be cancelled: until it is handed over to AWS, and never after.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use backend_api::ApiErrorCode;
use tokio_util::sync::CancellationToken;

use crate::{Failure, clock::Clock};

const OPEN: u8 = 0;
const SENT: u8 = 1;
const CLIENT_GONE: u8 = 2;
const TIME_LIMIT: u8 = 3;

/// Why a request was cancelled before it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cancelled {
    /// The client went away.
    ClientGone,
    /// The time for the whole request passed.
    TimeLimit,
}

impl Cancelled {
    /// The answer, and what the audit log records.
    pub(crate) fn failure(self) -> Failure {
        match self {
            Self::ClientGone => Failure::backend(
                ApiErrorCode::ClientGone,
                "The client closed the connection before the request was sent to AWS. Nothing was \
                 sent.",
            ),
            Self::TimeLimit => Failure::backend(
                ApiErrorCode::TimeLimit,
                "The time for this request passed before it was sent to AWS. Nothing was sent.",
            ),
        }
    }
}

/// The one place where sending and cancelling exclude each other. Its clones are the same.
#[derive(Debug, Clone)]
pub(crate) struct Handover {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    state: AtomicU8,
    /// On the monotonic clock.
    deadline: Duration,
    cancelled: CancellationToken,
    attempt: OnceLock<String>,
}

impl Handover {
    /// A request that must be sent within `limit` from now.
    pub(crate) fn new(clock: &dyn Clock, limit: Duration) -> Self {
        let deadline = clock.monotonic().saturating_add(limit);
        let inner = Inner {
            state: AtomicU8::new(OPEN),
            deadline,
            cancelled: CancellationToken::new(),
            attempt: OnceLock::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The attempt that this is about, once it is known.
    pub(crate) fn attempt(&self) -> Option<&String> {
        self.inner.attempt.get()
    }

    /// Notes the attempt that this is about. Why it was cancelled meanwhile, if it was.
    pub(crate) fn begin(&self, attempt: &str) -> Result<(), Cancelled> {
        let _ = self.inner.attempt.set(attempt.to_owned());
        match self.inner.state.load(Ordering::SeqCst) {
            CLIENT_GONE => Err(Cancelled::ClientGone),
            TIME_LIMIT => Err(Cancelled::TimeLimit),
            _ => Ok(()),
        }
    }

    /// Cancels it, unless it was sent. Whether it is certain now that it is not sent.
    pub(crate) fn cancel(&self, why: Cancelled) -> bool {
        let why = match why {
            Cancelled::ClientGone => CLIENT_GONE,
            Cancelled::TimeLimit => TIME_LIMIT,
        };
        let before = self.move_on(why);
        if before == OPEN {
            self.inner.cancelled.cancel();
        }
        before != SENT
    }

    /// The last thing before the request is sent: from here on nothing cancels it.
    pub(crate) fn begin_send(&self, clock: &dyn Clock) -> Result<(), Cancelled> {
        if clock.monotonic() >= self.inner.deadline {
            self.cancel(Cancelled::TimeLimit);
        }
        match self.move_on(SENT) {
            OPEN => Ok(()),
            CLIENT_GONE => Err(Cancelled::ClientGone),
            _ => Err(Cancelled::TimeLimit),
        }
    }

    /// Ends when it is cancelled, with the reason; never otherwise.
    pub(crate) async fn cancelled(&self) -> Cancelled {
        self.inner.cancelled.cancelled().await;
        match self.inner.state.load(Ordering::SeqCst) {
            CLIENT_GONE => Cancelled::ClientGone,
            _ => Cancelled::TimeLimit,
        }
    }

    /// Moves from open to another state; the state before.
    fn move_on(&self, to: u8) -> u8 {
        match self.inner.state.compare_exchange(OPEN, to, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(before) | Err(before) => before,
        }
    }
}

/// Cancels a handover when it is dropped, as a handler is when its client goes away.
#[derive(Debug)]
pub(crate) struct CancelOnDrop(pub(crate) Handover);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel(Cancelled::ClientGone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    #[test]
    fn either_it_is_sent_or_it_is_cancelled() {
        let (clock, limit) = (SystemClock, Duration::from_mins(1));
        let sent = Handover::new(&clock, limit);
        assert_eq!(sent.begin_send(&clock), Ok(()));
        assert!(!sent.cancel(Cancelled::ClientGone));
        assert!(!sent.cancel(Cancelled::TimeLimit));

        let left = Handover::new(&clock, limit);
        assert_eq!(left.begin("a"), Ok(()));
        drop(CancelOnDrop(left.clone()));
        assert_eq!(left.begin("a"), Err(Cancelled::ClientGone));
        assert_eq!(left.begin_send(&clock), Err(Cancelled::ClientGone));
        assert!(left.cancel(Cancelled::TimeLimit), "the first reason stays");
        assert_eq!(left.begin_send(&clock), Err(Cancelled::ClientGone));
    }

    #[test]
    fn after_its_time_it_is_not_sent() {
        let late = Handover::new(&SystemClock, Duration::ZERO);
        assert_eq!(late.begin_send(&SystemClock), Err(Cancelled::TimeLimit));
    }
}
