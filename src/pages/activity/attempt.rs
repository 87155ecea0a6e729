//! What the log tells about one attempt: its records joined, and how it ended.

use backend_api::{AuditEvent, AuditRecord};

use crate::time::as_f64;

/// AWS answers within this, and the backend looks for so long when it did not.
const UNDER_WAY_MILLIS: f64 = 2.0 * 60_000.0;

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// AWS accepted it.
    Accepted,
    /// AWS refused it, or could not be reached.
    Failed,
    /// The guard refused it: nothing was sent.
    Refused,
    /// It was sent, and what came of it is not known.
    Unknown,
    /// It was announced a moment ago.
    UnderWay,
    /// It was announced, and nothing tells what came of it.
    Unfinished,
    /// Everything but the last call.
    DryRun,
}

impl Ending {
    pub(super) const ALL: [Self; 7] = [
        Self::Accepted,
        Self::Failed,
        Self::Refused,
        Self::Unknown,
        Self::UnderWay,
        Self::Unfinished,
        Self::DryRun,
    ];

    /// In a word; also its name in the address.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::UnderWay => "under way",
            Self::Unfinished => "unfinished",
            Self::DryRun => "dry run",
        }
    }
}

/// One attempt: an intent with its outcomes, a refusal, or a dry run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attempt {
    /// How it ended.
    pub(super) ending: Ending,
    /// In the order of the log.
    pub(super) records: Vec<AuditRecord>,
}

impl Attempt {
    /// Its first record: who asked for what, and when.
    pub(super) fn first(&self) -> Option<&AuditRecord> {
        self.records.first()
    }

    /// Its newest record: what came of it.
    pub(super) fn last(&self) -> Option<&AuditRecord> {
        self.records.last()
    }

    /// AWS's request id, from whichever record has one.
    pub(super) fn request_id(&self) -> Option<&str> {
        self.records.iter().rev().find_map(|record| record.request_id.as_deref())
    }
}

/// The attempts of a log, newest first as its records are.
pub(super) fn attempts(records: &[AuditRecord], now: f64) -> Vec<Attempt> {
    let mut attempts: Vec<Attempt> = Vec::new();
    for record in records {
        let same = |attempt: &&mut Attempt| {
            let other = attempt.records.first();
            other.is_some_and(|other| !record.attempt.is_empty() && other.attempt == record.attempt)
        };
        match attempts.iter_mut().find(same) {
            Some(attempt) => attempt.records.insert(0, record.clone()),
            None => {
                attempts.push(Attempt { ending: Ending::Unknown, records: vec![record.clone()] });
            }
        }
    }
    for attempt in &mut attempts {
        attempt.ending = ending(&attempt.records, now);
    }
    attempts
}

fn ending(records: &[AuditRecord], now: f64) -> Ending {
    let Some(last) = records.last() else { return Ending::Unknown };
    match (last.event, last.outcome.as_deref()) {
        (AuditEvent::Refusal, _) => Ending::Refused,
        (AuditEvent::DryRun, _) => Ending::DryRun,
        (AuditEvent::Outcome, Some("accepted")) => Ending::Accepted,
        (AuditEvent::Outcome, Some("unknown") | None) => Ending::Unknown,
        (AuditEvent::Outcome, Some(_)) => Ending::Failed,
        (AuditEvent::Intent, _) => {
            let is_new =
                as_f64(&last.timestamp()).is_some_and(|time| now - time < UNDER_WAY_MILLIS);
            if is_new { Ending::UnderWay } else { Ending::Unfinished }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn record(
        sequence: u64,
        event: AuditEvent,
        attempt: &str,
        outcome: Option<&str>,
    ) -> AuditRecord {
        AuditRecord {
            sequence,
            time: "2026-11-24T12:00:00Z".into(),
            event,
            attempt: attempt.into(),
            outcome: outcome.map(str::to_owned),
            ..AuditRecord::default()
        }
    }

    #[test]
    fn an_attempt_is_told_by_its_newest_record() {
        use AuditEvent::{DryRun, Intent, Outcome, Refusal};
        let records = [
            record(7, DryRun, "d", Some("would-send")),
            record(6, Outcome, "a", Some("accepted")),
            record(5, Intent, "c", None),
            record(4, Outcome, "b", Some("ThrottlingException")),
            record(3, Outcome, "a", Some("unknown")),
            record(2, Intent, "b", None),
            record(1, Intent, "a", None),
            record(0, Refusal, "e", Some("PermitUsed")),
        ];
        let told = attempts(&records, f64::MAX);
        let endings: Vec<_> = told.iter().map(|it| it.ending).collect();
        assert_eq!(
            endings,
            [Ending::DryRun, Ending::Accepted, Ending::Unfinished, Ending::Failed, Ending::Refused]
        );
        let sequences: Vec<_> = told[1].records.iter().map(|it| it.sequence).collect();
        assert_eq!(sequences, [1, 3, 6], "in the order of the log");
    }

    #[test]
    fn an_intent_of_just_now_is_under_way_and_an_old_one_stands_out() {
        let intent = [record(1, AuditEvent::Intent, "a", None)];
        let at = as_f64(&intent[0].timestamp()).unwrap();
        assert_eq!(attempts(&intent, at + 30_000.0)[0].ending, Ending::UnderWay);
        assert_eq!(attempts(&intent, at + 180_000.0)[0].ending, Ending::Unfinished);
    }
}
