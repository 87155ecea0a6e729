//! A state that is reached: in the book, and in the log with what is known beside it.

use std::sync::PoisonError;

use backend_api::{AttemptState, AuditEvent, RecordedState};

use super::Run;
use crate::{Failure, audit::Entry, clock::timestamp, guard::attempt::book::state_of_steps};

impl Run {
    pub(super) async fn reached(&self, state: AttemptState, facts: Facts) {
        self.show(state, &facts);
        self.record(state, facts).await;
    }

    pub(super) async fn record(&self, state: AttemptState, facts: Facts) {
        let Facts { code, detail, request_id, is_not_listed } = facts;
        let entry = Entry {
            event: AuditEvent::Outcome,
            outcome: Some(RecordedState::State(state)),
            code,
            detail,
            request_id,
            is_not_listed,
            ..self.entry.clone()
        };
        let room = self.room.lock().unwrap_or_else(PoisonError::into_inner).take();
        let written = match room {
            Some(room) => self.desk.audit.conclude(room, entry).await,
            None => self.desk.audit.append(entry).await,
        };
        if let Err(error) = written {
            let (attempt, state) = (self.id(), state.as_str());
            tracing::error!(%error, attempt, state, "an outcome could not be recorded");
        }
    }

    pub(super) fn show(&self, state: AttemptState, facts: &Facts) {
        let now = timestamp(self.desk.clock.now());
        self.desk.book.change(self.id(), |attempt| {
            attempt.changed_at = now.clone();
            attempt.request_ids.extend(facts.request_id.clone());
            attempt.code.clone_from(&facts.code);
            attempt.detail.clone_from(&facts.detail);
            attempt.state = match self.step.and_then(|index| attempt.steps.get_mut(index)) {
                Some(step) => {
                    step.state = state;
                    step.began_at.get_or_insert_with(|| now.clone());
                    step.changed_at = Some(now);
                    step.code.clone_from(&facts.code);
                    step.detail.clone_from(&facts.detail);
                    if facts.request_id.is_some() {
                        step.request_id.clone_from(&facts.request_id);
                    }
                    state_of_steps(attempt)
                }
                None => state,
            };
        });
    }
}

/// What is recorded beside a state.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) code: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) is_not_listed: bool,
}

impl Facts {
    pub(super) fn of(failure: &Failure) -> Self {
        Self {
            code: Some(failure.error.code.to_string()),
            detail: Some(failure.error.message.clone()),
            ..Self::default()
        }
    }
}
