//! An error on its way to the console: the envelope and its HTTP status.
//!
//! A handler returns a [`Failure`]; the outermost layer ([`crate::http::envelope`]) writes the body,
//! because only it knows the request id and logs the outcome.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend_api::{ApiError, ApiErrorCode};
use cloudhsm_api::ServiceError;

/// The longest `Retry-After` that is passed on, in seconds.
pub(crate) const LONGEST_RETRY_AFTER: u64 = 60 * 60;

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
    pub fn backend(code: ApiErrorCode, message: impl Into<String>) -> Self {
        Self::of(ApiError::backend(code, message))
    }

    /// An error of the way to AWS; its status follows from its code.
    pub fn network(code: ApiErrorCode, message: impl Into<String>) -> Self {
        Self::of(ApiError::network(code, message))
    }

    fn of(error: ApiError) -> Self {
        // A code without a status is not the backend's: to answer it is a defect.
        let status = error.code.status().and_then(|status| StatusCode::from_u16(status).ok());
        Self { status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), error: Box::new(error) }
    }

    /// An input that is not what it must be.
    pub fn malformed(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::backend(ApiErrorCode::MalformedRequest, message).with_field(field)
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
