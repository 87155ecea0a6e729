//! Which attempts are shown.

use backend_api::RecordedState;

use super::attempt::{Attempt, Ending};
use crate::{lower_case::lower_case, time::as_f64};

/// The spans of time to choose from: their names in the address, on screen, and their hours.
pub(super) const SPANS: [(&str, &str, f64); 4] = [
    ("1h", "Last hour", 1.0),
    ("24h", "Last 24 hours", 24.0),
    ("7d", "Last 7 days", 168.0),
    ("30d", "Last 30 days", 720.0),
];

/// What a person looks for, as the address has it; what is empty matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Each of its words, in whatever letters, must be in one of the texts.
    pub(super) text: String,
    pub(super) ending: String,
    pub(super) operation: String,
    pub(super) who: String,
    pub(super) cluster: String,
    /// One of [`SPANS`].
    pub(super) span: String,
}

impl Filter {
    pub(super) fn matches(&self, attempt: &Attempt, now_millis: f64) -> bool {
        let Some(first) = attempt.first() else { return false };
        let is = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        let began = || as_f64(&first.timestamp());
        let is_recent = match SPANS.iter().find(|it| it.0 == self.span) {
            Some((_, _, hours)) => {
                began().is_some_and(|began| now_millis - began <= hours * 3_600_000.0)
            }
            None => true,
        };
        // An ending that there is none of is no filter, as a span that there is none of.
        let of_ending = Ending::all().find(|it| it.name() == self.ending);
        is_recent
            && of_ending.is_none_or(|ending| attempt.ending == ending)
            && is(&self.operation, first.operation.name())
            // Not only whoever asked: somebody else may have used its permit again.
            && attempt.records.iter().any(|record| is(&self.who, &record.who))
            && is(&self.cluster, cluster_of(first))
            && self.text.split_whitespace().all(|term| has(attempt, &lower_case(term)))
    }
}

/// The cluster that a record is about; empty for a backup whose cluster isn't known.
pub(super) fn cluster_of(record: &backend_api::AuditRecord) -> &str {
    let own = Some(record.resource.as_str()).filter(|it| it.starts_with("cluster-"));
    record.cluster.as_deref().or(own).unwrap_or_default()
}

pub(super) fn has(attempt: &Attempt, term: &str) -> bool {
    attempt.records.iter().any(|record| {
        let optional = [
            &record.cluster,
            &record.request_id,
            &record.code,
            &record.detail,
            &record.person,
            &record.caller,
            &record.access_key_id,
            &record.account,
        ];
        let outcome = record.outcome.as_ref().map(RecordedState::as_str);
        let texts = [
            record.operation.name(),
            &record.resource,
            &record.attempt,
            &record.region,
            &record.who,
            &record.time,
            record.event.as_str(),
        ];
        let optional = optional.into_iter().filter_map(Option::as_deref).chain(outcome);
        let tags = record.tags.iter().map(String::as_str);
        texts.into_iter().chain(optional).chain(tags).any(|text| lower_case(text).contains(term))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::attempt::{attempts, tests::record};
    use backend_api::{AuditEvent, AuditRecord};

    #[test]
    fn all_terms_must_be_somewhere_and_the_ending_must_fit() {
        let refusal = AuditRecord {
            who: "arn:aws:iam::1:user/Alice".into(),
            resource: "cluster-abc".into(),
            code: Some("PermitUsed".into()),
            tags: vec!["Owner".into()],
            ..record(1, AuditEvent::Refusal, "a", Some("refused"))
        };
        let all = attempts(&[refusal], &[]);
        let matches = |text: &str, ending: &str| {
            let filter = Filter { text: text.into(), ending: ending.into(), ..Filter::default() };
            filter.matches(&all[0], 0.0)
        };
        assert!(matches("", ""));
        assert!(matches("alice ABC", "refused"));
        assert!(matches("permitused owner", "no such ending"));
        assert!(!matches("alice xyz", ""));
        assert!(!matches("alice", "accepted"));
    }

    #[test]
    fn whoever_has_a_record_of_an_attempt_finds_it() {
        let by = |who: &str, sequence, event| AuditRecord {
            who: who.into(),
            ..record(sequence, event, "a", None)
        };
        let records = [by("bob", 2, AuditEvent::Refusal), by("alice", 1, AuditEvent::Intent)];
        let all = attempts(&records, &[]);
        for (who, is_found) in [("alice", true), ("bob", true), ("eve", false)] {
            let filter = Filter { who: who.into(), ..Filter::default() };
            assert_eq!(filter.matches(&all[0], 0.0), is_found, "{who}");
        }
    }

    #[test]
    fn operation_person_cluster_and_time_each_leave_something_out() {
        let record = AuditRecord {
            who: "alice".into(),
            resource: "hsm-1".into(),
            cluster: Some("cluster-a".into()),
            time: "2026-11-24T12:00:00Z".into(),
            ..record(1, AuditEvent::Intent, "a", None)
        };
        let now = as_f64(&record.timestamp()).unwrap() + 2.0 * 3_600_000.0;
        let all = attempts(&[record], &[]);
        let matches = |filter: Filter| filter.matches(&all[0], now);
        let none = Filter::default;
        for (fits, other) in [
            (
                Filter { operation: "DeleteCluster".into(), ..none() },
                Filter { operation: "DeleteHsm".into(), ..none() },
            ),
            (Filter { who: "alice".into(), ..none() }, Filter { who: "ali".into(), ..none() }),
            (
                Filter { cluster: "cluster-a".into(), ..none() },
                Filter { cluster: "cluster-b".into(), ..none() },
            ),
            (Filter { span: "24h".into(), ..none() }, Filter { span: "1h".into(), ..none() }),
        ] {
            assert!(matches(fits.clone()), "{fits:?}");
            assert!(!matches(other.clone()), "{other:?}");
        }
        assert!(matches(Filter { span: "no such span".into(), ..none() }));
    }
}
