//! The names of errors, and the HTTP status of each.

use cloudhsm_api::open_enum;

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
        /// Already carried out under another plan. Refresh the plan. 403.
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
