//! What the log and the backend say about one attempt: its records joined, and how it ended.

use backend_api::{AttemptState, AuditEvent, AuditRecord, NotFollowed, RecordedState};

/// What the backend says about an attempt now, beside its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Present {
    pub(super) id: String,
    pub(super) state: AttemptState,
    pub(super) not_followed: Option<NotFollowed>,
}

impl From<backend_api::Attempt> for Present {
    fn from(attempt: backend_api::Attempt) -> Self {
        Self { id: attempt.id, state: attempt.state, not_followed: attempt.not_followed }
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The state that it reached.
    State(AttemptState),
    /// Everything but the last call.
    DryRun,
}

impl Ending {
    /// Those that an attempt in the log can have.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let unsent = [AttemptState::Planned, AttemptState::Permitted];
        let recorded = AttemptState::ALL.iter().copied().filter(move |it| !unsent.contains(it));
        recorded.map(Self::State).chain([Self::DryRun])
    }

    /// Its name in the address.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::State(state) => state.as_str(),
            Self::DryRun => "dry-run",
        }
    }

    /// In words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::State(state) => state.words(),
            Self::DryRun => "dry run",
        }
    }
}

/// One attempt: everything that the log has about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attempt {
    /// How it ended.
    pub(super) ending: Ending,
    /// Why the backend isn't checking it, although it is not finished.
    pub(super) not_followed: Option<NotFollowed>,
    /// In the order of the log.
    pub(super) records: Vec<AuditRecord>,
}

impl Attempt {
    /// Its first record: who asked for what, and when.
    pub(super) fn first(&self) -> Option<&AuditRecord> {
        self.records.first()
    }

    /// The record that tells how it ended.
    pub(super) fn last(&self) -> Option<&AuditRecord> {
        deciding(&self.records)
    }

    /// AWS's request ID, from whichever record has one.
    pub(super) fn request_id(&self) -> Option<&str> {
        self.records.iter().rev().find_map(|record| record.request_id.as_deref())
    }

    /// The error code of a refusal, or of what left the outcome open.
    pub(super) fn code(&self) -> Option<&str> {
        let last = self.last()?;
        last.code.as_deref().or(match &last.outcome {
            // Logs of earlier versions have it as the outcome.
            Some(RecordedState::Other(code)) => Some(code),
            _ => None,
        })
    }

    /// Nobody knows what came of it.
    pub(super) fn is_unknown(&self) -> bool {
        use AttemptState::{CameBack, StillUnknown, Unknown};
        matches!(self.ending, Ending::State(Unknown | StillUnknown | CameBack))
    }
}

/// The attempts of a log, newest first as its records are. `present`: what the backend says now.
pub(super) fn attempts(records: &[AuditRecord], present: &[Present]) -> Vec<Attempt> {
    let mut attempts: Vec<Attempt> = Vec::new();
    for record in records {
        let same = |attempt: &&mut Attempt| {
            let other = attempt.records.first();
            other.is_some_and(|other| !record.attempt.is_empty() && other.attempt == record.attempt)
        };
        match attempts.iter_mut().find(same) {
            Some(attempt) => attempt.records.insert(0, record.clone()),
            None => attempts.push(Attempt {
                ending: Ending::State(AttemptState::Unknown),
                not_followed: None,
                records: vec![record.clone()],
            }),
        }
    }
    for attempt in &mut attempts {
        let id = attempt.first().map(|record| record.attempt.clone());
        let present = present.iter().find(|it| Some(&it.id) == id.as_ref());
        attempt.ending = ending(&attempt.records, present);
        attempt.not_followed = present
            .filter(|it| it.state.is_open() || it.state == AttemptState::StillUnknown)
            .and_then(|it| it.not_followed);
    }
    attempts
}

/// The newest record about the request itself: what was refused after it was sent, such as its permit
/// used a second time, says nothing about it.
fn deciding(records: &[AuditRecord]) -> Option<&AuditRecord> {
    let is_of_request =
        |record: &&AuditRecord| matches!(record.event, AuditEvent::Intent | AuditEvent::Outcome);
    records.iter().rfind(is_of_request).or(records.last())
}

fn ending(records: &[AuditRecord], present: Option<&Present>) -> Ending {
    let Some(last) = deciding(records) else { return Ending::State(AttemptState::Unknown) };
    match (last.event, present) {
        (AuditEvent::DryRun, _) => Ending::DryRun,
        (AuditEvent::Refusal, _) => Ending::State(AttemptState::Refused),
        (_, Some(present)) => Ending::State(present.state),
        // Announced, and the backend doesn't know of it any more.
        (AuditEvent::Intent, None) => Ending::State(AttemptState::Unknown),
        (AuditEvent::Outcome, None) => Ending::State(last.state()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::samples;

    pub(crate) fn record(
        sequence: u64,
        event: AuditEvent,
        attempt: &str,
        outcome: Option<&str>,
    ) -> AuditRecord {
        let outcome = outcome.map(|it| serde_json::from_value(it.into()).unwrap());
        AuditRecord {
            sequence,
            time: "2026-11-24T12:00:00Z".into(),
            event,
            attempt: attempt.into(),
            outcome,
            ..samples::record()
        }
    }

    #[test]
    fn the_latest_record_decides_the_state_of_an_attempt() {
        use AttemptState::{Accepted, Refused, Unknown};
        use AuditEvent::{DryRun, Intent, Outcome, Refusal};
        let records = [
            record(7, DryRun, "d", None),
            record(6, Outcome, "a", Some("accepted")),
            record(5, Intent, "c", None),
            record(4, Outcome, "b", Some("ThrottlingException")),
            record(3, Outcome, "a", Some("unknown")),
            record(2, Intent, "b", None),
            record(1, Intent, "a", None),
            record(0, Refusal, "e", Some("refused")),
        ];
        let merged = attempts(&records, &[]);
        let endings: Vec<_> = merged.iter().map(|it| it.ending).collect();
        let state = Ending::State;
        let expected =
            [Ending::DryRun, state(Accepted), state(Unknown), state(Refused), state(Refused)];
        assert_eq!(endings, expected);
        let sequences: Vec<_> = merged[1].records.iter().map(|it| it.sequence).collect();
        assert_eq!(sequences, [1, 3, 6], "in the order of the log");
        assert_eq!(merged[3].code(), Some("ThrottlingException"));
    }

    #[test]
    fn the_backends_current_state_overrides_the_log() {
        let present = |state, not_followed| Present { id: "a".into(), state, not_followed };
        let intent = [record(1, AuditEvent::Intent, "a", None)];
        let merged = |present| attempts(&intent, &[present]).remove(0);
        let sent = merged(present(AttemptState::Sent, None));
        assert_eq!(sent.ending, Ending::State(AttemptState::Sent));
        let open = merged(present(AttemptState::Unknown, Some(NotFollowed::OtherAccount)));
        assert!(open.is_unknown());
        assert_eq!(open.not_followed, Some(NotFollowed::OtherAccount));
        let gone = merged(present(AttemptState::Gone, Some(NotFollowed::TimeOver)));
        assert_eq!((gone.is_unknown(), gone.not_followed), (false, None));
    }

    #[test]
    fn a_refusal_afterwards_says_nothing_about_what_was_sent() {
        let records = [
            record(3, AuditEvent::Refusal, "a", Some("refused")),
            record(2, AuditEvent::Outcome, "a", Some("gone")),
            record(1, AuditEvent::Intent, "a", None),
            record(0, AuditEvent::DryRun, "a", None),
        ];
        let merged = attempts(&records, &[]).remove(0);
        assert_eq!(merged.ending, Ending::State(AttemptState::Gone));
        assert_eq!(merged.last().map(|it| it.sequence), Some(2));
    }

    #[test]
    fn endings_have_names_of_their_own() {
        let mut names: Vec<_> = Ending::all().map(Ending::name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
