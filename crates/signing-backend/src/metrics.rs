//! Numbers for whoever watches many of these: Prometheus's text, on a listener of its own.
//!
//! Counts, never contents: no account, no resource, no user is a label.

use std::{fmt, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use backend_api::code;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

use crate::{
    Backend, Failure,
    forward::{Answer, CallError},
};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Status {
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Called {
    operation: &'static str,
    outcome: &'static str,
}

/// All numbers of this process.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Status, Counter>,
    failures: Family<Code, Counter>,
    seconds: Histogram,
    calls: Family<Called, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds = Histogram::new(exponential_buckets(0.001, 4.0, 8));
        let (requests, failures, calls) = (Family::default(), Family::default(), Family::default());
        let mut registry = Registry::with_prefix("cloudhsm_console");
        registry.register(
            "requests",
            "Requests answered, by HTTP status",
            Family::clone(&requests),
        );
        registry.register(
            "failures",
            "Requests refused or failed, by code",
            Family::clone(&failures),
        );
        registry.register_with_unit(
            "request",
            "Time from a request's head to its answer's",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register(
            "aws_calls",
            "Calls of AWS, by operation and outcome",
            Family::clone(&calls),
        );
        Self { registry, requests, failures, seconds, calls }
    }
}

impl Metrics {
    /// A request was answered.
    pub(crate) fn answered(&self, status: u16, code: Option<&str>, time: Duration) {
        self.requests.get_or_create(&Status { status }).inc();
        if let Some(code) = code {
            self.failures.get_or_create(&Code { code: known(code) }).inc();
        }
        self.seconds.observe(time.as_secs_f64());
    }

    /// A call of AWS ended.
    pub(crate) fn called(&self, operation: &'static str, result: &Result<Answer, CallError>) {
        let outcome = match result {
            Ok(answer) if answer.is_success() => "success",
            Ok(answer) if answer.error().is_some_and(|it| it.code.is_throttling()) => "throttled",
            Ok(_) => "error",
            Err(CallError::Credentials(_) | CallError::CallerChanged | CallError::TooLate) => {
                "no-credentials"
            }
            Err(CallError::Unreachable(_)) => "unreachable",
            Err(CallError::TimedOut(_)) => "timeout",
            Err(CallError::Broken(_) | CallError::Garbled(_)) => "garbled",
            Err(CallError::TooLarge(_)) => "too-large",
        };
        self.calls.get_or_create(&Called { operation, outcome }).inc();
    }

    fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

/// The code as a label: what answers for AWS can name its errors as it likes, and each name would be
/// another series for ever.
fn known(code: &str) -> &'static str {
    let service = || cloudhsm_api::ErrorCode::KNOWN.iter().map(cloudhsm_api::ErrorCode::as_str);
    code::ALL.iter().copied().chain(service()).find(|known| *known == code).unwrap_or("other")
}

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
    (StatusCode::FORBIDDEN, "Call this by its address, or by a name that --allow-host allows.\n")
        .into_response()
}

async fn metrics(State(backend): State<Arc<Backend>>) -> Response {
    const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    match backend.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, TYPE)], text).into_response(),
        Err(_) => Failure::backend(code::INTERNAL, "No numbers.").into_response(),
    }
}
