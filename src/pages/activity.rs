//! The audit log: what was asked of this backend that destroys something, and what came of it.

use std::sync::Arc;

use backend_api::{Activity, AuditEvent, AuditRecord, ChainStatus};
use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use crate::{
    components::{
        NoticeKind, Skeleton, Tone, Value, copyable_or, data_table, empty, error_view, live,
        notice, page_header, set_title,
    },
    state::{Loaded, use_connected},
};

/// The newest records, and whether their chain holds.
#[component]
pub fn ActivityPage() -> impl IntoView {
    set_title("Activity");
    let connected = use_connected();
    let activity = Loaded::<Activity>::default();
    let client = connected.client;
    activity.load(async move { client.activity().await });
    let heading = view! { <h1>"Activity"</h1> };
    let subtitle =
        view! { <span>"Deletions that this backend was asked for, from its audit log."</span> };
    view! {
        {page_header(Vec::new(), heading.into_any(), subtitle.into_any(), ().into_any())}
        {live(move || activity.error.with(|error| error.as_ref().map(|error| error_view(error, "The audit log could not be read".to_owned(), None))))}
        {live(move || match activity.value.get() {
            Some(activity) => view! { <Records activity/> }.into_any(),
            None if activity.loading.get() => view! { <Skeleton what="the audit log"/> }.into_any(),
            None => ().into_any(),
        })}
    }
}

#[component]
fn Records(activity: Arc<Activity>) -> impl IntoView {
    let chain = match &activity.chain {
        ChainStatus::Verified { records } => view! {
            <p class="small soft">{format!("Chain of hashes verified over {records} records.")}</p>
        }
        .into_any(),
        ChainStatus::Broken { line, reason } => view! {
            {notice(NoticeKind::Danger, Some("alert"), view! {
                <p>{format!("The log does not hold together at line {line}: {reason}")}</p>
            }.into_any())}
        }
        .into_any(),
    };
    let records = if activity.records.is_empty() {
        let words = "No deletion has been asked of this backend since its audit log began.";
        empty("Nothing yet", words.to_owned(), ().into_any())
    } else {
        let columns = &["Time", "What", "Resource", "Region", "Who", "Outcome", "AWS request id"];
        data_table(
            "Audit records, newest first",
            columns,
            activity.records.iter().map(row).collect(),
        )
    };
    view! { {chain}{records} }
}

/// The tone of a record, and its outcome in words.
fn verdict(record: &AuditRecord) -> (Tone, String) {
    let outcome = record.outcome.clone();
    match record.event {
        AuditEvent::Intent => (Tone::Busy, "intent".to_owned()),
        AuditEvent::DryRun => (Tone::Calm, "dry run".to_owned()),
        AuditEvent::Refusal => (Tone::Warn, format!("refused: {}", outcome.unwrap_or_default())),
        AuditEvent::Outcome => match outcome.as_deref() {
            Some("accepted") => (Tone::Good, "accepted".to_owned()),
            Some("unknown") | None => (Tone::Odd, "unknown".to_owned()),
            Some(code) => (Tone::Bad, code.to_owned()),
        },
    }
}

fn row(record: &AuditRecord) -> Vec<Value> {
    let (tone, words) = verdict(record);
    let time = Timestamp::parse_iso8601(&record.time)
        .unwrap_or_else(|| Timestamp::Unrecognized(record.time.clone().into()));
    vec![
        Value::When(time),
        Value::Text(record.operation.name().to_owned()),
        Value::Code(record.resource.clone()),
        Value::Text(record.region.clone()),
        Value::Note(record.who.clone()),
        Value::Badge(tone, words),
        copyable_or(record.request_id.as_deref(), "request id", "none"),
    ]
}
