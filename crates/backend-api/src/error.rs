//! The one envelope that every error comes in, AWS's and ours.

mod code;

use cloudhsm_api::ServiceError;
use serde_json::Value;

use crate::wire::{closed_enum, wire_struct};

pub use code::ApiErrorCode;

closed_enum! {
    /// Where an error was made.
    ErrorSource {
        /// AWS answered it.
        Aws = "aws",
        /// The signing backend refused or failed.
        Backend = "backend",
        /// Nothing answered: between console and backend, or between backend and AWS.
        Network = "network",
    }
}

wire_struct! {
    /// The body of every answer that is not a success.
    ErrorBody {
        /// The error.
        error: ApiError = "error",
    }
}

wire_struct! {
    /// One error, with everything that is known about it.
    ApiError {
        /// AWS's own name where AWS said it, else one of the backend's.
        code: ApiErrorCode = "code",
        /// What happened, and which rule it broke.
        message: String = "message",
        /// Where it was made.
        source: ErrorSource = "source",
        /// The same call can succeed later, without anything being changed.
        retryable: bool = "retryable",
        /// AWS's request id, else the backend's.
        request_id: Option<String> = "requestId",
        /// AWS's HTTP status, where AWS answered.
        upstream_status: Option<u16> = "upstreamStatus",
        /// The member, header or path segment that is wrong.
        field: Option<String> = "field"; optional,
        /// What would have been allowed instead.
        allowed: Vec<String> = "allowed"; optional,
        /// Seconds to wait before the next try.
        retry_after_seconds: Option<u64> = "retryAfterSeconds"; optional,
        /// The attempt that this is about.
        attempt: Option<String> = "attempt"; optional,
        /// The state of that attempt: only `refused` means that nothing happened.
        outcome: Option<crate::AttemptState> = "outcome"; optional,
        /// What changed since the plan, with `PlanChanged`.
        differences: Vec<crate::Difference> = "differences"; optional,
        /// The plan as it is now, with `PlanChanged` and `DeletionBlocked`.
        plan: Option<crate::Unread<crate::DeletionPlan>> = "plan"; optional,
        /// The raw answer that this error was made of, for the details of the error view.
        raw: Option<Value> = "raw"; optional,
    }
}

impl ApiError {
    /// An error of the backend's own.
    pub fn backend(code: impl Into<ApiErrorCode>, message: impl Into<String>) -> Self {
        Self::new(ErrorSource::Backend, code.into(), message)
    }

    /// An error of the way between two parties.
    pub fn network(code: impl Into<ApiErrorCode>, message: impl Into<String>) -> Self {
        Self { retryable: true, ..Self::new(ErrorSource::Network, code.into(), message) }
    }

    fn new(source: ErrorSource, code: ApiErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            source,
            retryable: false,
            request_id: None,
            upstream_status: None,
            field: None,
            allowed: Vec::new(),
            retry_after_seconds: None,
            attempt: None,
            outcome: None,
            differences: Vec::new(),
            plan: None,
            raw: None,
        }
    }

    /// Names the member, header or path segment that is wrong.
    #[must_use]
    pub fn with_field(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }

    /// Lists what would have been allowed.
    #[must_use]
    pub fn with_allowed(self, allowed: Vec<String>) -> Self {
        Self { allowed, ..self }
    }
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        let message = error
            .message
            .clone()
            .unwrap_or_else(|| format!("AWS sent no message (HTTP {}).", error.status));
        // JSON stays JSON, so that the details can show it as such.
        let raw =
            serde_json::from_str(&error.body).unwrap_or_else(|_| Value::String(error.body.clone()));
        Self {
            retryable: error.is_retryable(),
            request_id: error.request_id.clone(),
            upstream_status: Some(error.status),
            raw: Some(raw),
            ..Self::new(ErrorSource::Aws, error.code.as_str().into(), message)
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests;
