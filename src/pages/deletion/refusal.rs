//! Why a confirmed deletion was not sent, or what AWS said to it; the plan is made anew below.

use std::sync::Arc;

use backend_api::{ApiError, Difference, code};
use leptos::prelude::*;
use serde_json::Value;

use crate::components::{ErrorView, Notice, NoticeKind};

/// A refusal, above the new plan.
#[component]
pub fn Refusal(error: Arc<ApiError>) -> impl IntoView {
    if error.code != code::PLAN_CHANGED {
        let error = (*error).clone();
        return view! { <ErrorView error title="Nothing was deleted"/> }.into_any();
    }
    let rows: Vec<_> = error.differences.iter().cloned().map(row).collect();
    view! {
        <Notice kind=NoticeKind::Warn role="alert">
            <h2>"Something changed since the plan: nothing was deleted"</h2>
            <p>"Below is a new plan. This is what is different:"</p>
            <div class="table-frame">
                <table class="table stacks">
                    <caption class="visually-hidden">"Differences"</caption>
                    <thead><tr><th scope="col">"Where"</th><th scope="col">"Planned"</th><th scope="col">"Now"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Notice>
    }
    .into_any()
}

fn row(difference: Difference) -> impl IntoView {
    let show = |value: &Option<Value>| match value {
        None => "(not there)".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    view! {
        <tr>
            <th scope="row"><code class="break">{difference.path}</code></th>
            <td data-label="Planned"><span class="break">{show(&difference.planned)}</span></td>
            <td data-label="Now"><span class="break">{show(&difference.found)}</span></td>
        </tr>
    }
}
