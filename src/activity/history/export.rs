//! What is shown, as files for others: each record as it is, and both in one table.

use super::{super::attempt::Attempt, merge::Row};
use crate::csv::field;

const COLUMNS: [&str; 10] = [
    "time",
    "operation",
    "resources",
    "who",
    "sourceIp",
    "userAgent",
    "outcome",
    "errorCode",
    "record",
    "requestId",
];

/// Every record of the console and every event of AWS as a line of JSON, newest first.
pub(super) fn json_lines(rows: &[Row]) -> String {
    let own = |row: &Row| row.attempt.iter().flat_map(|it| it.records.clone()).collect::<Vec<_>>();
    let lines = rows.iter().flat_map(|row| {
        let own = own(row).into_iter().filter_map(|it| serde_json::to_string(&it).ok());
        let of_aws = row.events.iter().filter_map(|it| serde_json::to_string(it).ok());
        own.chain(of_aws).collect::<Vec<_>>()
    });
    lines.map(|line| line + "\n").collect()
}

/// Every row (RFC 4180), newest first.
pub(super) fn csv(rows: &[Row]) -> String {
    let lines = [COLUMNS.join(",")].into_iter().chain(rows.iter().map(line));
    lines.map(|line| line + "\r\n").collect()
}

fn line(row: &Row) -> String {
    let own = row.attempt.as_ref();
    let (first, event) = (own.and_then(Attempt::first), row.events.first());
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let ids = || event.map(|it| it.ids.join(" ")).unwrap_or_default();
    let outcome = match (own, event) {
        (Some(attempt), _) => attempt.ending.name(),
        (None, Some(event)) if event.error_code.is_some() => "refused",
        (None, _) => "accepted",
    };
    let code = own.and_then(Attempt::code).map(str::to_owned);
    let request = own.and_then(Attempt::request_id).map(str::to_owned);
    let cells = [
        row.time().map(|it| it.to_rfc3339()).unwrap_or_default(),
        row.operation().to_owned(),
        first.map_or_else(ids, |it| it.resource.clone()),
        text(first.map(|it| &it.who).or(event.and_then(|it| it.who.as_ref()))),
        text(event.and_then(|it| it.source_ip.as_ref())),
        text(event.and_then(|it| it.user_agent.as_ref())),
        outcome.to_owned(),
        code.or(event.and_then(|it| it.error_code.clone())).unwrap_or_default(),
        row.origin().words().to_owned(),
        request.or(event.and_then(|it| it.request_id.clone())).unwrap_or_default(),
    ];
    cells.iter().map(|cell| field(cell)).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::{super::merge::tests::event, *};

    #[test]
    fn a_row_is_a_line_in_both_files() {
        let mut refused = event("e", Some("r-1"), Some("2026-11-24T12:00:00Z"));
        refused.error_code = Some("AccessDenied".to_owned());
        refused.user_agent = Some("=cmd,1".to_owned());
        let rows = [Row { attempt: None, events: vec![refused] }];
        let file = csv(&rows);
        let lines: Vec<_> = file.split("\r\n").collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].split(',').count(), COLUMNS.len());
        assert!(lines[1].starts_with("2026-11-24T12:00:00.000Z,CreateHsm,cluster-a hsm-1,"));
        assert!(lines[1].ends_with(",refused,AccessDenied,AWS,r-1"), "{}", lines[1]);
        assert!(!lines[1].contains(",=cmd"), "{}", lines[1]);
        assert!(json_lines(&rows).starts_with("{\"id\":\"e\""));
    }
}
