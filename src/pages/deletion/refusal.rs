//! Why a confirmed deletion was not sent, or what AWS said to it; the plan is made anew below.

use std::sync::Arc;

use backend_api::{ApiError, Difference, code};
use leptos::prelude::*;

use crate::components::{NoticeKind, Value, data_table, error_view, notice};

/// A refusal, above the new plan.
#[component]
pub fn Refusal(error: Arc<ApiError>) -> impl IntoView {
    if error.code != code::PLAN_CHANGED {
        return error_view(&error, "Nothing was deleted".to_owned(), None);
    }
    let rows: Vec<_> = error.differences.iter().cloned().map(row).collect();
    view! {
        {notice(NoticeKind::Warn, Some("alert"), view! {
            <h2>"Something changed since the plan: nothing was deleted"</h2>
            <p>"Below is a new plan. This is what is different:"</p>
            {data_table("Differences", &["Where", "Planned", "Now"], rows)}
        }.into_any())}
    }
    .into_any()
}

fn row(difference: Difference) -> Vec<Value> {
    let show = |value: &Option<serde_json::Value>| match value {
        None => "(not there)".to_owned(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    vec![
        Value::Code(difference.path),
        Value::Text(show(&difference.planned)),
        Value::Text(show(&difference.found)),
    ]
}
