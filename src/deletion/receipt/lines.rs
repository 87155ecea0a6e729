//! What a receipt says, for the page and for a ticket: the same in both.

use backend_api::{Attempt, AuditRecord, Left, Receipt, RecordedState};
use cloudhsm_api::{Operation, Timestamp};

use crate::components::kept_until_words;

/// A part of a fact.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    Text(String),
    Code(String),
    When(Timestamp),
}

impl Item {
    fn words(&self) -> String {
        match self {
            Self::Text(text) | Self::Code(text) => text.clone(),
            Self::When(time) => time.to_rfc3339(),
        }
    }
}

/// What was done to what, and how it ended.
pub(super) fn title(attempt: &Attempt) -> String {
    let what = [attempt.operation.name(), " ", &attempt.resource, ": "].concat();
    [&what, attempt.state.words()].concat()
}

/// Names and what is known; what is not known says so.
pub(super) fn facts_of(receipt: &Receipt) -> Vec<(&'static str, Vec<Item>)> {
    let attempt = &receipt.attempt;
    let first = receipt.records.first().map(|it| &it.record);
    let text = |it: &str| vec![Item::Text(it.to_owned())];
    let code = |it: Option<&String>| match it {
        Some(it) => vec![Item::Code(it.clone())],
        None => text("Not known"),
    };
    let ended = match attempt.state.is_open() {
        true => text("Not ended yet"),
        false => vec![Item::When(attempt.changed_at.clone())],
    };
    let confirmed = match &attempt.confirmed_at {
        Some(time) => vec![Item::When(time.clone())],
        None => text("Not confirmed. Nothing was sent."),
    };
    let requests = match attempt.request_ids.as_slice() {
        [] => text("Not known"),
        ids => ids.iter().cloned().map(Item::Code).collect(),
    };
    let mut facts = vec![("Operation", text(attempt.operation.name()))];
    for step in &attempt.steps {
        let words = [": ", step.state.words()].concat();
        facts.push(("HSM", vec![Item::Text([&step.resource, &*words].concat())]));
    }
    if attempt.steps.is_empty() {
        facts.push(("Resource", code(Some(&attempt.resource))));
    }
    if attempt.cluster.as_ref().is_some_and(|it| *it != attempt.resource) {
        facts.push(("Cluster", code(attempt.cluster.as_ref())));
    }
    let outcome = [Some(attempt.state.words()), attempt.detail.as_deref()];
    facts.push(("Outcome", outcome.into_iter().flatten().flat_map(text).collect()));
    facts.extend(first.and_then(|it| it.person.as_deref()).map(|it| ("Person", text(it))));
    facts.extend([
        ("Caller", code(first.and_then(|it| it.caller.as_ref()).or(attempt.who.as_ref()))),
        ("Access key ID", code(first.and_then(|it| it.access_key_id.as_ref()))),
        ("Account", code(attempt.account.as_ref())),
        ("Region", text(&attempt.region)),
        ("Confirmed", confirmed),
        ("Ended", ended),
        ("AWS request IDs", requests),
    ]);
    if let Some(losses) = first.map(|it| it.acknowledged.join(", ")).filter(|it| !it.is_empty()) {
        facts.push(("Acknowledged", text(&losses)));
    }
    facts
}

/// Whether something is left of what the attempt takes: only a deletion takes something.
pub(super) fn has_left(attempt: &Attempt) -> bool {
    let deletes = matches!(
        attempt.operation,
        Operation::DeleteCluster | Operation::DeleteHsm | Operation::DeleteBackup
    );
    deletes && attempt.confirmed_at.is_some()
}

/// What is said of the backups that are left.
pub(super) fn left_words(operation: Operation, left: Option<&Left>) -> Vec<String> {
    let Some(left) = left else {
        let words =
            "Not known. The backend keeps this until it restarts. Check the backups in AWS.";
        return vec![words.to_owned()];
    };
    let mut words = vec![match left.backups.as_slice() {
        [] => "No other backups were listed".to_owned(),
        _ => "Backups as AWS listed them".to_owned(),
    }];
    words[0] += &[" right before the request was sent, ", &left.read_at.to_rfc3339(), "."].concat();
    if left.older > 0 {
        words.push(["Older backups that are not shown: ", &left.older.to_string(), "."].concat());
    }
    if operation == Operation::DeleteHsm {
        words.push("AWS backs up an ACTIVE cluster before it deletes an HSM. That backup isn’t in this list.".to_owned());
    }
    words
}

/// A record's number, and the log's own word for what it says.
pub(super) fn logged(record: &AuditRecord) -> (String, String) {
    let word = record.outcome.as_ref().map_or(record.event.as_str(), RecordedState::as_str);
    let resource = if record.resource.contains(' ') { "" } else { &record.resource };
    (record.sequence.to_string(), [word, " ", resource].concat().trim_end().to_owned())
}

/// The receipt as a text that a ticket takes, in Markdown.
pub(super) fn text(receipt: &Receipt) -> String {
    let attempt = &receipt.attempt;
    let mut lines = vec![["## ", &title(attempt)].concat(), String::new()];
    for (name, items) in facts_of(receipt) {
        let words: Vec<_> = items.iter().map(Item::words).collect();
        lines.push(["- ", name, ": ", &words.join(", ")].concat());
    }
    lines.push(["- Attempt: ", &attempt.id].concat());
    if has_left(attempt) {
        lines.extend([String::new(), "What is left:".to_owned()]);
        let left = receipt.left.as_ref();
        lines.extend(left_words(attempt.operation, left).iter().map(|it| ["- ", it].concat()));
        for backup in left.iter().flat_map(|it| &it.backups) {
            let state = backup.state.as_ref().map_or("unknown state", |it| it.as_str());
            let created = backup.create_timestamp.as_ref().map(Timestamp::to_rfc3339);
            let created = created.unwrap_or_else(|| "on an unknown date".to_owned());
            let kept = kept_until_words(&backup.expiry);
            let words = ["- ", &backup.backup_id, ": ", state, ", created ", &created, ". ", &kept];
            lines.push(words.concat());
        }
        if let Some(command) = left.and_then(|it| it.restore.as_ref()) {
            lines.extend([String::new(), "Restore command:".to_owned(), String::new()]);
            lines.push(["    ", command].concat());
        }
    }
    lines.extend([String::new(), "Records of the audit log:".to_owned()]);
    for it in &receipt.records {
        let (number, what) = logged(&it.record);
        let words = ["- ", &number, ", ", &it.record.time, ": ", &what, ", SHA-256 ", &it.hash];
        lines.push(words.concat());
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use backend_api::{
        AttemptState, AttemptStep, AuditEvent, BackupExpiry, Evidence, SurvivingBackup,
    };
    use cloudhsm_api::BackupState;

    use super::*;
    use crate::samples;

    fn receipt() -> Receipt {
        let confirmed = Timestamp::from_epoch_seconds(1_800_000_000);
        let record = AuditRecord {
            sequence: 7,
            event: AuditEvent::Intent,
            person: Some("alice".into()),
            caller: Some("arn:aws:sts::1:assumed-role/ops".into()),
            resource: "cluster-a".into(),
            acknowledged: vec!["last-backup".into()],
            ..samples::record()
        };
        Receipt {
            attempt: Attempt {
                state: AttemptState::Gone,
                account: Some("111122223333".into()),
                confirmed_at: Some(confirmed.clone()),
                request_ids: vec!["request-1".into()],
                ..samples::attempt()
            },
            left: Some(Left {
                read_at: confirmed.clone(),
                backups: vec![SurvivingBackup {
                    backup_id: "backup-a".into(),
                    state: Some(BackupState::Ready),
                    create_timestamp: Some(confirmed.clone()),
                    expiry: BackupExpiry::Retention { expires_at: confirmed, days: 90 },
                    recreate: None,
                }],
                older: 2,
                restore: Some("aws cloudhsmv2 create-cluster".into()),
            }),
            records: vec![Evidence { record, hash: "f00d".into() }],
        }
    }

    #[test]
    fn a_ticket_says_what_who_where_when_and_what_is_left() {
        let text = text(&receipt());
        for expected in [
            "## DeleteCluster cluster-a: deleted\n",
            "- Person: alice\n",
            "- Caller: arn:aws:sts::1:assumed-role/ops\n",
            "- Account: 111122223333\n",
            "- Confirmed: 2027-01-15T08:00:00Z\n",
            "- AWS request IDs: request-1\n",
            "- Acknowledged: last-backup\n",
            "- Attempt: a\n",
            "- backup-a: READY, created 2027-01-15T08:00:00Z. ",
            "- Older backups that are not shown: 2.\n",
            "    aws cloudhsmv2 create-cluster\n",
            "- 7, 2026-11-24T12:00:00Z: intent cluster-a, SHA-256 f00d\n",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }

    #[test]
    fn what_is_not_known_is_called_so() {
        let restarted = Receipt { left: None, ..receipt() };
        assert!(text(&restarted).contains("What is left:\n- Not known."));
        let planned = Receipt { attempt: samples::attempt(), left: None, records: Vec::new() };
        let text = text(&planned);
        assert!(text.contains("Nothing was sent."), "{text}");
        assert!(!text.contains("What is left"), "{text}");
        assert!(text.contains("- AWS request IDs: Not known\n"), "{text}");
    }

    #[test]
    fn each_hsm_says_what_came_of_it() {
        let step = |resource: &str, state| AttemptStep {
            resource: resource.into(),
            state,
            ..AttemptStep::default()
        };
        let mut receipt = receipt();
        receipt.attempt.operation = Operation::DeleteHsm;
        receipt.attempt.state = AttemptState::Stopped;
        receipt.attempt.steps =
            vec![step("hsm-1", AttemptState::Gone), step("hsm-2", AttemptState::Planned)];
        let text = text(&receipt);
        assert!(text.contains("- HSM: hsm-1: deleted\n- HSM: hsm-2: planned\n"), "{text}");
        assert!(text.contains("before it deletes an HSM"), "{text}");
    }
}
