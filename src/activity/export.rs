//! What is shown, as files for others.

use backend_api::{AuditRecord, RecordedState};
use cloudhsm_api::Tag;

use super::attempt::Attempt;
use crate::csv;

const COLUMNS: [&str; 26] = [
    "sequence",
    "time",
    "event",
    "attempt",
    "who",
    "person",
    "caller",
    "accessKeyId",
    "account",
    "partition",
    "endpoint",
    "session",
    "region",
    "operation",
    "resource",
    "cluster",
    "tags",
    "tagsBefore",
    "tagsAfter",
    "outcome",
    "code",
    "detail",
    "requestId",
    "confirmationMatched",
    "acknowledged",
    "planDigest",
];

/// Every record as a line of JSON, in the order of the log.
pub(super) fn json_lines(attempts: &[Attempt]) -> String {
    let lines = in_order(attempts).into_iter().filter_map(|it| serde_json::to_string(it).ok());
    lines.map(|line| line + "\n").collect()
}

/// Every record as a row (RFC 4180), in the order of the log.
pub(super) fn csv(attempts: &[Attempt]) -> String {
    let mut rows = vec![COLUMNS.join(",")];
    rows.extend(in_order(attempts).into_iter().map(row));
    rows.into_iter().map(|row| row + "\r\n").collect()
}

fn in_order(attempts: &[Attempt]) -> Vec<&AuditRecord> {
    let records: Vec<&AuditRecord> = attempts.iter().flat_map(|it| &it.records).collect();
    crate::sorting::in_order(&records, |a, b| a.sequence.cmp(&b.sequence))
}

fn row(record: &AuditRecord) -> String {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    // As JSON: values can have spaces. Empty where nothing is known.
    let tags = |tags: &Option<Vec<Tag>>| {
        tags.as_ref().and_then(|it| serde_json::to_string(it).ok()).unwrap_or_default()
    };
    let matched = record.confirmation_matched.map(|it| it.to_string()).unwrap_or_default();
    let outcome = record.outcome.as_ref().map(RecordedState::as_str).unwrap_or_default();
    let cells = [
        record.sequence.to_string(),
        record.time.clone(),
        record.event.as_str().to_owned(),
        record.attempt.clone(),
        record.who.clone(),
        optional(&record.person),
        optional(&record.caller),
        optional(&record.access_key_id),
        optional(&record.account),
        optional(&record.partition),
        optional(&record.endpoint),
        record.session.clone(),
        record.region.clone(),
        record.operation.name().to_owned(),
        record.resource.clone(),
        optional(&record.cluster),
        record.tags.join(" "),
        tags(&record.tags_before),
        tags(&record.tags_after),
        outcome.to_owned(),
        optional(&record.code),
        optional(&record.detail),
        optional(&record.request_id),
        matched,
        record.acknowledged.join(" "),
        optional(&record.plan_digest),
    ]
    .map(|cell| csv::field(&cell));
    cells.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::attempt::{attempts, tests::record};
    use backend_api::AuditEvent;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=HYPERLINK(\"x\")", "\u{ff1d}1+1", "\n=1", " @SUM(1)", "\u{ff0b}1"] {
            let record = AuditRecord {
                who: formula.into(),
                tags: vec![formula.into()],
                detail: Some(formula.into()),
                ..record(1, AuditEvent::Refusal, "b", None)
            };
            let csv = csv(&attempts(&[record], &[]));
            let written = format!("\"'{}\"", formula.replace('"', "\"\""));
            assert_eq!(csv.matches(&written).count(), 3, "{csv}");
        }
    }

    #[test]
    fn records_leave_in_the_order_of_the_log_and_read_back() {
        let records = [
            record(3, AuditEvent::Outcome, "a", Some("accepted")),
            record(2, AuditEvent::Refusal, "b", Some("refused")),
            record(1, AuditEvent::Intent, "a", None),
        ];
        let all = attempts(&records, &[]);
        let lines = json_lines(&all);
        let back: Vec<AuditRecord> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(back.iter().map(|it| it.sequence).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(back[2], records[0]);
        let csv = csv(&all);
        let rows: Vec<_> = csv.split("\r\n").collect();
        assert_eq!(rows.len(), 5, "a head, three rows, and the end");
        assert!(rows.iter().take(4).all(|row| row.split(',').count() == COLUMNS.len()), "{csv}");
    }
}
