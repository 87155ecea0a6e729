//! The one envelope that every error comes in, AWS's and ours.

use cloudhsm_api::{ServiceError, open_enum};
use serde_json::Value;

use crate::wire::{closed_enum, wire_struct};

open_enum! {
    /// The name of an error: the backend's own, those that the console makes itself, or another one.
    ///
    /// AWS's errors keep AWS's names.
    ApiErrorCode {
        /// No session token, or not this backend's. 401.
        Unauthorized = "Unauthorized",
        /// Too many wrong session tokens: wait. 429.
        TooManyAttempts = "TooManyAttempts",
        /// The `Host` header names a host that is not allowed. 403.
        HostNotAllowed = "HostNotAllowed",
        /// The `Origin` header, or `Sec-Fetch-Site`, names another site. 403.
        OriginNotAllowed = "OriginNotAllowed",
        /// No such path. 404.
        NotFound = "NotFound",
        /// The path exists, the method does not fit. 405.
        MethodNotAllowed = "MethodNotAllowed",
        /// The cluster, HSM or backup that a plan is asked for does not exist. 404.
        ResourceNotFound = "ResourceNotFound",
        /// The region is not one of the session's. 404.
        UnknownRegion = "UnknownRegion",
        /// The operation is not one that the backend signs. 404.
        UnknownOperation = "UnknownOperation",
        /// The backend only reads. 403.
        ReadOnly = "ReadOnly",
        /// The proxy in front of the backend does not name one user, and only reading needs none. 403.
        UserRequired = "UserRequired",
        /// The body or a header is not what it must be; `field` names the place. 400.
        MalformedRequest = "MalformedRequest",
        /// The body is larger than the limit. 413.
        BodyTooLarge = "BodyTooLarge",
        /// The request did not arrive in time. 408.
        RequestTimeout = "RequestTimeout",
        /// A destructive operation came without a permit. 403.
        PermitRequired = "PermitRequired",
        /// The permit is not one that this backend made, or it was altered. 403.
        PermitInvalid = "PermitInvalid",
        /// The permit's five minutes are over. 403.
        PermitExpired = "PermitExpired",
        /// The permit was used before. 403.
        PermitUsed = "PermitUsed",
        /// Another plan of the same was carried out since this permit was made: plan again. 403.
        PermitSuperseded = "PermitSuperseded",
        /// The permit is for another operation, region or resource. 403.
        PermitMismatch = "PermitMismatch",
        /// The typed text is not the resource's id. 403.
        ConfirmationMismatch = "ConfirmationMismatch",
        /// A warning that loses data was not acknowledged. 403.
        AcknowledgementMissing = "AcknowledgementMissing",
        /// Something changed between plan and deletion; `differences` and `plan` come along. 409.
        PlanChanged = "PlanChanged",
        /// A blocker appeared between plan and deletion; `differences` and `plan` come along. 409.
        DeletionBlocked = "DeletionBlocked",
        /// Somebody else's deletion of the same runs: at AWS (then `differences` and `plan` come along),
        /// or on its way there from this backend. 409.
        DeletionUnderWay = "DeletionUnderWay",
        /// The resource was deleted by somebody else between plan and deletion. 409.
        ResourceGone = "ResourceGone",
        /// The audit log can't be written, so nothing is destroyed. 503.
        AuditUnavailable = "AuditUnavailable",
        /// No AWS credentials can be resolved. 503.
        CredentialsUnavailable = "CredentialsUnavailable",
        /// The client went away before the request was sent, so it was not sent. Only in the audit log.
        ClientGone = "ClientGone",
        /// The time for the whole request passed before it was sent, so it was not sent. 503.
        TimeLimit = "TimeLimit",
        /// The backend's credentials became those of another caller since the plan. 403.
        CallerChanged = "CallerChanged",
        /// No attempt has this ID. 404.
        AttemptNotFound = "AttemptNotFound",
        /// The backend can't reach AWS. 502.
        UpstreamUnreachable = "UpstreamUnreachable",
        /// AWS did not answer in time. 504.
        UpstreamTimeout = "UpstreamTimeout",
        /// AWS's answer is not what the API promises. 502.
        UpstreamGarbled = "UpstreamGarbled",
        /// AWS's answer is larger than the backend reads: ask for smaller pages with `MaxResults`. 502.
        AnswerTooLarge = "AnswerTooLarge",
        /// A changing call was sent, and no answer says whether it was carried out. 504.
        OutcomeUnknown = "OutcomeUnknown",
        /// Too many requests at once. 503.
        Overloaded = "Overloaded",
        /// A defect of the backend. 500.
        InternalError = "InternalError",
        /// The console can't reach the backend. Made by the console.
        BackendUnreachable = "BackendUnreachable",
        /// What answered is not the backend. Made by the console.
        NotTheBackend = "NotTheBackend",
        /// The browser keeps nothing for the page, so that it can't hold a token. Made by the console.
        SiteDataBlocked = "SiteDataBlocked",
    }
}

impl ApiErrorCode {
    /// The HTTP status that the backend answers it with. `None` for one that it never answers:
    /// made by the console, or AWS's, which has AWS's status.
    pub fn status(&self) -> Option<u16> {
        Some(match self {
            Self::MalformedRequest => 400,
            Self::Unauthorized => 401,
            Self::HostNotAllowed
            | Self::OriginNotAllowed
            | Self::ReadOnly
            | Self::UserRequired
            | Self::PermitRequired
            | Self::PermitInvalid
            | Self::PermitExpired
            | Self::PermitUsed
            | Self::PermitSuperseded
            | Self::PermitMismatch
            | Self::ConfirmationMismatch
            | Self::AcknowledgementMissing
            | Self::CallerChanged => 403,
            Self::NotFound
            | Self::ResourceNotFound
            | Self::UnknownRegion
            | Self::UnknownOperation
            | Self::AttemptNotFound => 404,
            Self::MethodNotAllowed => 405,
            // A client that is gone gets no answer.
            Self::RequestTimeout | Self::ClientGone => 408,
            Self::PlanChanged
            | Self::DeletionBlocked
            | Self::DeletionUnderWay
            | Self::ResourceGone => 409,
            Self::BodyTooLarge => 413,
            Self::TooManyAttempts => 429,
            Self::InternalError => 500,
            Self::UpstreamUnreachable | Self::UpstreamGarbled | Self::AnswerTooLarge => 502,
            Self::AuditUnavailable
            | Self::CredentialsUnavailable
            | Self::TimeLimit
            | Self::Overloaded => 503,
            Self::UpstreamTimeout | Self::OutcomeUnknown => 504,
            Self::BackendUnreachable
            | Self::NotTheBackend
            | Self::SiteDataBlocked
            | Self::Unknown(_) => return None,
        })
    }
}

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
mod tests {
    use super::*;

    #[test]
    fn a_code_of_the_backend_has_the_status_of_an_error_and_others_have_none() {
        for code in ApiErrorCode::KNOWN {
            assert!(code.status().is_none_or(|it| (400..600).contains(&it)), "{code}");
        }
        assert_eq!(ApiErrorCode::from("AccessDeniedException").status(), None);
        assert_eq!(ApiErrorCode::NotTheBackend.status(), None);
    }

    #[test]
    fn a_code_of_a_later_version_keeps_its_text() {
        let read: ErrorBody = serde_json::from_str(
            r#"{"error":{"code":"Later","source":"backend","retryable":false,"message":"m","x":1}}"#,
        )
        .unwrap();
        assert_eq!(read.error.code.as_str(), "Later");
        assert_eq!(read.error, ApiError::backend("Later", "m"));
    }
}
