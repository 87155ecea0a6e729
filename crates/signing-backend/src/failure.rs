//! An error on its way to the console: the envelope and its HTTP status.
//!
//! A handler returns a [`Failure`]; the outermost layer ([`crate::http::envelope`]) writes the body,
//! because only it knows the request id and logs the outcome.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend_api::{ApiError, code};
use cloudhsm_api::ServiceError;

use crate::forward::LONGEST_RETRY_AFTER;

/// An error and the HTTP status that it is answered with.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The HTTP status.
    pub status: StatusCode,
    /// The envelope's content.
    pub error: Box<ApiError>,
}

impl Failure {
    /// An error of the backend's own; its status follows from its code.
    pub fn backend(code: &str, message: impl Into<String>) -> Self {
        Self { status: status_of(code), error: Box::new(ApiError::backend(code, message)) }
    }

    /// An error of the way to AWS; its status follows from its code.
    pub fn network(code: &str, message: impl Into<String>) -> Self {
        Self { status: status_of(code), error: Box::new(ApiError::network(code, message)) }
    }

    /// An input that is not what it must be.
    pub fn malformed(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::backend(code::MALFORMED_REQUEST, message).with_field(field)
    }

    /// AWS's own error, with AWS's status.
    pub fn service(error: ServiceError) -> Self {
        // A status that is no error would hide the error from the client.
        let status = StatusCode::from_u16(error.status)
            .ok()
            .filter(|status| status.is_client_error() || status.is_server_error())
            .unwrap_or(StatusCode::BAD_GATEWAY);
        Self { status, error: Box::new(ApiError::from(error)) }
    }

    /// Names the member, header or path segment that is wrong.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.error.field = Some(field.into());
        self
    }

    /// Lists what would have been allowed.
    #[must_use]
    pub fn with_allowed(mut self, allowed: Vec<String>) -> Self {
        self.error.allowed = allowed;
        self
    }

    /// Says how many seconds to wait before the next try: an hour at most.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u64) -> Self {
        self.error.retryable = true;
        self.error.retry_after_seconds = Some(seconds.min(LONGEST_RETRY_AFTER));
        self
    }

    /// Says that the same call can't succeed later, such as when it has used up its permit.
    #[must_use]
    pub fn not_retryable(mut self) -> Self {
        self.error.retryable = false;
        self
    }
}

fn status_of(error_code: &str) -> StatusCode {
    match error_code {
        code::UNAUTHORIZED => StatusCode::UNAUTHORIZED,
        code::TOO_MANY_ATTEMPTS => StatusCode::TOO_MANY_REQUESTS,
        code::NOT_FOUND
        | code::RESOURCE_NOT_FOUND
        | code::ATTEMPT_NOT_FOUND
        | code::UNKNOWN_REGION
        | code::UNKNOWN_OPERATION => StatusCode::NOT_FOUND,
        code::METHOD_NOT_ALLOWED => StatusCode::METHOD_NOT_ALLOWED,
        code::MALFORMED_REQUEST => StatusCode::BAD_REQUEST,
        code::BODY_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
        // A client that is gone gets no answer.
        code::REQUEST_TIMEOUT | code::CLIENT_GONE => StatusCode::REQUEST_TIMEOUT,
        code::HOST_NOT_ALLOWED
        | code::ORIGIN_NOT_ALLOWED
        | code::READ_ONLY
        | code::USER_REQUIRED
        | code::PERMIT_REQUIRED
        | code::PERMIT_INVALID
        | code::PERMIT_EXPIRED
        | code::PERMIT_USED
        | code::PERMIT_SUPERSEDED
        | code::PERMIT_MISMATCH
        | code::CALLER_CHANGED
        | code::CONFIRMATION_MISMATCH
        | code::ACKNOWLEDGEMENT_MISSING => StatusCode::FORBIDDEN,
        code::PLAN_CHANGED
        | code::DELETION_BLOCKED
        | code::DELETION_UNDER_WAY
        | code::RESOURCE_GONE => StatusCode::CONFLICT,
        code::AUDIT_UNAVAILABLE
        | code::CREDENTIALS_UNAVAILABLE
        | code::OVERLOADED
        | code::TIME_LIMIT => StatusCode::SERVICE_UNAVAILABLE,
        code::UPSTREAM_UNREACHABLE | code::UPSTREAM_GARBLED | code::ANSWER_TOO_LARGE => {
            StatusCode::BAD_GATEWAY
        }
        code::UPSTREAM_TIMEOUT | code::OUTCOME_UNKNOWN => StatusCode::GATEWAY_TIMEOUT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.error, self.status)
    }
}

impl std::error::Error for Failure {}
