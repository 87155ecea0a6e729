//! What a service refuses, in AWS's names and words, before it is written in the service's form.

use aws_services::{Lookup, Service};
use axum::http::StatusCode;

/// Why a lookup is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LookupError {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl LookupError {
    /// A mistake of the caller's, which all services answer with 400.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    /// `caller` is the ARN of who asks.
    pub(crate) fn denied(lookup: Lookup, caller: &str) -> Self {
        let action = lookup.permission();
        let message = format!(
            "User: {caller} is not authorized to perform: {action} because no identity-based policy \
             allows the {action} action"
        );
        match lookup.service() {
            Service::Kms | Service::CloudWatch | Service::Quotas | Service::CloudTrail => {
                Self::new("AccessDeniedException", message)
            }
            Service::Ec2 => Self {
                status: StatusCode::FORBIDDEN,
                code: "UnauthorizedOperation",
                message: format!("You are not authorized to perform this operation. {message}"),
            },
        }
    }

    /// Too many calls.
    pub(crate) fn throttled(service: Service) -> Self {
        match service {
            Service::Kms | Service::CloudWatch | Service::CloudTrail => {
                Self::new("ThrottlingException", "Rate exceeded")
            }
            Service::Quotas => Self::new("TooManyRequestsException", "Rate exceeded"),
            Service::Ec2 => Self {
                status: StatusCode::SERVICE_UNAVAILABLE,
                ..Self::new("RequestLimitExceeded", "Request limit exceeded.")
            },
        }
    }

    /// A failure that is nobody's mistake but the service's.
    pub(crate) fn internal(service: Service) -> Self {
        let (code, message) = match service {
            Service::Kms => {
                ("KMSInternalException", "The request failed because of an internal failure.")
            }
            Service::CloudWatch => {
                ("InternalServiceFault", "Request processing has failed due to some unknown error.")
            }
            Service::Quotas => ("ServiceException", "Something went wrong."),
            Service::CloudTrail => ("InternalFailure", ""),
            Service::Ec2 => ("InternalError", "An internal error has occurred"),
        };
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, ..Self::new(code, message) }
    }
}
