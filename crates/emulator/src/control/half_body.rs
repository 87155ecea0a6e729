//! A body that breaks off.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::Bytes;
use hyper::body::{Body, Frame};

/// Sends its bytes, then fails.
#[derive(Debug)]
pub(super) struct BreaksOff {
    bytes: Option<Bytes>,
    has_flushed: bool,
}

impl BreaksOff {
    pub(super) fn after(bytes: Bytes) -> Self {
        Self { bytes: Some(bytes), has_flushed: false }
    }
}

impl Body for BreaksOff {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        // The connection writes what it has while a body is pending; an error at once would
        // discard it, and the client would see no answer at all.
        if !self.has_flushed {
            self.has_flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::ConnectionAborted))))
    }
}
