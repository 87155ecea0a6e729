//! The console's record and AWS's as one, by time. What both have is one row: AWS's request ID says so.

use backend_api::HistoryEvent;
use cloudhsm_api::Timestamp;

use super::super::attempt::Attempt;
use crate::{components::not_followed_words, sorting::in_order};

/// Which record a row is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Console,
    Aws,
    Both,
}

impl Origin {
    /// All, with their names in the address.
    pub(super) const ALL: [(Self, &'static str); 3] =
        [(Self::Console, "console"), (Self::Aws, "aws"), (Self::Both, "both")];

    /// In words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Console => "Console",
            Self::Aws => "AWS",
            Self::Both => "Console and AWS",
        }
    }
}

/// What was done once: by the console's record, by AWS's, or by both.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) attempt: Option<Attempt>,
    /// AWS's events of it: an attempt on several HSMs has one each. Without an attempt there is one.
    pub(super) events: Vec<HistoryEvent>,
}

impl Row {
    pub(super) fn origin(&self) -> Origin {
        match (&self.attempt, self.events.is_empty()) {
            (None, _) => Origin::Aws,
            (Some(_), true) => Origin::Console,
            (Some(_), false) => Origin::Both,
        }
    }

    /// What tells it from all others, and from itself with more known about it.
    pub(super) fn key(&self) -> String {
        let mut key = String::new();
        let mut add = |part: &str| {
            key.push_str(part);
            key.push(' ');
        };
        if let Some(attempt) = &self.attempt {
            let first = attempt.first().map_or(0, |it| it.sequence);
            add(&first.to_string());
            add(&attempt.records.len().to_string());
            add(attempt.ending.name());
            add(attempt.not_followed.map_or("", not_followed_words));
        }
        for event in &self.events {
            add(event.id.as_deref().unwrap_or_default());
            add(event.request_id.as_deref().unwrap_or_default());
            if let Some(time) = &event.time {
                add(&time.utc());
            }
        }
        key
    }

    /// When it began.
    pub(super) fn time(&self) -> Option<Timestamp> {
        let own = self.attempt.as_ref().and_then(Attempt::first);
        own.map(backend_api::AuditRecord::timestamp)
            .or_else(|| self.events.first().and_then(|it| it.time.clone()))
    }

    /// The operation's name.
    pub(super) fn operation(&self) -> &str {
        let own = self.attempt.as_ref().and_then(Attempt::first);
        let of_aws = || self.events.first().map(|it| it.operation.as_str());
        own.map(|it| it.operation.name()).or_else(of_aws).unwrap_or_default()
    }
}

/// Newest first.
pub(super) fn merged(attempts: &[Attempt], events: &[HistoryEvent]) -> Vec<Row> {
    let is_of = |event: &HistoryEvent, attempt: &Attempt| {
        let id = event.request_id.as_ref().filter(|id| !id.is_empty());
        id.is_some() && attempt.records.iter().any(|it| it.request_id.as_ref() == id)
    };
    let own = attempts.iter().map(|attempt| Row {
        events: events.iter().filter(|event| is_of(event, attempt)).cloned().collect(),
        attempt: Some(attempt.clone()),
    });
    let others = events.iter().filter(|event| !attempts.iter().any(|it| is_of(event, it)));
    let others = others.map(|event| Row { attempt: None, events: vec![event.clone()] });
    let rows: Vec<_> = own.chain(others).collect();
    let millis = |row: &Row| row.time().and_then(|time| time.epoch_millis());
    in_order(&rows, |a, b| millis(b).cmp(&millis(a)))
}

#[cfg(test)]
pub(super) mod tests {
    use backend_api::{AuditEvent, AuditRecord};

    use super::*;
    use crate::activity::attempt::{attempts, tests::record};

    pub(crate) fn event(id: &str, request: Option<&str>, time: Option<&str>) -> HistoryEvent {
        HistoryEvent {
            id: Some(id.to_owned()),
            time: time.and_then(Timestamp::parse_iso8601),
            operation: "CreateHsm".to_owned(),
            who: Some("arn:aws:iam::1:user/Bob".to_owned()),
            who_type: None,
            access_key_id: None,
            source_ip: Some("198.51.100.7".to_owned()),
            user_agent: None,
            error_code: None,
            error_message: None,
            request_id: request.map(str::to_owned),
            ids: vec!["cluster-a".to_owned(), "hsm-1".to_owned()],
        }
    }

    fn own(attempt: &str, sequence: u64, request: Option<&str>) -> AuditRecord {
        AuditRecord {
            request_id: request.map(str::to_owned),
            ..record(sequence, AuditEvent::Outcome, attempt, Some("accepted"))
        }
    }

    #[test]
    fn a_row_has_another_key_once_more_is_known_of_it_and_no_two_have_the_same() {
        let log = [own("a", 2, Some("r-1")), own("b", 1, None)];
        let events =
            [event("e", Some("r-1"), Some("2026-11-24T12:00:01Z")), event("f", None, None)];
        let keys = |log: &[AuditRecord], events: &[HistoryEvent]| -> Vec<String> {
            merged(&attempts(log, &[]), events).iter().map(Row::key).collect()
        };
        let all = keys(&log, &events);
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|key| all.iter().filter(|it| *it == key).count() == 1), "{all:?}");
        assert_eq!(all, keys(&log, &events), "nothing new");
        let before = keys(&log, &[]);
        assert_eq!(before.iter().filter(|it| all.contains(it)).count(), 1, "AWS knows of one");
    }

    #[test]
    fn what_both_have_is_one_row_and_the_newest_is_first() {
        // The records are of 2026-11-24, 12:00.
        let log = [own("a", 3, Some("r-1")), own("a", 2, Some("r-2")), own("b", 1, None)];
        let events = [
            event("later", Some("r-9"), Some("2026-11-25T12:00:00Z")),
            event("same", Some("r-1"), Some("2026-11-24T12:00:01Z")),
            event("second of it", Some("r-2"), Some("2026-11-24T12:00:02Z")),
            event("earlier", None, Some("2026-11-23T12:00:00Z")),
            event("no time", Some(""), None),
        ];
        let rows = merged(&attempts(&log, &[]), &events);
        let seen: Vec<_> = rows
            .iter()
            .map(|row| {
                (row.origin(), row.events.iter().filter_map(|it| it.id.as_deref()).collect())
            })
            .collect();
        let expected: Vec<(Origin, Vec<&str>)> = vec![
            (Origin::Aws, vec!["later"]),
            (Origin::Both, vec!["same", "second of it"]),
            (Origin::Console, vec![]),
            (Origin::Aws, vec!["earlier"]),
            (Origin::Aws, vec!["no time"]),
        ];
        assert_eq!(seen, expected);
        assert_eq!(rows[0].operation(), "CreateHsm");
        assert_eq!(rows[4].time(), None);
    }

    #[test]
    fn no_request_id_joins_nothing() {
        let rows = merged(&attempts(&[own("a", 1, None)], &[]), &[event("e", None, None)]);
        assert_eq!(rows.len(), 2);
    }
}
