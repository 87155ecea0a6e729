//! One attempt, or one step of it, taken from state to state: in the book and in the audit log at
//! once, so that two answers never contradict each other.

mod recording;

use std::sync::{Arc, Mutex, PoisonError};

use backend_api::{ApiErrorCode, Attempt, AttemptState, AttemptStep, AuditEvent, NotFollowed};
use recording::Facts;

use super::{
    book::{Book, Follower, state_of_steps},
    progress::Observation,
    verdict::Verdict,
};
use crate::{
    Failure,
    audit::{AuditLog, Entry, Room},
    clock::{Clock, timestamp},
    identity::Identity,
};

/// Where attempts are kept and recorded. Its clones are the same.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) book: Arc<Book>,
    pub(crate) audit: AuditLog,
    pub(crate) clock: Arc<dyn Clock>,
}

/// An attempt on its way.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    desk: Desk,
    /// What every record of it says.
    entry: Entry,
    /// The step that this is, where there are several.
    step: Option<usize>,
    /// The room in the log for what comes of it, from its announcement on.
    room: Arc<Mutex<Option<Room>>>,
}

impl Run {
    /// From what is known before anything is checked.
    pub(crate) fn new(desk: Desk, entry: Entry) -> Self {
        Self { desk, entry, step: None, room: Arc::default() }
    }

    /// One step of it, for another resource.
    pub(crate) fn step(&self, index: usize, resource: &str) -> Self {
        let entry = Entry { resource: resource.to_owned(), ..self.entry.clone() };
        Self { entry, step: Some(index), desk: self.desk.clone(), room: Arc::default() }
    }

    pub(crate) fn id(&self) -> &str {
        &self.entry.attempt
    }

    pub(crate) fn entry(&self) -> &Entry {
        &self.entry
    }

    pub(crate) fn entry_mut(&mut self) -> &mut Entry {
        &mut self.entry
    }

    /// In whose name it is sent.
    pub(crate) fn identity(&self) -> &Identity {
        &self.entry.identity
    }

    /// Puts it into the book, in a state before anything was sent.
    pub(crate) fn enter(&self, state: AttemptState, steps: Vec<AttemptStep>) {
        let entry = &self.entry;
        let now = timestamp(self.desk.clock.now());
        let attempt = Attempt {
            state,
            cluster: entry.cluster.clone(),
            who: entry.identity.who(),
            account: entry.identity.account.clone(),
            steps,
            ..Attempt::planned(
                entry.attempt.clone(),
                entry.operation,
                entry.region.clone(),
                entry.resource.clone(),
                now,
            )
        };
        if self.desk.book.get(&attempt.id).is_none() {
            self.desk.book.add(attempt);
        }
    }

    /// It was confirmed, and is about to be read once more and sent. On the disk when this returns;
    /// otherwise nothing may be sent.
    pub(crate) async fn announce(&self) -> Result<(), Failure> {
        let entry = Entry { event: AuditEvent::Intent, ..self.entry.clone() };
        let room = self.desk.audit.announce(entry).await.map_err(|error| {
            tracing::error!(%error, "the audit log can't be written, so nothing is sent");
            let mut failure = Failure::backend(
                ApiErrorCode::AuditUnavailable,
                "The audit log can’t be written, so nothing was sent. See the backend’s log.",
            );
            failure.error.attempt = Some(self.id().to_owned());
            failure.error.outcome = Some(AttemptState::Refused);
            failure
        })?;
        *self.room.lock().unwrap_or_else(PoisonError::into_inner) = Some(room);
        let who = self.entry.identity.who();
        let now = timestamp(self.desk.clock.now());
        self.desk.book.change(self.id(), |attempt| {
            attempt.who = who;
            attempt.confirmed_at.get_or_insert(now);
            attempt.account.clone_from(&self.entry.identity.account);
        });
        self.show(AttemptState::Announced, &Facts::default());
        Ok(())
    }

    /// It is handed over now.
    pub(crate) fn sent(&self) {
        self.show(AttemptState::Sent, &Facts::default());
    }

    /// It was announced, and refused before it was sent.
    pub(crate) async fn withdrawn(&self, failure: &Failure) {
        self.reached(AttemptState::Refused, Facts::of(failure)).await;
    }

    /// The cluster that it made, as AWS's answer names it.
    pub(crate) fn made(&mut self, cluster_id: String) {
        self.desk.book.change(self.id(), |attempt| attempt.cluster = Some(cluster_id.clone()));
        self.entry.cluster = Some(cluster_id);
    }

    /// What came back.
    pub(crate) async fn answered(&self, verdict: &Verdict) {
        let facts = Facts {
            code: verdict.code.clone(),
            detail: verdict.detail.clone(),
            request_id: verdict.request_id.clone(),
            is_not_listed: false,
        };
        self.reached(verdict.state, facts).await;
    }

    /// A state that a later reading shows.
    pub(crate) async fn found(&self, state: AttemptState, seen: &Observation) {
        let facts = Facts {
            detail: Some(format!("Found by reading: {}.", seen.words())),
            is_not_listed: *seen == Observation::Absent,
            ..Facts::default()
        };
        self.reached(state, facts).await;
    }

    /// Nobody checks any longer.
    pub(crate) async fn given_up(&self, state: AttemptState, detail: String) {
        let facts = Facts { detail: Some(detail), ..Facts::default() };
        self.reached(state, facts).await;
    }

    /// It begins, or begins again after a try that sent nothing.
    pub(crate) fn begins(&self) {
        self.desk.book.change(self.id(), |attempt| attempt.stop_reason = None);
    }

    /// All steps of it reached a state. Of a single HSM the log has one word, and its step's is the
    /// one that says what came of it.
    pub(crate) async fn found_whole(&self, state: AttemptState, detail: String) {
        if !self.entry.resource.contains(' ') {
            return;
        }
        self.record(state, Facts { detail: Some(detail), ..Facts::default() }).await;
    }

    /// Whether it is one step of an attempt.
    pub(crate) fn is_step(&self) -> bool {
        self.step.is_some()
    }

    /// A reading was made, whatever it showed.
    pub(crate) fn looked(&self, seen: &Result<Observation, Failure>) {
        let words = match seen {
            Ok(observation) => observation.words(),
            Err(failure) => format!("not readable: {}", failure.error.message),
        };
        self.desk.book.change(self.id(), |attempt| {
            attempt.looks = attempt.looks.saturating_add(1);
            attempt.last_seen = Some(words.clone());
            attempt.not_followed = None;
            if let Some(step) = self.step.and_then(|index| attempt.steps.get_mut(index)) {
                step.looks = step.looks.saturating_add(1);
                step.last_seen = Some(words);
            }
        });
    }

    /// Whoever follows it has this until then.
    pub(crate) fn follower(&self) -> Follower {
        self.desk.book.follower(self.id())
    }

    /// It is not finished, and can't be looked at now.
    pub(crate) fn not_followed(&self, why: NotFollowed) {
        self.desk.book.change(self.id(), |attempt| attempt.not_followed = Some(why));
    }

    /// The guard refused it before it was announced. The refusal holds with or without its record.
    pub(crate) async fn refused(&self, failure: &Failure) {
        let entry = Entry {
            event: AuditEvent::Refusal,
            outcome: Some(AttemptState::Refused.into()),
            code: Some(failure.error.code.to_string()),
            detail: Some(failure.error.message.clone()),
            ..self.entry.clone()
        };
        if let Err(error) = self.desk.audit.refuse(entry).await {
            tracing::error!(%error, "a refusal could not be recorded");
        }
    }

    /// Everything but the send.
    pub(crate) async fn rehearsed(&self) -> Result<(), Failure> {
        let entry = Entry { event: AuditEvent::DryRun, ..self.entry.clone() };
        self.desk.audit.append(entry).await.map_err(|error| {
            tracing::error!(%error, "a dry run could not be recorded");
            Failure::backend(ApiErrorCode::AuditUnavailable, "The audit log can’t be written.")
        })
    }

    /// An attempt of several steps ended before its last one.
    pub(crate) async fn stopped(&self, reason: backend_api::StopReason, detail: String) {
        self.desk.book.change(self.id(), |attempt| {
            attempt.stop_reason = Some(reason);
            attempt.detail = Some(detail.clone());
            attempt.state = state_of_steps(attempt);
            attempt.changed_at = timestamp(self.desk.clock.now());
        });
        self.found_whole(AttemptState::Stopped, detail).await;
    }
}
