//! What a receipt says, in words: the same for the page, for a ticket and for a script.

use backend_api::{
    Attempt, AuditRecord, BackupExpiry, Evidence, Fact, Left, Receipt, RecordedState,
    SurvivingBackup, Unread,
};
use cloudhsm_api::{Operation, Timestamp};

/// The receipt; `None` if a part of it is no JSON.
pub(super) fn receipt(
    attempt: &Attempt,
    left: Option<&Left>,
    records: &[Evidence],
) -> Option<Receipt> {
    let what = [attempt.operation.name(), " ", &attempt.resource].concat();
    let title = [&what, ": ", attempt.state.words()].concat();
    let facts = facts(attempt, left, records);
    let is_recorded = records.last().is_some_and(|it| !it.record.state().is_open());
    Some(Receipt {
        text: text(&title, &facts),
        title,
        settled: !attempt.is_open() && is_recorded,
        facts,
        attempt: Unread::of(attempt)?,
        left: left.and_then(Unread::of),
        records: Unread::of(&records.to_vec())?,
    })
}

fn facts(attempt: &Attempt, left: Option<&Left>, records: &[Evidence]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |name: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            facts.push(Fact { name: name.to_owned(), lines });
        }
    };
    let known = |text: Option<&String>| vec![text.map_or("Not known", |it| it).to_owned()];
    let first = records.first().map(|it| &it.record);
    let outcome = [Some(attempt.state.words()), attempt.detail.as_deref()];
    add("Outcome", outcome.into_iter().flatten().map(str::to_owned).collect());
    let steps = attempt.steps.iter();
    add("HSMs", steps.map(|it| [&it.resource, ": ", it.state.words()].concat()).collect());
    add("Cluster", attempt.cluster.iter().filter(|it| **it != attempt.resource).cloned().collect());
    add("Person", first.and_then(|it| it.person.clone()).into_iter().collect());
    add("Caller", known(first.and_then(|it| it.caller.as_ref()).or(attempt.who.as_ref())));
    add("Access key ID", known(first.and_then(|it| it.access_key_id.as_ref())));
    add("Account", known(attempt.account.as_ref()));
    add("Region", vec![attempt.region.clone()]);
    let confirmed = attempt.confirmed_at.as_ref().map(time);
    add(
        "Confirmed",
        vec![confirmed.unwrap_or_else(|| "Not confirmed. Nothing was sent.".to_owned())],
    );
    let is_open = attempt.state.is_open();
    let ended = if is_open { "Not ended yet".to_owned() } else { time(&attempt.changed_at) };
    add("Ended", vec![ended]);
    add(
        "AWS request IDs",
        match attempt.request_ids.as_slice() {
            [] => known(None),
            ids => ids.to_vec(),
        },
    );
    add("Acknowledged", first.map(|it| it.acknowledged.clone()).unwrap_or_default());
    if deletes(attempt.operation) && attempt.confirmed_at.is_some() {
        add("What is left", left_lines(attempt.operation, left));
        add("Restore command", left.and_then(|it| it.restore.clone()).into_iter().collect());
    }
    add("Audit log", records.iter().map(logged).collect());
    add("Attempt", vec![attempt.id.clone()]);
    facts
}

/// To the second, in UTC.
fn time(timestamp: &Timestamp) -> String {
    let text = timestamp.to_rfc3339();
    match text.split_once('.') {
        Some((seconds, _)) => [seconds, "Z"].concat(),
        None => text,
    }
}

/// Only a deletion takes something, and leaves something else.
fn deletes(operation: Operation) -> bool {
    matches!(operation, Operation::DeleteCluster | Operation::DeleteHsm | Operation::DeleteBackup)
}

fn left_lines(operation: Operation, left: Option<&Left>) -> Vec<String> {
    let Some(left) = left else {
        let words =
            "Not known. The backend keeps this until it restarts. Check the backups in AWS.";
        return vec![words.to_owned()];
    };
    let (begin, end) = match left.backups.as_slice() {
        [] => ("AWS listed no other backups", "."),
        _ => ("Backups as AWS listed them", ":"),
    };
    let read_at = time(&left.read_at);
    let mut lines = vec![[begin, " right before the request was sent, ", &read_at, end].concat()];
    lines.extend(left.backups.iter().map(backup));
    if left.older > 0 {
        lines.push(format!("{} older ones, which are not named here", left.older));
    }
    if operation == Operation::DeleteHsm {
        let words = "AWS backs up an ACTIVE cluster before it deletes an HSM. That backup isn't \
                     named here.";
        lines.push(words.to_owned());
    }
    lines
}

fn backup(backup: &SurvivingBackup) -> String {
    let state = backup.state.as_ref().map_or("unknown state", |it| it.as_str());
    let created = backup.create_timestamp.as_ref().map(time);
    let created = created.unwrap_or_else(|| "on an unknown date".to_owned());
    format!("{}: {state}, created {created}, {}", backup.backup_id, kept(&backup.expiry))
}

fn kept(expiry: &BackupExpiry) -> String {
    let until = |at: Option<&Timestamp>| at.map_or("an unknown date".to_owned(), time);
    match expiry {
        BackupExpiry::NeverExpires => "never expires".to_owned(),
        BackupExpiry::Retention { expires_at, .. } => {
            ["kept until ", &until(Some(expires_at))].concat()
        }
        BackupExpiry::LastBackup => "kept while it is the latest backup".to_owned(),
        BackupExpiry::Copy => "no expiry: a copy is deleted by hand".to_owned(),
        BackupExpiry::CopyFailed => "the copy failed: nothing to restore".to_owned(),
        BackupExpiry::PendingDeletion { delete_timestamp } => {
            ["deleted; can be restored until ", &until(delete_timestamp.as_ref())].concat()
        }
        BackupExpiry::Deleted { delete_timestamp } => {
            ["deleted; purge date ", &until(delete_timestamp.as_ref())].concat()
        }
        BackupExpiry::UnknownRetention { policy } => ["unknown retention: ", policy].concat(),
        BackupExpiry::Unknown => "unknown retention".to_owned(),
    }
}

/// A record, with the log's own word for what it says.
fn logged(Evidence { record, hash }: &Evidence) -> String {
    let AuditRecord { sequence, time, outcome, event, .. } = record;
    let word = outcome.as_ref().map_or(event.as_str(), RecordedState::as_str);
    format!("Record {sequence}: {word}, {time}, SHA-256 {hash}")
}

fn text(title: &str, facts: &[Fact]) -> String {
    let mut lines = vec![["## ", title].concat(), String::new()];
    for Fact { name, lines: of_it } in facts {
        match of_it.as_slice() {
            [only] => lines.push(format!("- {name}: {only}")),
            several => {
                lines.push(format!("- {name}:"));
                lines.extend(several.iter().map(|line| ["  - ", line].concat()));
            }
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use backend_api::{AttemptState, AttemptStep};
    use cloudhsm_api::BackupState;

    use super::*;

    fn attempt() -> Attempt {
        let at = Timestamp::from_epoch_seconds(1_800_000_000);
        Attempt {
            state: AttemptState::Gone,
            account: Some("111122223333".into()),
            confirmed_at: Some(at.clone()),
            request_ids: vec!["request-1".into()],
            ..Attempt::planned(
                "a".into(),
                Operation::DeleteCluster,
                "r".into(),
                "cluster-a".into(),
                at,
            )
        }
    }

    fn left() -> Left {
        let at = Timestamp::from_epoch_seconds(1_800_000_000);
        Left {
            read_at: at.clone(),
            backups: vec![SurvivingBackup {
                backup_id: "backup-a".into(),
                state: Some(BackupState::Ready),
                create_timestamp: Some(at.clone()),
                expiry: BackupExpiry::Retention { expires_at: at, days: 90 },
                recreate: None,
            }],
            older: 2,
            restore: Some("aws cloudhsmv2 create-cluster".into()),
        }
    }

    #[test]
    fn it_says_what_where_when_and_what_is_left() {
        let receipt = receipt(&attempt(), Some(&left()), &[]).unwrap();
        assert_eq!(receipt.title, "DeleteCluster cluster-a: deleted");
        for expected in [
            "## DeleteCluster cluster-a: deleted\n",
            "- Account: 111122223333\n",
            "- Region: r\n",
            "- Confirmed: 2027-01-15T08:00:00Z\n",
            "- AWS request IDs: request-1\n",
            "  - backup-a: READY, created 2027-01-15T08:00:00Z, kept until 2027-01-15T08:00:00Z\n",
            "  - 2 older ones, which are not named here\n",
            "- Restore command: aws cloudhsmv2 create-cluster\n",
        ] {
            assert!(receipt.text.contains(expected), "{expected}: {}", receipt.text);
        }
        assert!(!receipt.settled, "the log has no end of it");
    }

    #[test]
    fn what_is_not_known_is_called_so() {
        let restarted = receipt(&attempt(), None, &[]).unwrap().text;
        assert!(restarted.contains("- What is left: Not known."), "{restarted}");
        assert!(restarted.contains("- Access key ID: Not known\n"), "{restarted}");
        let planned = Attempt { confirmed_at: None, ..attempt() };
        let planned = receipt(&planned, None, &[]).unwrap().text;
        assert!(planned.contains("Nothing was sent.") && !planned.contains("What is left"));
    }

    #[test]
    fn each_hsm_says_what_came_of_it() {
        let step = |resource: &str, state| AttemptStep {
            resource: resource.into(),
            state,
            ..AttemptStep::default()
        };
        let attempt = Attempt {
            operation: Operation::DeleteHsm,
            steps: vec![step("hsm-1", AttemptState::Gone), step("hsm-2", AttemptState::Planned)],
            ..attempt()
        };
        let text = receipt(&attempt, Some(&left()), &[]).unwrap().text;
        assert!(text.contains("  - hsm-1: deleted\n  - hsm-2: planned\n"), "{text}");
        assert!(text.contains("before it deletes an HSM"), "{text}");
    }
}
