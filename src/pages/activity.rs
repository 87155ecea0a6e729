//! The audit log: what was asked of this backend that destroys something, and what came of it.

use backend_api::{Activity, AuditEvent, AuditRecord, ChainStatus};
use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use crate::{
    components::{
        CopyButton, ErrorView, Notice, NoticeKind, PageHeader, Skeleton, Tone, ToneBadge, When,
        set_title,
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
    view! {
        <PageHeader
            title=|| view! { <h1>"Activity"</h1> }
            subtitle=|| view! { <span>"Deletions that this backend was asked for, from its audit log."</span> }
        />
        {move || activity.error.get().map(|error| view! { <ErrorView error title="The audit log could not be read"/> })}
        {move || match activity.value.get() {
            Some(activity) => view! { <Records activity=(*activity).clone()/> }.into_any(),
            None if activity.loading.get() => view! { <Skeleton what="the audit log"/> }.into_any(),
            None => ().into_any(),
        }}
    }
}

#[component]
fn Records(activity: Activity) -> impl IntoView {
    let chain = match activity.chain {
        ChainStatus::Verified { records } => view! {
            <p class="small soft">{format!("Chain of hashes verified over {records} records.")}</p>
        }
        .into_any(),
        ChainStatus::Broken { line, reason } => view! {
            <Notice kind=NoticeKind::Danger role="alert">
                <p>{format!("The log does not hold together at line {line}: {reason}")}</p>
            </Notice>
        }
        .into_any(),
    };
    if activity.records.is_empty() {
        return view! {
            {chain}
            <div class="empty"><h2>"Nothing yet"</h2><p>"No deletion has been asked of this backend since its audit log began."</p></div>
        }
        .into_any();
    }
    let rows: Vec<_> =
        activity.records.into_iter().map(|record| view! { <Record record/> }).collect();
    view! {
        {chain}
        <div class="table-frame">
            <table class="table stacks">
                <caption class="visually-hidden">"Audit records, newest first"</caption>
                <thead><tr>
                    <th scope="col">"Time"</th><th scope="col">"What"</th><th scope="col">"Resource"</th>
                    <th scope="col">"Region"</th><th scope="col">"Who"</th><th scope="col">"Outcome"</th>
                    <th scope="col">"AWS request id"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
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

#[component]
fn Record(record: AuditRecord) -> impl IntoView {
    let (tone, words) = verdict(&record);
    let time = Timestamp::parse_iso8601(&record.time)
        .unwrap_or_else(|| Timestamp::Unrecognized(record.time.clone().into()));
    view! {
        <tr>
            <td data-label="Time"><When time/></td>
            <td data-label="What">{record.operation.name()}</td>
            <td data-label="Resource"><code class="break">{record.resource}</code></td>
            <td data-label="Region">{record.region}</td>
            <td data-label="Who"><span class="break">{record.who}</span></td>
            <td data-label="Outcome"><ToneBadge tone text=words/></td>
            <td data-label="AWS request id">
                {record.request_id.map(|id| view! {
                    <span class="copyable"><code class="small">{id.clone()}</code><CopyButton text=id what="request id"/></span>
                })}
            </td>
        </tr>
    }
}
