//! Reading a request's body, no further than its limit.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use backend_api::ApiErrorCode;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;

use super::Limits;
use crate::Failure;

/// How much of a body that is too large is read and thrown away: a client that still sends does
/// not see the answer, only a reset connection.
const DRAIN_BYTES: usize = 64 * 1024 * 1024;

/// Reads the body of every request, also of those whose route has no use for one: a connection that
/// is closed with bytes unread is reset, and its client does not see the answer.
pub(crate) async fn buffer(
    State(limits): State<Arc<Limits>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    match read(body, &limits).await {
        Ok(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Err(failure) => failure.into_response(),
    }
}

/// The whole body, or why there is none.
pub(crate) async fn read(body: Body, limits: &Limits) -> Result<Bytes, Failure> {
    tokio::time::timeout(limits.body_time, collect(body, limits.body_bytes)).await.unwrap_or_else(
        |_| {
            Err(Failure::backend(
                ApiErrorCode::RequestTimeout,
                format!("The request body didn't arrive within {} s.", limits.body_time.as_secs()),
            ))
        },
    )
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, Failure> {
    let mut collected = BytesMut::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            Failure::malformed("body", format!("The body could not be read: {error}."))
        })?;
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > DRAIN_BYTES {
            break;
        }
        if seen <= limit {
            collected.extend_from_slice(&data);
        } else {
            collected = BytesMut::new();
        }
    }
    if seen > limit {
        return Err(Failure::backend(
            ApiErrorCode::BodyTooLarge,
            format!("The body is larger than {limit} bytes."),
        )
        .with_field("body"));
    }
    Ok(collected.freeze())
}
