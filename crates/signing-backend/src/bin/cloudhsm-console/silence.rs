//! Closing connections on which nothing happens: each of them holds a place that someone else needs.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, sleep_until};

/// How long one connection has been silent. Its clones are the same.
#[derive(Debug, Clone)]
pub(crate) struct Silence {
    state: Arc<Mutex<State>>,
    first: Duration,
    later: Duration,
}

#[derive(Debug)]
struct State {
    since: Instant,
    running: usize,
    had_request: bool,
}

/// A request that runs.
#[derive(Debug)]
pub(crate) struct Busy(Silence);

impl Silence {
    /// Of a new connection; `first` until its first request, `later` after one.
    pub(crate) fn new(first: Duration, later: Duration) -> Self {
        let state = State { since: Instant::now(), running: 0, had_request: false };
        Self { state: Arc::new(Mutex::new(state)), first, later }
    }

    /// A request begins; it ends when this is dropped.
    pub(crate) fn busy(&self) -> Busy {
        let mut state = self.state();
        state.running += 1;
        state.had_request = true;
        drop(state);
        Busy(self.clone())
    }

    /// Waits until the silence has been too long.
    pub(crate) async fn too_long(&self) {
        loop {
            let end = self.end();
            if end <= Instant::now() {
                return;
            }
            sleep_until(end).await;
        }
    }

    fn end(&self) -> Instant {
        let state = self.state();
        match (state.running, state.had_request) {
            (0, false) => state.since + self.first,
            (0, true) => state.since + self.later,
            // Looked at again then.
            _ => Instant::now() + self.later,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Busy {
    /// The request runs until its answer is written.
    pub(crate) fn until_written(self, body: Body) -> BusyBody {
        BusyBody { body, _busy: self }
    }
}

/// The body of an answer, whose request runs as long as it is there.
#[derive(Debug)]
pub(crate) struct BusyBody {
    body: Body,
    _busy: Busy,
}

impl HttpBody for BusyBody {
    type Data = <Body as HttpBody>::Data;
    type Error = <Body as HttpBody>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.running = state.running.saturating_sub(1);
        state.since = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_still_written_is_no_silence() {
        let seconds = Duration::from_secs;
        let start = Instant::now();
        let silence = Silence::new(seconds(10), seconds(60));
        let body = silence.busy().until_written(Body::empty());
        tokio::spawn(async move {
            tokio::time::sleep(seconds(500)).await;
            drop(body);
        });
        silence.too_long().await;
        assert_eq!(start.elapsed(), seconds(500 + 60));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_counted_from_the_end_of_the_last_request() {
        let seconds = Duration::from_secs;
        let start = Instant::now();
        let silence = Silence::new(seconds(10), seconds(60));
        silence.too_long().await;
        assert_eq!(start.elapsed(), seconds(10));

        let start = Instant::now();
        let silence = Silence::new(seconds(10), seconds(60));
        let (first, second) = (silence.busy(), silence.busy());
        tokio::spawn(async move {
            tokio::time::sleep(seconds(5)).await;
            drop(first);
            tokio::time::sleep(seconds(100)).await;
            drop(second);
        });
        silence.too_long().await;
        assert_eq!(start.elapsed(), seconds(5 + 100 + 60));
    }
}
