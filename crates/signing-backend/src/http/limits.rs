//! How much and how long: limits on time and on requests at once.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend_api::ApiErrorCode;
use tokio::sync::Semaphore;

use crate::Failure;

/// Limits on what one client can make the backend hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The largest body.
    pub body_bytes: usize,
    /// The time in which a body must have arrived.
    pub body_time: Duration,
    /// The time in which an answer must be there.
    pub total_time: Duration,
    /// Requests at once.
    pub requests: usize,
    /// Streams of the fleet, and plans that fill in, at once.
    pub streams: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(10),
            total_time: Duration::from_secs(90),
            requests: 256,
            streams: 64,
        }
    }
}

pub(crate) async fn limit_load(
    State(slots): State<Arc<Semaphore>>,
    request: Request,
    next: Next,
) -> Response {
    // Whoever watches the process is answered when it is busiest, and costs next to nothing.
    let watched = matches!(request.uri().path(), "/healthz" | "/readyz");
    let slot = if watched { None } else { Some(slots.try_acquire()) };
    if let Some(Err(_)) = slot {
        return Failure::backend(ApiErrorCode::Overloaded, "Too many requests at once.")
            .with_retry_after(1)
            .into_response();
    }
    next.run(request).await
}

/// Ends what takes longer than the limit. Not for requests that change something: whether those may
/// have been sent, only the guard knows, and only it answers for them.
pub(crate) async fn limit_time(
    State(limit): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    in_time(limit, next.run(request)).await.unwrap_or_else(IntoResponse::into_response)
}

/// The same for a part of a request.
pub(crate) async fn in_time<T>(
    limit: Duration,
    work: impl Future<Output = T>,
) -> Result<T, Failure> {
    tokio::time::timeout(limit, work).await.map_err(|_| {
        let message = format!("No response within {} s.", limit.as_secs());
        Failure::backend(ApiErrorCode::UpstreamTimeout, message).with_retry_after(1)
    })
}
