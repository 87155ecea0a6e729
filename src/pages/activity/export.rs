//! What is shown, as files for others.

use backend_api::AuditRecord;

use super::attempt::Attempt;
use crate::csv;

const COLUMNS: [&str; 15] = [
    "sequence",
    "time",
    "event",
    "attempt",
    "who",
    "session",
    "region",
    "operation",
    "resource",
    "cluster",
    "outcome",
    "detail",
    "requestId",
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
    crate::order::in_order(&records, |a, b| a.sequence.cmp(&b.sequence))
}

fn row(record: &AuditRecord) -> String {
    let sequence = record.sequence.to_string();
    let acknowledged = record.acknowledged.join(" ");
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = [
        &sequence,
        &record.time,
        record.event.as_str(),
        &record.attempt,
        &record.who,
        &record.session,
        &record.region,
        record.operation.name(),
        &record.resource,
        &optional(&record.cluster),
        &optional(&record.outcome),
        &optional(&record.detail),
        &optional(&record.request_id),
        &acknowledged,
        &optional(&record.plan_digest),
    ]
    .map(csv::field);
    cells.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::activity::attempt::{attempts, tests::record};
    use backend_api::AuditEvent;

    #[test]
    fn no_cell_is_a_formula() {
        let record = AuditRecord {
            who: "\u{ff1d}HYPERLINK(\"x\")".into(),
            ..record(1, AuditEvent::Refusal, "b", None)
        };
        let csv = csv(&attempts(&[record], 0.0));
        assert!(csv.contains("\"'\u{ff1d}HYPERLINK(\"\"x\"\")\""), "{csv}");
    }

    #[test]
    fn records_leave_in_the_order_of_the_log_and_read_back() {
        let records = [
            record(3, AuditEvent::Outcome, "a", Some("accepted")),
            record(2, AuditEvent::Refusal, "b", Some("PermitUsed")),
            record(1, AuditEvent::Intent, "a", None),
        ];
        let told = attempts(&records, 0.0);
        let lines = json_lines(&told);
        let back: Vec<AuditRecord> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(back.iter().map(|it| it.sequence).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(back[2], records[0]);
        let csv = csv(&told);
        let rows: Vec<_> = csv.split("\r\n").collect();
        assert_eq!(rows.len(), 5, "a head, three rows, and the end");
        assert!(rows.iter().take(4).all(|row| row.split(',').count() == COLUMNS.len()), "{csv}");
    }
}
