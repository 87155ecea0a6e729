//! What was done, a row each: when, what, who, from where, what came of it, and by which record.

use backend_api::HistoryEvent;
use leptos::prelude::*;

use super::{
    super::{
        attempt::Attempt,
        table::{outcome, who},
    },
    merge::{Origin, Row},
};
use crate::components::{Tone, Value, copyable_or, keyed_table, text_or};

/// So many are drawn; the filter and the files have all.
pub(super) const MOST_ROWS: usize = 200;

/// Rows that stay are left alone while others arrive: what a person unfolded stays open.
pub(super) fn table(rows: Memo<Vec<Row>>) -> AnyView {
    keyed_table(
        "Changes of the cluster, its HSMs and its backups, newest first",
        &["Time", "What", "Who", "From", "Outcome", "Record"],
        move || rows.with(|rows| rows.iter().take(MOST_ROWS).map(Row::key).collect()),
        move |place| rows.with(|rows| rows.get(place).map(row).unwrap_or_default()),
    )
}

fn row(row: &Row) -> Vec<Value> {
    let event = row.events.first();
    let own = row.attempt.as_ref();
    let first = own.and_then(Attempt::first);
    let about = match (first, event) {
        (Some(first), _) => first.resource.clone(),
        (None, Some(event)) => event.ids.join(", "),
        (None, None) => String::new(),
    };
    let who = match (first, event.and_then(|it| it.who.as_deref())) {
        // The person, whom only the console knows.
        (Some(first), _) => who(&first.who),
        (None, Some(arn)) => who(arn),
        (None, None) => Value::Missing("–"),
    };
    let mut came = own.and_then(outcome).unwrap_or_default();
    if own.is_none() {
        came.extend(event.map(of_aws));
    }
    came.extend(row.events.iter().filter_map(|it| it.error_message.clone()).map(Value::Note));
    came.extend(row.events.iter().map(details));
    if row.events.is_empty() {
        let request = own.and_then(Attempt::request_id);
        came.extend(request.map(|id| copyable_or(Some(id), "AWS request ID", "–")));
    }
    vec![
        Value::Row(vec![row.time().map_or(Value::Missing("–"), Value::When)]),
        Value::Row(vec![Value::Text(row.operation().to_owned()), Value::Code(about)]),
        who,
        text_or(event.and_then(|it| it.source_ip.as_deref()), "–"),
        Value::Row(came),
        Value::Badge(tone(row.origin()), row.origin().words().to_owned()),
    ]
}

fn tone(origin: Origin) -> Tone {
    match origin {
        Origin::Console | Origin::Both => Tone::Calm,
        // Not through this console: it knows nothing else of it.
        Origin::Aws => Tone::Strong,
    }
}

/// What AWS's record says came of a call.
fn of_aws(event: &HistoryEvent) -> Value {
    match &event.error_code {
        Some(code) => Value::Badge(Tone::Warn, ["refused: ", code].concat()),
        None => Value::Badge(Tone::Good, "accepted".to_owned()),
    }
}

/// The rest of what AWS's record says.
fn details(event: &HistoryEvent) -> Value {
    let facts: Vec<_> = facts(event)
        .into_iter()
        .map(|(name, value)| {
            view! { <li class="break">{name}": "<code class="break">{value}</code></li> }
        })
        .collect();
    let view = view! {
        <details class="small"><summary>"AWS’s record"</summary><ul class="notes">{facts}</ul></details>
    };
    Value::View(view.into_any())
}

/// Names and values; what is not in the record is left out.
fn facts(event: &HistoryEvent) -> Vec<(&'static str, String)> {
    let ids = Some(event.ids.join(", ")).filter(|it| !it.is_empty());
    let facts = [
        ("Caller", event.who.clone()),
        ("Type", event.who_type.clone()),
        ("Access key ID", event.access_key_id.clone()),
        ("From", event.source_ip.clone()),
        ("User agent", event.user_agent.clone()),
        ("Error", event.error_code.clone()),
        ("Names", ids),
        ("AWS request ID", event.request_id.clone()),
        ("Event ID", event.id.clone()),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
