//! The router of `/metrics`, on a listener of its own.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use backend_api::ApiErrorCode;

use crate::{Backend, Failure};

/// `GET /metrics`, and nothing else: for a listener of its own.
pub fn metrics_app(backend: Arc<Backend>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .layer(middleware::from_fn_with_state(backend.clone(), check_host))
        .with_state(backend)
}

async fn check_host(State(backend): State<Arc<Backend>>, request: Request, next: Next) -> Response {
    if backend.settings.hosts.allows_for_metrics(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "Use the address, or a name added with --allow-host.\n").into_response()
}

async fn metrics(State(backend): State<Arc<Backend>>) -> Response {
    const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    match backend.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, TYPE)], text).into_response(),
        Err(_) => Failure::backend(ApiErrorCode::InternalError, "No numbers.").into_response(),
    }
}
