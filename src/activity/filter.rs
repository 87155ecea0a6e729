//! Which attempts are shown.

use backend_api::RecordedState;

use super::attempt::{Attempt, Ending};
use crate::lower_case::lower_case;

/// What a person looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    /// Each of these, in small letters, must be in one of the texts.
    terms: Vec<String>,
    ending: Option<Ending>,
}

impl Filter {
    pub(super) fn new(text: &str, ending: &str) -> Self {
        let terms = text.split_whitespace().map(lower_case).collect();
        let ending = Ending::all().find(|it| it.name() == ending);
        Self { terms, ending }
    }

    pub(super) fn matches(&self, attempt: &Attempt) -> bool {
        let of_kind = self.ending.is_none_or(|ending| attempt.ending == ending);
        of_kind && self.terms.iter().all(|term| has(attempt, term))
    }
}

fn has(attempt: &Attempt, term: &str) -> bool {
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
        let matches = |text, ending| Filter::new(text, ending).matches(&all[0]);
        assert!(matches("", ""));
        assert!(matches("alice ABC", "refused"));
        assert!(matches("permitused owner", "no such ending"));
        assert!(!matches("alice xyz", ""));
        assert!(!matches("alice", "accepted"));
    }
}
