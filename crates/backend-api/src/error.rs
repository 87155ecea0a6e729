//! The one envelope that every error comes in, AWS's and ours.

use cloudhsm_api::ServiceError;
use serde::Serialize;
use serde_json::Value;

use crate::reading::{reads, words};

/// The codes of the backend's own errors, and of the console's own network errors.
///
/// AWS's errors keep AWS's names.
pub mod code {
    /// No session token, or not this backend's. 401.
    pub const UNAUTHORIZED: &str = "Unauthorized";
    /// Too many wrong session tokens: wait. 429.
    pub const TOO_MANY_ATTEMPTS: &str = "TooManyAttempts";
    /// The `Host` header names a host that is not allowed. 403.
    pub const HOST_NOT_ALLOWED: &str = "HostNotAllowed";
    /// The `Origin` header, or `Sec-Fetch-Site`, names another site. 403.
    pub const ORIGIN_NOT_ALLOWED: &str = "OriginNotAllowed";
    /// No such path. 404.
    pub const NOT_FOUND: &str = "NotFound";
    /// The path exists, the method does not fit. 405.
    pub const METHOD_NOT_ALLOWED: &str = "MethodNotAllowed";
    /// The cluster, HSM or backup that a plan is asked for does not exist. 404.
    pub const RESOURCE_NOT_FOUND: &str = "ResourceNotFound";
    /// The region is not one of the session's. 404.
    pub const UNKNOWN_REGION: &str = "UnknownRegion";
    /// The operation is not one that the backend signs. 404.
    pub const UNKNOWN_OPERATION: &str = "UnknownOperation";
    /// The backend only reads. 403.
    pub const READ_ONLY: &str = "ReadOnly";
    /// The body or a header is not what it must be; `field` names the place. 400.
    pub const MALFORMED_REQUEST: &str = "MalformedRequest";
    /// The body is larger than the limit. 413.
    pub const BODY_TOO_LARGE: &str = "BodyTooLarge";
    /// The request did not arrive in time. 408.
    pub const REQUEST_TIMEOUT: &str = "RequestTimeout";
    /// A destructive operation came without a permit. 403.
    pub const PERMIT_REQUIRED: &str = "PermitRequired";
    /// The permit is not one that this backend made, or it was altered. 403.
    pub const PERMIT_INVALID: &str = "PermitInvalid";
    /// The permit's five minutes are over. 403.
    pub const PERMIT_EXPIRED: &str = "PermitExpired";
    /// The permit was used before. 403.
    pub const PERMIT_USED: &str = "PermitUsed";
    /// Another plan of the same was carried out since this permit was made: plan again. 403.
    pub const PERMIT_SUPERSEDED: &str = "PermitSuperseded";
    /// The permit is for another operation, region or resource. 403.
    pub const PERMIT_MISMATCH: &str = "PermitMismatch";
    /// The typed text is not the resource's id. 403.
    pub const CONFIRMATION_MISMATCH: &str = "ConfirmationMismatch";
    /// A warning that loses data was not acknowledged. 403.
    pub const ACKNOWLEDGEMENT_MISSING: &str = "AcknowledgementMissing";
    /// Something changed between plan and deletion; `differences` and `plan` come along. 409.
    pub const PLAN_CHANGED: &str = "PlanChanged";
    /// A blocker appeared between plan and deletion; `differences` and `plan` come along. 409.
    pub const DELETION_BLOCKED: &str = "DeletionBlocked";
    /// Somebody else's deletion of the same runs: at AWS (then `differences` and `plan` come along),
    /// or on its way there from this backend. 409.
    pub const DELETION_UNDER_WAY: &str = "DeletionUnderWay";
    /// The resource was deleted by somebody else between plan and deletion. 409.
    pub const RESOURCE_GONE: &str = "ResourceGone";
    /// The audit log can't be written, so nothing is destroyed. 503.
    pub const AUDIT_UNAVAILABLE: &str = "AuditUnavailable";
    /// No AWS credentials can be resolved. 503.
    pub const CREDENTIALS_UNAVAILABLE: &str = "CredentialsUnavailable";
    /// The backend can't reach AWS. 502.
    pub const UPSTREAM_UNREACHABLE: &str = "UpstreamUnreachable";
    /// AWS did not answer in time. 504.
    pub const UPSTREAM_TIMEOUT: &str = "UpstreamTimeout";
    /// AWS's answer is not what the API promises. 502.
    pub const UPSTREAM_GARBLED: &str = "UpstreamGarbled";
    /// AWS's answer is larger than the backend reads: ask for smaller pages with `MaxResults`. 502.
    pub const ANSWER_TOO_LARGE: &str = "AnswerTooLarge";
    /// A destructive call was sent and no answer came: it may have happened. 504.
    pub const OUTCOME_UNKNOWN: &str = "OutcomeUnknown";
    /// Too many requests at once. 503.
    pub const OVERLOADED: &str = "Overloaded";
    /// A defect of the backend. 500.
    pub const INTERNAL: &str = "InternalError";
    /// The console can't reach the backend. Made by the console.
    pub const BACKEND_UNREACHABLE: &str = "BackendUnreachable";
    /// What answered is not the backend. Made by the console.
    pub const NOT_THE_BACKEND: &str = "NotTheBackend";
    /// The browser keeps nothing for the page, so that it can't hold a token. Made by the console.
    pub const SITE_DATA_BLOCKED: &str = "SiteDataBlocked";
}

words! {
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

/// The body of every answer that is not a success.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ErrorBody {
    /// The error.
    pub error: ApiError,
}

reads! {
    ErrorBody {
        error = "error",
    }
}

/// One error, with everything that is known about it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiError {
    /// AWS's own name where AWS said it, else one of [`code`].
    pub code: String,
    /// What happened, and which rule it broke.
    pub message: String,
    /// Where it was made.
    pub source: ErrorSource,
    /// The same call can succeed later, without anything being changed.
    pub retryable: bool,
    /// AWS's request id, else the backend's.
    pub request_id: Option<String>,
    /// AWS's HTTP status, where AWS answered.
    pub upstream_status: Option<u16>,
    /// The member, header or path segment that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What would have been allowed instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
    /// Seconds to wait before the next try.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u64>,
    /// What changed since the plan, with [`code::PLAN_CHANGED`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<crate::Difference>,
    /// The plan as it is now, with [`code::PLAN_CHANGED`] and [`code::DELETION_BLOCKED`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<crate::Unread<crate::DeletionPlan>>,
    /// The raw answer that this error was made of, for the details of the error view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<Value>,
}

reads! {
    ApiError {
        code = "code",
        message = "message",
        source = "source",
        retryable = "retryable",
        request_id = "requestId",
        upstream_status = "upstreamStatus",
        field = "field",
        allowed = "allowed",
        retry_after_seconds = "retryAfterSeconds",
        differences = "differences",
        plan = "plan",
        raw = "raw",
    }
}

impl ApiError {
    /// An error of the backend's own.
    pub fn backend(code: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorSource::Backend, code, message)
    }

    /// An error of the way between two parties.
    pub fn network(code: &str, message: impl Into<String>) -> Self {
        Self { retryable: true, ..Self::new(ErrorSource::Network, code, message) }
    }

    fn new(source: ErrorSource, code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            source,
            retryable: false,
            request_id: None,
            upstream_status: None,
            field: None,
            allowed: Vec::new(),
            retry_after_seconds: None,
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
            ..Self::new(ErrorSource::Aws, error.code.as_str(), message)
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ApiError {}
