//! A plan that is there at once and fills in: a stream of lines, each a whole plan, the last of which is
//! complete.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use backend_api::{ApiErrorCode, DeletionPlan, ErrorBody};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::{Backend, Failure, guard::Target};

type Line = Result<DeletionPlan, Failure>;

/// So soon there can be a place again.
const RETRY_AFTER: u64 = 5;

/// Answers once there is something to show. A failure before that is an answer of its own; after it, the
/// last line has it.
pub(super) async fn answer(
    backend: Arc<Backend>,
    region: String,
    target: Target,
) -> Result<Response, Failure> {
    let place = Arc::clone(&backend.streams).try_acquire_owned().map_err(|_| {
        let message = "Too many streams at once. Close other tabs.";
        Failure::backend(ApiErrorCode::Overloaded, message).with_retry_after(RETRY_AFTER)
    })?;
    // There are no more lines than who is asked, and one.
    let (lines, mut read) = mpsc::unbounded_channel::<Line>();
    tokio::spawn(async move {
        let (shown, gone) = (lines.clone(), lines.clone());
        // Who is gone gets no permit.
        tokio::select! {
            made = backend.guard.plan_filling(&region, &target, |plan| {
                let _ = shown.send(Ok(plan));
            }) => { let _ = lines.send(made); }
            () = gone.closed() => {}
        }
    });
    let Some(first) = read.recv().await else {
        let message = "The backend failed. See its log for details.";
        return Err(Failure::backend(ApiErrorCode::InternalError, message));
    };
    let first = first?;
    let lines = stream::iter([Ok(first)]).chain(UnboundedReceiverStream::new(read));
    let body = lines.map(move |line| {
        // For as long as the client reads.
        let _held = &place;
        Ok::<_, std::io::Error>(written(line))
    });
    let mut response = Body::from_stream(body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    // nginx would hold the lines back otherwise.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    // So that no layer compresses what has to leave line by line.
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
    Ok(response)
}

fn written(line: Line) -> Bytes {
    // Strings, numbers and JSON values have no way to fail.
    let text = match line {
        Ok(plan) => serde_json::to_vec(&plan),
        Err(failure) => serde_json::to_vec(&ErrorBody { error: *failure.error }),
    };
    let mut text = text.unwrap_or_default();
    text.push(b'\n');
    text.into()
}
