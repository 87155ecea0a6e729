//! What a receipt says, in words: the same for the page, for a ticket and for a script.

use backend_api::{
    Attempt, AttemptState, AttemptStep, AuditEvent, AuditRecord, BackupExpiry, Evidence, Fact,
    Left, Receipt, RecordedState, SurvivingBackup, Unread,
};
use cloudhsm_api::{Operation, OperationClass, Timestamp};

use crate::guard::restart::is_about_itself;

const RESTORE: &str = "Restore command";

/// The receipt; `None` if a part of it is no JSON. `followed` says that the backend still looks after the
/// attempt, and may change its mind.
pub(super) fn receipt(
    attempt: &Attempt,
    followed: bool,
    left: Option<&Left>,
    records: &[Evidence],
) -> Option<Receipt> {
    let what = [attempt.operation.name(), " ", &attempt.resource].concat();
    let title = [&what, ": ", attempt.state.words()].concat();
    let facts = facts(attempt, left, records);
    // A refusal of the same permit, used once more, says nothing of what came of it.
    let last = own_records(records).next_back();
    let is_recorded = last.is_some_and(|record| !record.state().is_open());
    let is_over = !attempt.is_open() && (is_recorded || attempt.not_followed.is_some());
    Some(Receipt {
        text: text(&title, &facts),
        title,
        settled: is_over && !followed,
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
    let outcome = [Some(attempt.state.words()), attempt.detail.as_deref()];
    add("Outcome", outcome.into_iter().flatten().map(str::to_owned).collect());
    add("HSMs", attempt.steps.iter().map(|it| step(it, attempt.state)).collect());
    add("Cluster", attempt.cluster.iter().filter(|it| **it != attempt.resource).cloned().collect());
    // Not the first record: that can be another person's refused attempt.
    let asked = own_records(records).next();
    add("Person", asked.and_then(|it| it.person.clone()).into_iter().collect());
    if asked.is_none() {
        add("Requested by", attempt.who.iter().cloned().collect());
    }
    add("Caller", known(asked.and_then(|it| it.caller.as_ref())));
    add("Access key ID", known(asked.and_then(|it| it.access_key_id.as_ref())));
    add("Account", known(attempt.account.as_ref()));
    add("Region", vec![attempt.region.clone()]);
    // Only a deletion takes something, and leaves something else.
    let is_deletion = attempt.operation.class() == OperationClass::Destroying;
    add(if is_deletion { "Confirmed" } else { "Requested" }, vec![confirmed(attempt, asked)]);
    match attempt.state {
        AttemptState::Planned | AttemptState::Permitted => {}
        AttemptState::StillUnknown => add("Last checked", vec![time(&attempt.changed_at)]),
        state if state.is_open() => add("Ended", vec!["Not ended yet".to_owned()]),
        _ => add("Ended", vec![time(&attempt.changed_at)]),
    }
    let was_sent = attempt.state.was_sent();
    match attempt.request_ids.as_slice() {
        [] if was_sent => add("AWS request IDs", known(None)),
        ids => add("AWS request IDs", ids.to_vec()),
    }
    add("Acknowledged", asked.map(|it| it.acknowledged.clone()).unwrap_or_default());
    // What was refused took nothing.
    if is_deletion && was_sent {
        add("What is left", left_lines(attempt.operation, left));
        add(RESTORE, left.and_then(|it| it.restore.clone()).into_iter().collect());
    }
    add("Audit log", records.iter().map(logged).collect());
    add("Attempt", vec![attempt.id.clone()]);
    facts
}

/// The records of what was asked for and what came of it, without refusals of tries before or after.
fn own_records(records: &[Evidence]) -> impl DoubleEndedIterator<Item = &AuditRecord> {
    records.iter().map(|it| &it.record).filter(|it| is_about_itself(it))
}

/// When it was confirmed, as far as that is known.
fn confirmed(attempt: &Attempt, asked: Option<&AuditRecord>) -> String {
    let is_planned = matches!(attempt.state, AttemptState::Planned | AttemptState::Permitted);
    let intent = asked.filter(|it| it.event == AuditEvent::Intent);
    match (&attempt.confirmed_at, intent) {
        (Some(at), _) => time(at),
        (None, Some(intent)) => intent.time.clone(),
        (None, None) if is_planned => "Not confirmed. Nothing was sent.".to_owned(),
        (None, None) => "Not known. Its record is older than what was searched.".to_owned(),
    }
}

/// An HSM, and what came of it.
fn step(step: &AttemptStep, whole: AttemptState) -> String {
    let waits = whole.is_open() || matches!(whole, AttemptState::Planned | AttemptState::Permitted);
    let words = match step.state {
        AttemptState::Planned if !waits => "not sent, kept",
        state => state.words(),
    };
    [&step.resource, ": ", words].concat()
}

/// To the second, in UTC.
fn time(timestamp: &Timestamp) -> String {
    let text = timestamp.to_rfc3339();
    match text.split_once('.') {
        Some((seconds, _)) => [seconds, "Z"].concat(),
        None => text,
    }
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
    let mut lines = vec![[begin, " at ", &read_at, end].concat()];
    lines.extend(left.backups.iter().map(backup));
    if left.older > 0 {
        lines.push(format!("and {} older", left.older));
    }
    if operation == Operation::DeleteHsm {
        let words = "AWS backs up an ACTIVE cluster before it deletes an HSM. That backup isn’t \
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
        BackupExpiry::Copy => "no expiry (copies are kept until somebody deletes them)".to_owned(),
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

/// The receipt as Markdown. A line is a line, whatever AWS or a tag has in it.
fn text(title: &str, facts: &[Fact]) -> String {
    let mut lines = vec![["## ", &on_one_line(title)].concat(), String::new()];
    for Fact { name, lines: of_it } in facts {
        let shown = |line: &String| {
            let line = on_one_line(line);
            if name == RESTORE { code(&line) } else { line }
        };
        match of_it.as_slice() {
            [only] => lines.push(format!("- {name}: {}", shown(only))),
            several => {
                lines.push(format!("- {name}:"));
                lines.extend(several.iter().map(|line| ["  - ", &shown(line)].concat()));
            }
        }
    }
    lines.join("\n") + "\n"
}

fn on_one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// As code, between more backticks than it has itself.
fn code(text: &str) -> String {
    let inside = text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let around = "`".repeat(inside + 1);
    // Its own backticks at the ends would count as more of those around.
    let space = if inside > 0 { " " } else { "" };
    [&around, space, text, space, &around].concat()
}

#[cfg(test)]
mod tests;
