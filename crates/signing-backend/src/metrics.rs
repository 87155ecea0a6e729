//! Numbers for whoever watches many of these: Prometheus's text, on a listener of its own.
//!
//! Counts, never contents: no account, no resource, no user is a label.

use std::{fmt, time::Duration};

use backend_api::ApiErrorCode;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

use crate::forward::{Answer, CallError};

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

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Fate {
    outcome: &'static str,
}

/// All numbers of this process.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Status, Counter>,
    failures: Family<Code, Counter>,
    seconds: Histogram,
    calls: Family<Called, Counter>,
    notices: Family<Fate, Counter>,
    waiting_notices: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds = Histogram::new(exponential_buckets(0.001, 4.0, 8));
        let (requests, failures) = (Family::default(), Family::default());
        let (calls, notices) = (Family::default(), Family::default());
        let waiting_notices = Gauge::default();
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
        registry.register("notices", "Notices, by outcome", Family::clone(&notices));
        registry.register(
            "notices_waiting",
            "Notices that are not delivered yet",
            waiting_notices.clone(),
        );
        Self { registry, requests, failures, seconds, calls, notices, waiting_notices }
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
            Err(CallError::AskedTooOften(_)) => "throttled",
            Err(CallError::Unreachable(_)) => "unreachable",
            Err(CallError::TimedOut(_)) => "timeout",
            Err(CallError::Broken(_) | CallError::Garbled(_)) => "garbled",
            Err(CallError::TooLarge(_)) => "too-large",
        };
        self.calls.get_or_create(&Called { operation, outcome }).inc();
    }

    /// So many notices were delivered.
    pub(crate) fn delivered_notices(&self, count: u64) {
        self.notices.get_or_create(&Fate { outcome: "delivered" }).inc_by(count);
    }

    /// So many notices could not be delivered, or kept until they could be.
    pub(crate) fn dropped_notices(&self, count: u64) {
        self.notices.get_or_create(&Fate { outcome: "dropped" }).inc_by(count);
    }

    /// So many notices are not delivered yet.
    pub(crate) fn waiting_notices(&self, count: usize) {
        self.waiting_notices.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
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
    let own = ApiErrorCode::KNOWN.iter().map(ApiErrorCode::as_str);
    let service = cloudhsm_api::ErrorCode::KNOWN.iter().map(cloudhsm_api::ErrorCode::as_str);
    own.chain(service).find(|known| *known == code).unwrap_or("other")
}
