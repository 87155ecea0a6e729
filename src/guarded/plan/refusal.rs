//! Why a confirmed request was not sent, or what AWS said to it.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode, Difference};
use leptos::prelude::*;

use crate::components::{NoticeKind, Value, data_table, error_view, notice, why_error};

/// A refusal. `nothing` says what did not happen; `replan` is for a place where the plan is not made
/// anew by itself.
#[component]
pub fn Refusal(
    error: Arc<ApiError>,
    nothing: &'static str,
    #[prop(optional)] replan: Option<Callback<()>>,
) -> impl IntoView {
    let why = match error.code {
        ApiErrorCode::PlanChanged => "Something changed since the plan",
        ApiErrorCode::DeletionBlocked => "Now blocked",
        ApiErrorCode::DeletionUnderWay => "Someone else is already deleting it",
        ApiErrorCode::ResourceGone => "Someone else deleted it",
        ApiErrorCode::PermitExpired => "The plan expired",
        ApiErrorCode::PermitSuperseded => "Already carried out under another plan",
        ApiErrorCode::PermitUsed => "The plan was already used",
        _ => return error_view(&error, nothing.to_owned(), None),
    };
    let title = [why, ". ", nothing, " by this request."].concat();
    let rows: Vec<_> = error.differences.iter().map(row).collect();
    let differences = (!rows.is_empty()).then(|| {
        view! {
            <p>"What changed:"</p>
            {data_table("Differences", &["Where", "Planned", "Now"], rows)}
        }
    });
    let content = view! {
        <h2>{title}</h2>
        <p>{error.message.clone()}" "{why_error(error.code.as_str())}</p>
        {differences}
        {replan.map(|replan| view! { <PlanAgain replan/> }.into_any())}
    };
    notice(NoticeKind::Warn, Some("alert"), content.into_any())
}

/// The button that replaces a plan that is no longer valid.
#[component]
pub(crate) fn PlanAgain(replan: Callback<()>) -> impl IntoView {
    view! { <button type="button" class="button" on:click=move |_| replan.run(())>"Refresh plan"</button> }
}

fn row(difference: &Difference) -> Vec<Value> {
    vec![
        Value::Code(difference.path.clone()),
        shown(difference.planned.as_ref()),
        shown(difference.found.as_ref()),
    ]
}

fn shown(value: Option<&serde_json::Value>) -> Value {
    match value {
        None => Value::Missing("not present"),
        Some(serde_json::Value::String(text)) if text.is_empty() => Value::Missing("empty"),
        Some(serde_json::Value::String(text)) => Value::Text(text.clone()),
        // A whole HSM, backup or cluster: member by member.
        Some(other) => {
            let text = format!("{other:#}");
            Value::View(view! { <pre class="small wrap" tabindex="0">{text}</pre> }.into_any())
        }
    }
}
