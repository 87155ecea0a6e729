//! The router of a backend: every request passes its layers before a route sees it.

use std::sync::Arc;

use axum::{
    Router, middleware,
    response::{IntoResponse, Response},
};
use backend_api::ApiErrorCode;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate},
};

use crate::{
    Backend, Failure,
    http::{
        bearer, body, check_host, check_origin,
        console_files::console_files,
        cors,
        envelope::envelope,
        head::check_head,
        headers::security_headers,
        limits::{limit_load, limit_time},
    },
    routes::{self, Route},
};

/// The router of a backend: testable without a socket.
pub fn app(backend: Arc<Backend>) -> Router {
    let console = backend.settings.console.as_ref().map(console_files);
    let (api, open): (Vec<_>, Vec<_>) = routes::table().into_iter().partition(Route::is_api);
    let settings = &backend.settings;
    let hosts = Arc::new(settings.hosts.clone());
    let origins = (Arc::new(settings.origins.clone()), hosts.clone());
    let limits = Arc::new(settings.limits.clone());
    let in_time = middleware::from_fn_with_state(settings.limits.total_time, limit_time);
    let add = |router: Router<Arc<Backend>>, route: Route| {
        let answer =
            if route.keeps_time { route.answer } else { route.answer.layer(in_time.clone()) };
        router.route(route.path, answer)
    };
    let api = api
        .into_iter()
        .fold(Router::new(), add)
        .route("/api/{*rest}", axum::routing::any(not_found))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn_with_state(limits, body::buffer))
        .layer(middleware::from_fn_with_state(backend.token_check.clone(), bearer::require_token))
        .layer(cors(&settings.origins))
        .layer(middleware::from_fn_with_state(origins, check_origin));
    let router = open
        .into_iter()
        .fold(Router::new(), add)
        .method_not_allowed_fallback(method_not_allowed)
        .merge(api)
        .with_state(backend.clone());
    let router = match console {
        Some(files) => router.fallback_service(files),
        None => router.fallback(not_found),
    };
    router
        .layer(CatchPanicLayer::custom(defect))
        .layer(middleware::from_fn_with_state(hosts, check_host))
        .layer(middleware::from_fn(check_head))
        .layer(middleware::from_fn_with_state(backend.slots.clone(), limit_load))
        .layer(middleware::from_fn(security_headers))
        .layer(middleware::from_fn_with_state(backend.metrics.clone(), envelope))
        // Outside of the envelope, so that errors travel compressed too. The fastest level: the
        // pages of a list are what is large, and someone waits for each.
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(DefaultPredicate::new()),
        )
}

/// A defect must not take the connection, and with it other requests, along. The panic's own text
/// is in the log already.
fn defect(_: Box<dyn std::any::Any + Send>) -> Response {
    Failure::backend(ApiErrorCode::InternalError, "The backend failed. See its log for details.")
        .into_response()
}

async fn not_found() -> Response {
    Failure::backend(ApiErrorCode::NotFound, "Path not found.")
        .with_allowed(routes::names())
        .into_response()
}

async fn method_not_allowed() -> Response {
    Failure::backend(ApiErrorCode::MethodNotAllowed, "This path doesn't accept this method.")
        .into_response()
}
