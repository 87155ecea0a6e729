//! How a saving went, in words.

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode};
use cloudhsm_api::Tag;
use leptos::prelude::*;

use super::{
    Step,
    comparison::Comparison,
    gone,
    saving::{Reason, Stopped},
};
use crate::{
    components::{NoticeKind, error_view, notice, tag_fields::Draft, why_error},
    state::use_connected,
};

/// How the saving went. `protection`: the address of the page that turns the protection off.
pub fn outcome(
    now: &Step,
    draft: RwSignal<Draft>,
    step: RwSignal<Step>,
    protection: &str,
) -> AnyView {
    match now {
        Step::Editing | Step::Saving => ().into_any(),
        Step::Gone => gone(),
        Step::Conflict(keys, tags) => conflict(keys, tags.clone(), draft, step),
        Step::Stopped(stopped) => stopped_view(stopped, protection),
        Step::Confirmed(error) => {
            let words = view! {
                <h2>"All changes are saved"</h2>
                <p>"The answer to the request was lost, but AWS shows every change."</p>
                {answer(error)}
            };
            notice(NoticeKind::Good, Some("status"), words.into_any())
        }
    }
}

fn conflict(
    keys: &[String],
    tags: Vec<Tag>,
    draft: RwSignal<Draft>,
    step: RwSignal<Step>,
) -> AnyView {
    let words = view! {
        <h2>"Tags changed while you were editing. Nothing saved."</h2>
        <p class="break">"Changed keys: "{keys.join(", ")}"."</p>
        <button type="button" class="button" on:click=move |_| {
            draft.update(|draft| draft.rebase(&tags));
            step.set(Step::Editing);
        }>"Reload and reapply my changes"</button>
    };
    notice(NoticeKind::Warn, Some("alert"), words.into_any())
}

fn stopped_view(stopped: &Stopped, protection: &str) -> AnyView {
    let found = stopped.found.as_ref();
    match &stopped.reason {
        Reason::Refused(error) => {
            let title = if stopped.sent.is_empty() {
                "Nothing was saved".to_owned()
            } else {
                let arrived = found.map(Comparison::arrived).unwrap_or_default();
                ["Only a part was saved. ", &arrived].concat().trim_end().to_owned()
            };
            let missing = missing(found.filter(|_| !stopped.sent.is_empty()));
            if error.code != ApiErrorCode::PermitRequired {
                return view! { {error_view(error, title, None)}{missing} }.into_any();
            }
            let key = use_connected().session.deletion_protection.0.clone();
            let words = view! {
                <h2>{title}</h2>
                {missing}
                <p>"The tag "<code class="break">{key}</code>" is this cluster’s deletion protection. It can’t be removed or changed with other tags. Turn the protection off on its own page, or undo the change of this tag to save the rest here."</p>
                <p><a class="button" href=protection.to_owned()>"Turn the protection off…"</a></p>
            };
            notice(NoticeKind::Warn, Some("alert"), words.into_any())
        }
        Reason::Unknown(error) => {
            let words = view! {
                <h2>"It isn’t known yet whether the changes were saved"</h2>
                <p>"The request was sent, but no valid answer came back."</p>
                {shown(found)}
                {next()}
                {answer(error)}
            };
            notice(NoticeKind::Warn, Some("alert"), words.into_any())
        }
        Reason::NotShown => {
            let words = view! {
                <h2>"AWS accepted the changes, but doesn’t show all of them yet"</h2>
                {shown(found)}
                {next()}
            };
            notice(NoticeKind::Warn, Some("alert"), words.into_any())
        }
    }
}

/// What is there of what was sent, and what isn’t.
fn shown(found: Option<&Comparison>) -> AnyView {
    let Some(found) = found else {
        return view! { <p>"The tags couldn’t be read either."</p> }.into_any();
    };
    let arrived = found.arrived();
    let arrived = (!arrived.is_empty())
        .then(|| view! { <p class="break">"Saved, as AWS shows it: "{arrived}</p> }.into_any());
    view! { {arrived}{missing(Some(found))} }.into_any()
}

fn missing(found: Option<&Comparison>) -> AnyView {
    let keys = found.map(|found| found.missing.join(", ")).filter(|keys| !keys.is_empty());
    keys.map(|keys| view! { <p class="break">"Not shown by AWS so far: "{keys}"."</p> }).into_any()
}

fn next() -> AnyView {
    view! { <p>"Select Save to check again. It only sends what is still missing."</p> }.into_any()
}

/// What came back instead of an answer.
fn answer(error: &Arc<ApiError>) -> AnyView {
    let id = error.request_id.clone().map(|id| ["Request ID ", &id].concat());
    let why = why_error(error.code.as_str());
    view! { <p class="small soft break">{error.to_string()}" "{why}" "{id}</p> }.into_any()
}
