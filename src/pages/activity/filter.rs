//! Which attempts are shown.

use super::attempt::{Attempt, Ending};

/// What a person looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    /// Each of these, in small letters, must be in one of the texts.
    terms: Vec<String>,
    ending: Option<Ending>,
}

impl Filter {
    pub(super) fn new(text: &str, ending: &str) -> Self {
        let terms = text.split_whitespace().map(str::to_lowercase).collect();
        let ending = Ending::ALL.into_iter().find(|it| it.word() == ending);
        Self { terms, ending }
    }

    pub(super) fn matches(&self, attempt: &Attempt) -> bool {
        let of_kind = self.ending.is_none_or(|ending| attempt.ending == ending);
        of_kind && self.terms.iter().all(|term| has(attempt, term))
    }
}

fn has(attempt: &Attempt, term: &str) -> bool {
    attempt.records.iter().any(|record| {
        let optional = [&record.cluster, &record.request_id, &record.outcome, &record.detail];
        let texts = [
            record.operation.name(),
            &record.resource,
            &record.region,
            &record.who,
            &record.time,
            record.event.as_str(),
        ];
        let optional = optional.into_iter().filter_map(Option::as_deref);
        texts.into_iter().chain(optional).any(|text| text.to_lowercase().contains(term))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::activity::attempt::{attempts, tests::record};
    use backend_api::{AuditEvent, AuditRecord};

    #[test]
    fn all_terms_must_be_somewhere_and_the_ending_must_fit() {
        let refusal = AuditRecord {
            who: "arn:aws:iam::1:user/Alice".into(),
            resource: "cluster-abc".into(),
            ..record(1, AuditEvent::Refusal, "a", Some("PermitUsed"))
        };
        let told = attempts(&[refusal], 0.0);
        let matches = |text, ending| Filter::new(text, ending).matches(&told[0]);
        assert!(matches("", ""));
        assert!(matches("alice ABC", "refused"));
        assert!(matches("permitused", "no such ending"));
        assert!(!matches("alice xyz", ""));
        assert!(!matches("alice", "accepted"));
    }
}
