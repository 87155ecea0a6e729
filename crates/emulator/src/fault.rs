//! A refusal, before it is written in the form of one protocol or the other.

use axum::http::StatusCode;
use cloudhsm_api::ErrorCode;

/// Why a request is refused, in AWS's names and words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub(crate) status: StatusCode,
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
}

impl Fault {
    /// The JSON protocol answers a caller's mistake with 400, whatever the mistake.
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::CloudHsmInvalidRequest, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::CloudHsmResourceNotFound, message)
    }

    pub(crate) fn no_such_cluster(id: &str) -> Self {
        Self::not_found(format!("Cluster {id} not found."))
    }

    pub(crate) fn no_such_backup(id: &str) -> Self {
        Self::not_found(format!("Backup {id} not found."))
    }

    pub(crate) fn tag(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::CloudHsmTag, message)
    }

    pub(crate) fn serialization(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Serialization, message)
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: ErrorCode::CloudHsmInternalFailure,
            message: message.into(),
        }
    }
}
