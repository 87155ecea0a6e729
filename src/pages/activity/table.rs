//! The attempts, one a row.

use backend_api::AuditRecord;
use leptos::prelude::*;

use super::attempt::{Attempt, Ending};
use crate::{
    components::{Tone, Value, copyable_or, data_table},
    route::{Place, Route, Tab},
};

pub(super) fn table(attempts: &[Attempt]) -> AnyView {
    let columns = &["Time", "What", "Resource", "Who", "Outcome", "AWS request id"];
    let rows = attempts.iter().filter_map(|attempt| row(attempt, attempt.first()?)).collect();
    data_table("Deletions and other changes, newest first", columns, rows)
}

fn row(attempt: &Attempt, first: &AuditRecord) -> Option<Vec<Value>> {
    let last = attempt.last()?;
    let mut outcome = vec![Value::Badge(tone(attempt.ending), word(attempt.ending, last))];
    if attempt.ending == Ending::Unfinished {
        let words = "Announced, and nothing tells what came of it: look at the resource.";
        outcome.push(Value::Note(words.to_owned()));
    }
    outcome.extend(last.detail.clone().map(Value::Note));
    outcome.push(Value::View(details(attempt)));
    Some(vec![
        Value::Row(vec![Value::When(first.timestamp())]),
        Value::Text(first.operation.name().to_owned()),
        Value::Row(vec![Value::View(resource(first)), Value::Note(first.region.clone())]),
        who(&first.who),
        Value::Row(outcome),
        copyable_or(attempt.request_id(), "request id", "none"),
    ])
}

/// An ARN's name, with its account below; the whole of it is among the records.
fn who(arn: &str) -> Value {
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
        Ending::Accepted => Tone::Good,
        Ending::Failed | Ending::Unfinished => Tone::Bad,
        Ending::Refused => Tone::Warn,
        Ending::Unknown => Tone::Odd,
        Ending::UnderWay => Tone::Busy,
        Ending::DryRun => Tone::Calm,
    }
}

/// The ending, with the code of what refused or failed.
fn word(ending: Ending, last: &AuditRecord) -> String {
    let word = ending.word();
    match (ending, &last.outcome) {
        (Ending::Failed | Ending::Refused, Some(code)) => [word, ": ", code].concat(),
        _ => word.to_owned(),
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

/// Every record of the attempt, as it is in the log.
fn details(attempt: &Attempt) -> AnyView {
    let records: Vec<_> = attempt
        .records
        .iter()
        .map(|record| {
            let words = [
                &["record ", &record.sequence.to_string(), ": ", record.event.as_str()].concat(),
                record.outcome.as_deref().unwrap_or_default(),
                &record.time,
            ];
            let words = words.into_iter().filter(|text| !text.is_empty());
            let words = words.map(str::to_owned).collect::<Vec<_>>().join(" · ");
            view! { <li>{words}</li> }.into_any()
        })
        .collect();
    let more = attempt.first().map(|first| {
        let acknowledged = if first.acknowledged.is_empty() {
            "nothing".to_owned()
        } else {
            first.acknowledged.join(", ")
        };
        let typed = if first.confirmation_matched { "matched" } else { "did not match" };
        let digest = first.plan_digest.clone().unwrap_or_else(|| "none".to_owned());
        view! {
            <li class="break">"who: "<code>{first.who.clone()}</code></li>
            <li>"acknowledged: "{acknowledged}</li>
            <li>"what was typed "{typed}</li>
            <li class="break">"plan digest: "<code>{digest}</code></li>
            <li class="break">"session: "<code>{first.session.clone()}</code></li>
        }
    });
    view! { <details class="small"><summary>"Records"</summary><ul class="notes">{records}{more}</ul></details> }
        .into_any()
}
