//! What KMS refuses, in AWS's names and words.

use aws_services::Lookup;
use axum::http::StatusCode;

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KmsError {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl KmsError {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    /// `caller` is the ARN of who asks.
    pub(crate) fn denied(caller: &str, lookup: Lookup) -> Self {
        let action = lookup.permission();
        let message = format!(
            "User: {caller} is not authorized to perform: {action} because no identity-based policy \
             allows the {action} action"
        );
        Self::new("AccessDeniedException", message)
    }

    pub(crate) fn throttled() -> Self {
        Self::new("ThrottlingException", "Rate exceeded")
    }

    pub(crate) fn internal() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let message = "The request failed because of an internal failure.";
        Self { status, ..Self::new("KMSInternalException", message) }
    }
}
