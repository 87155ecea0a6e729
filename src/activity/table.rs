//! The attempts, one a row.

use backend_api::{AttemptState, AuditEvent, AuditRecord};
use leptos::prelude::*;

use super::{
    attempt::{Attempt, Ending},
    details::details,
};
use crate::{
    components::{Tone, Value, attempt_tone, copyable_or, data_table, not_followed_words},
    route::{Place, Route, Tab},
};

pub(super) fn table(attempts: &[Attempt]) -> AnyView {
    let columns = &["Time", "What", "Resource", "Who", "Outcome", "AWS request ID"];
    let rows = attempts.iter().filter_map(|attempt| row(attempt, attempt.first()?)).collect();
    data_table("Deletions and other changes, newest first", columns, rows)
}

fn row(attempt: &Attempt, first: &AuditRecord) -> Option<Vec<Value>> {
    Some(vec![
        Value::Row(vec![Value::When(first.timestamp())]),
        Value::Text(first.operation.name().to_owned()),
        Value::Row(vec![Value::View(resource(first)), Value::Note(first.region.clone())]),
        who(&first.who),
        Value::Row(outcome(attempt)?),
        copyable_or(attempt.request_id(), "AWS request ID", "–"),
    ])
}

/// What came of it, and everything that the log has about it.
pub(super) fn outcome(attempt: &Attempt) -> Option<Vec<Value>> {
    let (first, last) = (attempt.first()?, attempt.last()?);
    let mut outcome = vec![Value::Badge(tone(attempt.ending), word(attempt))];
    if attempt.is_unknown() && last.event == AuditEvent::Intent {
        let words = "Started, result unknown. Check the resource.";
        outcome.push(Value::Note(words.to_owned()));
    }
    outcome.extend(attempt.not_followed.map(|why| Value::Note(not_followed_words(why).to_owned())));
    outcome.extend(last.detail.clone().map(Value::Note));
    outcome.extend(receipt(attempt, first));
    outcome.push(Value::View(details(attempt)));
    Some(outcome)
}

/// The way to the receipt of what may have been sent.
fn receipt(attempt: &Attempt, first: &AuditRecord) -> Option<Value> {
    let was_sent = matches!(attempt.ending, Ending::State(state) if state.was_sent());
    let id = Some(first.attempt.clone()).filter(|id| was_sent && !id.is_empty())?;
    let href = Route::Receipt(id).href();
    Some(Value::View(view! { <a class="small" href=href>"Receipt"</a> }.into_any()))
}

/// An ARN's name, with its account below; the whole of it is among the records.
pub(super) fn who(arn: &str) -> Value {
    match arn.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", _, _, _, account, name] => {
            let name = view! { <span class="actor">{name.to_owned()}</span> }.into_any();
            Value::Row(vec![Value::View(name), Value::Note(account.to_owned())])
        }
        _ => Value::Text(arn.to_owned()),
    }
}

fn tone(ending: Ending) -> Tone {
    match ending {
        Ending::State(state) => attempt_tone(state),
        Ending::DryRun => Tone::Calm,
    }
}

/// The ending, with the code of what refused it or left it open.
fn word(attempt: &Attempt) -> String {
    let word = attempt.ending.words();
    let says_why = attempt.is_unknown() || attempt.ending == Ending::State(AttemptState::Refused);
    match attempt.code().filter(|_| says_why) {
        Some(code) => [word, ": ", code].concat(),
        None => word.to_owned(),
    }
}

/// The resource, linked to its cluster.
fn resource(record: &AuditRecord) -> AnyView {
    let cluster = record.cluster.as_deref().unwrap_or(&record.resource);
    let text = record.resource.clone();
    if !cluster.starts_with("cluster-") {
        return view! { <code>{text}</code> }.into_any();
    }
    let href = Route::Cluster(Place::new(&record.region, cluster), Tab::Overview).href();
    view! { <a href=href><code>{text}</code></a> }.into_any()
}
