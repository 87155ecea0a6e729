//! Which rows are shown.

use super::{
    super::filter::{SPANS, has},
    merge::{Origin, Row},
};
use crate::{lower_case::lower_case, time::as_f64};

/// What a person looks for, as the address has it; what is empty matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Each of its words, in whatever letters, must be in one of the texts.
    pub(super) text: String,
    pub(super) operation: String,
    /// A name of [`Origin::ALL`].
    pub(super) record: String,
    /// One of [`SPANS`].
    pub(super) span: String,
}

impl Filter {
    pub(super) fn matches(&self, row: &Row, now_millis: f64) -> bool {
        let began = || row.time().as_ref().and_then(as_f64);
        let is_recent = SPANS.iter().find(|it| it.0 == self.span).is_none_or(|(_, _, hours)| {
            began().is_some_and(|began| now_millis - began <= hours * 3_600_000.0)
        });
        let origin = Origin::ALL.iter().find(|it| it.1 == self.record);
        is_recent
            && origin.is_none_or(|(origin, _)| row.origin() == *origin)
            && (self.operation.is_empty() || self.operation == row.operation())
            && self.text.split_whitespace().all(|term| has_term(row, &lower_case(term)))
    }
}

fn has_term(row: &Row, term: &str) -> bool {
    row.attempt.as_ref().is_some_and(|attempt| has(attempt, term))
        || row.events.iter().any(|event| {
            let optional = [
                &event.who,
                &event.access_key_id,
                &event.source_ip,
                &event.user_agent,
                &event.error_code,
                &event.error_message,
                &event.request_id,
                &event.id,
            ];
            let optional = optional.into_iter().filter_map(Option::as_deref);
            let texts = event.ids.iter().map(String::as_str).chain([event.operation.as_str()]);
            texts.chain(optional).any(|text| lower_case(text).contains(term))
        })
}

#[cfg(test)]
mod tests {
    use super::{super::merge::tests::event, *};

    #[test]
    fn text_operation_record_and_time_each_leave_something_out() {
        let row = Row {
            attempt: None,
            events: vec![event("e", Some("r-1"), Some("2026-11-24T12:00:00Z"))],
        };
        let now = row.time().as_ref().and_then(as_f64).unwrap() + 2.0 * 3_600_000.0;
        let none = Filter::default;
        for (fits, other) in [
            (
                Filter { text: "BOB 198.51".into(), ..none() },
                Filter { text: "eve".into(), ..none() },
            ),
            (
                Filter { operation: "CreateHsm".into(), ..none() },
                Filter { operation: "DeleteHsm".into(), ..none() },
            ),
            (Filter { record: "aws".into(), ..none() }, Filter { record: "both".into(), ..none() }),
            (Filter { span: "24h".into(), ..none() }, Filter { span: "1h".into(), ..none() }),
        ] {
            assert!(fits.matches(&row, now), "{fits:?}");
            assert!(!other.matches(&row, now), "{other:?}");
        }
        let odd = Filter { span: "x".into(), record: "x".into(), ..none() };
        assert!(odd.matches(&row, now));
    }
}
