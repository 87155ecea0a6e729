//! What comes back from AWS, and the ways in which nothing does.

use std::time::Duration;

use aws_services::{Protocol, ec2::Ec2Error};
use backend_api::ApiErrorCode;
use bytes::Bytes;
use cloudhsm_api::{ErrorCode, OperationClass, ServiceError};
use serde::de::IgnoredAny;

use crate::Failure;

/// AWS's answer, whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The header `content-type`.
    pub content_type: Option<String>,
    /// The header `x-amzn-requestid`.
    pub request_id: Option<String>,
    /// The header `x-amzn-errortype`.
    pub error_type: Option<String>,
    /// The header `retry-after`, in seconds, an hour at most.
    pub retry_after: Option<u64>,
    /// The header `date`, as it came.
    pub date: Option<String>,
    /// The body, byte for byte.
    pub body: Bytes,
    /// What it was asked in.
    pub protocol: Protocol,
}

impl Answer {
    /// The operation succeeded, says AWS.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The error that this answer is, if it is one.
    pub fn error(&self) -> Option<ServiceError> {
        if self.is_success() {
            return None;
        }
        // From anybody else, XML of this form is an answer of something that stands in between.
        if self.protocol == Protocol::Query
            && let Some(error) = Ec2Error::read(&self.body)
        {
            return Some(ServiceError {
                status: self.status,
                code: ErrorCode::from(error.code.as_str()),
                message: error.message,
                request_id: self.request_id.clone().or(error.request_id),
                body: String::from_utf8_lossy(&self.body).into_owned(),
            });
        }
        Some(ServiceError::read(
            self.status,
            self.error_type.as_deref(),
            self.request_id.as_deref(),
            &self.body,
        ))
    }

    /// The same, if it has the form that AWS's protocol promises. Whether XML is what was asked for,
    /// only its reader knows.
    pub(crate) fn promised(mut self, protocol: Protocol) -> Result<Self, CallError> {
        self.protocol = protocol;
        let is_garbled = match protocol {
            Protocol::Json => serde_json::from_slice::<IgnoredAny>(&self.body).is_err(),
            Protocol::Query => false,
        };
        if self.is_success() && is_garbled {
            return Err(CallError::Garbled(format!(
                "HTTP {} with {} bytes that are not JSON",
                self.status,
                self.body.len()
            )));
        }
        // A redirect has no error in it, and following it would send the signature elsewhere.
        if (300..400).contains(&self.status) {
            return Err(CallError::Garbled(format!("HTTP {}, a redirect", self.status)));
        }
        Ok(self)
    }

    /// AWS no longer takes these credentials: the next call must look for others.
    pub(crate) fn names_bad_credentials(&self) -> bool {
        let Some(error) = self.error() else { return false };
        matches!(
            error.code.as_str(),
            "ExpiredTokenException"
                | "ExpiredToken"
                | "UnrecognizedClientException"
                | "InvalidClientTokenId"
                | "InvalidSignatureException"
        )
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No credentials: nothing was sent.
    #[error("No AWS credentials: {0}")]
    Credentials(String),
    /// The credentials are not those that the call was meant for: nothing was sent.
    #[error("The AWS credentials changed in between")]
    CallerChanged,
    /// The credentials came too late for the reading that the call rests on: nothing was sent.
    #[error("The AWS credentials came more than 2 s after the last reading")]
    TooLate,
    /// Others asked this service as often as it may be asked: nothing was sent.
    #[error("This backend asked {0} too often in the last seconds. Try again shortly")]
    AskedTooOften(&'static str),
    /// No connection: nothing was sent.
    #[error("AWS can't be reached: {0}")]
    Unreachable(String),
    /// The request may have arrived; no answer did in time.
    #[error("AWS did not answer within {} seconds", .0.as_secs_f64().round())]
    TimedOut(Duration),
    /// The request may have arrived; the connection broke before its answer.
    #[error("The connection to AWS broke before the answer: {0}")]
    Broken(String),
    /// The answer is not what the API promises.
    #[error("AWS's answer is not what the API promises: {0}")]
    Garbled(String),
    /// The answer has more bytes than this, the most that is read of one.
    #[error(
        "AWS's answer is larger than {} MiB, the most that this backend reads of one. Ask for \
         smaller pages with MaxResults", .0 / 1024 / 1024
    )]
    TooLarge(usize),
}

impl CallError {
    /// Whether AWS may have received the request.
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::Credentials(_)
            | Self::CallerChanged
            | Self::TooLate
            | Self::AskedTooOften(_)
            | Self::Unreachable(_) => false,
            Self::TimedOut(_) | Self::Broken(_) | Self::Garbled(_) | Self::TooLarge(_) => true,
        }
    }

    /// The same error, if it is about time, about all of the time that the call took.
    pub(crate) fn after(self, time: Duration) -> Self {
        if matches!(self, Self::TimedOut(_)) { Self::TimedOut(time) } else { self }
    }

    /// Whether the same call can succeed a moment later.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::TimedOut(_) | Self::Broken(_))
    }

    /// The failure that the console gets for an operation of this class.
    pub fn into_failure(self, class: OperationClass) -> Failure {
        let message = format!("{self}.");
        if self.may_have_arrived() && class != OperationClass::Reading {
            let message =
                format!("{message} The request was sent and may have gone through. Check first.");
            return Failure::network(ApiErrorCode::OutcomeUnknown, message).not_retryable();
        }
        match self {
            Self::Credentials(_) | Self::TooLate => {
                Failure::backend(ApiErrorCode::CredentialsUnavailable, message)
            }
            Self::CallerChanged => Failure::backend(ApiErrorCode::CallerChanged, message),
            // The same page would be as large again.
            Self::TooLarge(_) => {
                Failure::network(self.code(), message).with_field("MaxResults").not_retryable()
            }
            _ => Failure::network(self.code(), message),
        }
    }

    fn code(&self) -> ApiErrorCode {
        match self {
            Self::Credentials(_) | Self::TooLate => ApiErrorCode::CredentialsUnavailable,
            Self::CallerChanged => ApiErrorCode::CallerChanged,
            Self::AskedTooOften(_) => ApiErrorCode::Overloaded,
            Self::Unreachable(_) | Self::Broken(_) => ApiErrorCode::UpstreamUnreachable,
            Self::TimedOut(_) => ApiErrorCode::UpstreamTimeout,
            Self::Garbled(_) => ApiErrorCode::UpstreamGarbled,
            Self::TooLarge(_) => ApiErrorCode::AnswerTooLarge,
        }
    }
}
