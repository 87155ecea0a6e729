//! What asking a service comes to: its answer, or why there is none.

mod unknown;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use aws_services::{Lookup, Service, ec2::Ec2Question};
use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};
use unknown::unreadable;

use super::Looks;
use crate::{
    clock::Clock,
    forward::{Answer, Look, Upstream},
};

pub(super) use unknown::{Unknown, sentence};

/// So long a source may take: a plan or a page waits for it.
pub(crate) const LIMIT: Duration = Duration::from_secs(3);

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

impl<T> Outcome<T> {
    /// Why it isn't known, in a sentence; empty where it is. `lookup` is what was asked of the service,
    /// unless the refusal says more.
    pub(crate) fn why(&self, service: Service, lookup: Lookup) -> String {
        match self {
            Self::Known(_) => String::new(),
            Self::NotAllowed(refusal) => {
                let permission = refusal.lookup.unwrap_or(lookup).permission();
                format!("The AWS identity isn’t allowed {permission}.")
            }
            Self::Failed(refusal) => format!("Asking {service} failed: {}", refusal.message),
            Self::NotAsked => format!("This backend doesn’t ask {service} (--look)."),
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// AWS's name of it.
    pub(crate) code: Option<String>,
    /// In words, with a period.
    pub(crate) message: String,
    /// What was refused, or failed.
    pub(crate) lookup: Option<Lookup>,
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
    /// The same reading, of something else.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Reading<U> {
        let outcome = match self.outcome {
            Outcome::Known(known) => Outcome::Known(change(known)),
            Outcome::NotAllowed(refusal) => Outcome::NotAllowed(refusal),
            Outcome::Failed(refusal) => Outcome::Failed(refusal),
            Outcome::NotAsked => Outcome::NotAsked,
        };
        Reading { outcome, since: self.since, request_ids: self.request_ids }
    }

    /// What is known.
    pub(crate) fn known(&self) -> Option<&T> {
        match &self.outcome {
            Outcome::Known(known) => Some(known),
            Outcome::NotAllowed(_) | Outcome::Failed(_) | Outcome::NotAsked => None,
        }
    }
}

/// Who asks, and of what region.
#[derive(Debug, Clone)]
pub(crate) struct Asking<'a> {
    pub(crate) upstream: &'a dyn Upstream,
    pub(crate) region: &'a str,
    /// Sign with this access key, or not at all.
    pub(crate) only_with: Option<String>,
    pub(crate) looks: &'a Looks,
    pub(crate) clock: &'a dyn Clock,
    /// So long each source may take for all its questions and pages: somebody waits for it.
    pub(crate) limit: Duration,
}

/// AWS's request IDs, as they come.
#[derive(Debug, Default)]
pub(super) struct RequestIds(Mutex<Vec<String>>);

impl RequestIds {
    pub(super) fn push(&self, id: Option<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(id);
    }

    pub(super) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Asking<'_> {
    /// What asking would come to, where another service doesn't say what to ask for.
    pub(super) fn cannot_ask<T>(&self, service: Service, message: &str) -> Reading<T> {
        let is_wanted = self.looks.at(service);
        let outcome = if is_wanted { Unknown::failed(message).into() } else { Outcome::NotAsked };
        Reading { outcome, since: None, request_ids: Vec::new() }
    }

    /// What asking one service comes to, within the time.
    pub(super) async fn read<T>(
        &self,
        service: Service,
        request_ids: &RequestIds,
        asked: impl Future<Output = Result<T, Unknown>>,
    ) -> Reading<T> {
        if !self.looks.at(service) {
            return Reading { outcome: Outcome::NotAsked, since: None, request_ids: Vec::new() };
        }
        let since = Some(self.clock.monotonic());
        let outcome = match tokio::time::timeout(self.limit, asked).await {
            Ok(Ok(known)) => Outcome::Known(known),
            Ok(Err(unknown)) => unknown.into(),
            Err(_) => {
                let message = match self.limit.as_millis().div_ceil(1000) {
                    0 => format!("{service} did not answer in time."),
                    1 => format!("{service} did not answer within a second."),
                    seconds => format!("{service} did not answer within {seconds} seconds."),
                };
                Unknown::failed(message).into()
            }
        };
        if let Outcome::NotAllowed(refusal) | Outcome::Failed(refusal) = &outcome {
            let reason = &refusal.message;
            tracing::debug!(region = self.region, reason, "{service} is not known");
        }
        Reading { outcome, since, request_ids: request_ids.all() }
    }

    /// One question in JSON, and its answer.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        lookup: Lookup,
        input: &(impl Serialize + Sync),
        request_ids: &RequestIds,
    ) -> Result<T, Unknown> {
        // Texts and numbers: this serialization has no way to fail.
        let body = serde_json::to_vec(input).unwrap_or_default();
        let answer = self.send(lookup, body, request_ids).await?;
        request_ids.push(answer.request_id);
        serde_json::from_slice(&answer.body).map_err(|error| unreadable(lookup, &error))
    }

    /// One question in a form, its answer in XML, and the request ID if a header has it.
    pub(super) async fn ask_ec2<T: DeserializeOwned>(
        &self,
        lookup: Lookup,
        question: &Ec2Question,
        request_ids: &RequestIds,
    ) -> Result<(T, Option<String>), Unknown> {
        let body = question.form(lookup).into_bytes();
        let answer = self.send(lookup, body, request_ids).await?;
        let read = aws_services::ec2::read(&answer.body);
        Ok((read.map_err(|error| unreadable(lookup, &error))?, answer.request_id))
    }

    /// One call, whose answer is a success.
    async fn send(
        &self,
        lookup: Lookup,
        body: Vec<u8>,
        request_ids: &RequestIds,
    ) -> Result<Answer, Unknown> {
        let look = Look {
            region: self.region.to_owned(),
            lookup,
            body: Bytes::from(body),
            only_with: self.only_with.clone(),
            limit: self.limit,
        };
        let answer = self.upstream.look(look).await?;
        match answer.error() {
            None => Ok(answer),
            Some(error) => {
                request_ids.push(error.request_id.clone());
                Err(Unknown::of(error, lookup))
            }
        }
    }
}
