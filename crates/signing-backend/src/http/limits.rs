//! How much and how long: limits on time and on requests at once.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend_api::code;

use crate::{Backend, Failure};

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
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(10),
            total_time: Duration::from_secs(90),
            requests: 256,
        }
    }
}

pub(crate) async fn limit_load(
    State(backend): State<Arc<Backend>>,
    request: Request,
    next: Next,
) -> Response {
    // Whoever watches the process is answered when it is busiest, and costs next to nothing.
    let watched = matches!(request.uri().path(), "/healthz" | "/readyz");
    let slot = if watched { None } else { Some(backend.slots.try_acquire()) };
    if let Some(Err(_)) = slot {
        return Failure::backend(code::OVERLOADED, "Too many requests at once.")
            .with_retry_after(1)
            .into_response();
    }
    let limit = backend.settings.limits.total_time;
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        Failure::backend(
            code::UPSTREAM_TIMEOUT,
            format!("There was no answer within {} s.", limit.as_secs()),
        )
        .with_retry_after(1)
        .into_response()
    })
}
