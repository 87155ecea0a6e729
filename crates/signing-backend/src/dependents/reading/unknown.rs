//! Why something isn’t known, in words for people.

use aws_services::Lookup;
use cloudhsm_api::ServiceError;

use super::{Outcome, Refusal};
use crate::forward::CallError;

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::dependents) enum Unknown {
    NotAllowed(Refusal),
    Failed(Refusal),
}

impl Unknown {
    /// The answer can't be used, or there is none.
    pub(in crate::dependents) fn failed(message: impl Into<String>) -> Self {
        Self::Failed(Refusal { code: None, message: message.into(), lookup: None })
    }

    pub(super) fn of(error: ServiceError, lookup: Lookup) -> Self {
        let code = error.code.as_str().to_owned();
        let is_about_permission = matches!(
            code.as_str(),
            "AccessDeniedException" | "AccessDenied" | "UnauthorizedOperation"
        );
        let (message, code, lookup) = (sentence(&error), Some(code), Some(lookup));
        let refusal = Refusal { code, message, lookup };
        if is_about_permission { Self::NotAllowed(refusal) } else { Self::Failed(refusal) }
    }
}

impl From<CallError> for Unknown {
    fn from(error: CallError) -> Self {
        Self::failed(sentence(&error))
    }
}

/// In characters: what people read of a refusal.
const LONGEST: usize = 500;

/// With one period, whether or not AWS's words had one. EC2 ends its refusals with what only AWS can
/// read.
pub(in crate::dependents) fn sentence(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let words = text.split(" Encoded authorization failure message").next().unwrap_or_default();
    let short: String = words.chars().take(LONGEST).collect();
    format!("{}.", short.trim_end_matches('.'))
}

impl<T> From<Unknown> for Outcome<T> {
    fn from(unknown: Unknown) -> Self {
        match unknown {
            Unknown::NotAllowed(refusal) => Self::NotAllowed(refusal),
            Unknown::Failed(refusal) => Self::Failed(refusal),
        }
    }
}

pub(super) fn unreadable(lookup: Lookup, error: &dyn std::fmt::Display) -> Unknown {
    Unknown::failed(format!("{}’s answer can’t be read: {error}.", lookup.service()))
}
