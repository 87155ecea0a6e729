//! What asking a service comes to: its answer, or why there is none.

use std::time::Duration;

use aws_services::Lookup;
use bytes::Bytes;
use cloudhsm_api::ServiceError;
use serde::Serialize;

use super::Looks;
use crate::{
    clock::Clock,
    forward::{Answer, CallError, Look, Upstream},
};

/// What came of asking a source.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome<T> {
    /// A complete answer.
    Known(T),
    /// The identity lacks the permission.
    NotAllowed(Refusal),
    /// No answer, or none that can be used.
    Failed(Refusal),
    /// The operator wants it not to be asked.
    NotAsked,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// AWS's name of it.
    pub(crate) code: Option<String>,
    /// In words, with a period.
    pub(crate) message: String,
}

/// What came of asking a source, and when it was asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reading<T> {
    pub(crate) outcome: Outcome<T>,
    /// When asking began, on the monotonic clock; `None` if nothing was asked.
    pub(crate) since: Option<Duration>,
    /// AWS's request IDs, one for each page.
    pub(crate) request_ids: Vec<String>,
}

impl<T> Reading<T> {
    /// What is known.
    pub(crate) fn known(&self) -> Option<&T> {
        match &self.outcome {
            Outcome::Known(known) => Some(known),
            Outcome::NotAllowed(_) | Outcome::Failed(_) | Outcome::NotAsked => None,
        }
    }
}

/// Who asks, and of what region.
#[derive(Debug)]
pub(crate) struct Asking<'a> {
    pub(crate) upstream: &'a dyn Upstream,
    pub(crate) region: &'a str,
    /// Sign with this access key, or not at all.
    pub(crate) only_with: Option<String>,
    pub(crate) looks: &'a Looks,
    pub(crate) clock: &'a dyn Clock,
}

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unknown {
    NotAllowed(Refusal),
    Failed(Refusal),
}

impl Unknown {
    /// The answer can't be used, or there is none.
    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self::Failed(Refusal { code: None, message: message.into() })
    }

    fn of(error: ServiceError) -> Self {
        let code = error.code.as_str().to_owned();
        let is_about_permission = matches!(code.as_str(), "AccessDeniedException" | "AccessDenied");
        let refusal = Refusal { code: Some(code), message: sentence(&error) };
        if is_about_permission { Self::NotAllowed(refusal) } else { Self::Failed(refusal) }
    }
}

impl From<CallError> for Unknown {
    fn from(error: CallError) -> Self {
        Self::failed(sentence(&error))
    }
}

/// With one period, whether or not AWS's words had one.
fn sentence(error: &impl std::fmt::Display) -> String {
    format!("{}.", error.to_string().trim_end_matches('.'))
}

impl<T> From<Unknown> for Outcome<T> {
    fn from(unknown: Unknown) -> Self {
        match unknown {
            Unknown::NotAllowed(refusal) => Self::NotAllowed(refusal),
            Unknown::Failed(refusal) => Self::Failed(refusal),
        }
    }
}

impl Asking<'_> {
    /// One call, whose answer is a success.
    pub(super) async fn ask(
        &self,
        lookup: Lookup,
        input: &impl Serialize,
        limit: Duration,
        request_ids: &mut Vec<String>,
    ) -> Result<Answer, Unknown> {
        let look = Look {
            region: self.region.to_owned(),
            lookup,
            // Texts and numbers: this serialization has no way to fail.
            body: Bytes::from(serde_json::to_vec(input).unwrap_or_default()),
            only_with: self.only_with.clone(),
            limit,
        };
        let answer = self.upstream.look(look).await?;
        request_ids.extend(answer.request_id.clone());
        answer.error().map_or(Ok(answer), |error| Err(Unknown::of(error)))
    }
}
