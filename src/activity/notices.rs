//! What is said above the records: whether the log is whole, and which outcomes are not known.

use backend_api::ChainStatus;
use leptos::prelude::*;

use super::attempt::Attempt;
use crate::components::{Icon, NoticeKind, Shape, notice};

/// Whether the log is as it was written.
pub(super) fn chain(chain: &ChainStatus) -> AnyView {
    match chain {
        ChainStatus::Verified { records } => view! {
            <p class="small"><Icon shape=Shape::Check/>{format!(" Log integrity verified ({records} records)")}</p>
        }
        .into_any(),
        ChainStatus::Broken { line, reason } => {
            let content = view! {
                <h2>{format!("Log integrity check failed at line {line}")}</h2>
                <p class="break">"Reason: "{reason.clone()}"."</p>
                <p>"Records from that line on may not be what was written. Save the file and find out who can write to it. To check it on the backend’s machine, run "<code>"cloudhsm-console audit verify FILE"</code>"."</p>
            };
            notice(NoticeKind::Danger, Some("alert"), content.into_any())
        }
    }
}

/// Attempts with an unknown outcome: the first thing to check.
pub(super) fn unfinished(all: &[Attempt]) -> AnyView {
    let names: Vec<_> = all
        .iter()
        .filter(|it| it.is_unknown())
        .filter_map(Attempt::first)
        .map(|record| [record.operation.name(), " ", &record.resource].concat())
        .collect();
    if names.is_empty() {
        return ().into_any();
    }
    let content = view! {
        <h2>"Outcome not known"</h2>
        <p class="break">{names.join(", ")}</p>
        <p>"They may have gone through. Don’t retry; check the resource and CloudTrail first."</p>
    };
    notice(NoticeKind::Warn, None, content.into_any())
}
