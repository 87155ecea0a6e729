//! The HSMs of a plan's cluster, to choose which ones to delete.

use std::sync::Arc;

use backend_api::{BlockerCode, DeletionPlan};
use cloudhsm_api::{Hsm, HsmState};
use leptos::prelude::*;

use super::ask::Ask;
use crate::{
    components::{Icon, Shape, hsm_state},
    deletion::Page,
    sorting::in_order,
};

/// The HSMs, and the confirmation of those that somebody chose.
#[component]
pub(in crate::deletion) fn HsmList(plan: Arc<DeletionPlan>, page: Page) -> impl IntoView {
    let asking = page.asking;
    let hsms = plan.cluster.as_ref().map(|cluster| cluster.hsms.as_slice()).unwrap_or_default();
    // Nothing of it can be deleted before that.
    let is_protected = plan.blockers.iter().any(|it| it.code == BlockerCode::DeletionProtection);
    let free: Vec<String> = hsms
        .iter()
        .filter(|hsm| !is_protected && !is_going(hsm))
        .map(|hsm| hsm.hsm_id.clone())
        .collect();
    let still_there = |id: &String| free.contains(id);
    // Of those that somebody asked about, some may be gone by now.
    if asking.with_untracked(|ids| !ids.iter().all(still_there)) {
        asking.update(|ids| ids.retain(still_there));
    }
    // Who deletes one of several most likely means the one that doesn't work.
    let sick_first = in_order(&hsms.iter().collect::<Vec<_>>(), |a, b| works(a).cmp(&works(b)));
    let rows: Vec<_> = sick_first
        .into_iter()
        .map(|hsm| view! { <Row hsm=hsm.clone() asking is_protected/> }.into_any())
        .collect();
    let all = (free.len() > 1).then(|| {
        let words = format!("Delete all {} HSMs…", free.len());
        view! { <Chooser ids=free label=words.clone() words asking/> }
    });
    view! {
        <ul class="hsm-list">{rows}</ul>
        {is_protected.then(|| view! { <p class="small">"Turn the protection off first: it keeps the HSMs too."</p> }.into_any())}
        {all}
        {move || {
            let ids = asking.get();
            (!ids.is_empty()).then(|| view! { <Ask ids page/> }.into_any())
        }}
    }
}

fn is_going(hsm: &Hsm) -> bool {
    matches!(hsm.state, Some(HsmState::DeleteInProgress | HsmState::Deleted))
}

fn works(hsm: &Hsm) -> bool {
    hsm.state != Some(HsmState::Degraded)
}

#[component]
fn Row(hsm: Hsm, asking: RwSignal<Vec<String>>, is_protected: bool) -> impl IntoView {
    let id = hsm.hsm_id.clone();
    let zone = hsm.availability_zone.clone().unwrap_or_default();
    let message = hsm.state_message.clone().filter(|text| !text.is_empty());
    let button = (!is_protected && !is_going(&hsm)).then(|| {
        let label = format!("Delete HSM {id}…");
        view! { <Chooser ids=vec![id.clone()] words="Delete HSM…".to_owned() label asking/> }
    });
    view! {
        <li>
            <code>{id}</code>
            {hsm_state(hsm.state.as_ref()).view()}
            <span class="soft">{zone}</span>
            {message.map(|text| view! { <span class="small">{text}</span> }.into_any())}
            {button}
        </li>
    }
}

/// A button that asks about these HSMs, or no longer.
#[component]
fn Chooser(
    ids: Vec<String>,
    words: String,
    label: String,
    asking: RwSignal<Vec<String>>,
) -> impl IntoView {
    let ids = StoredValue::new(ids);
    let is_open = move || asking.with(|open| ids.with_value(|ids| open == ids));
    let toggle = move |_| {
        let next = if untrack(is_open) { Vec::new() } else { ids.get_value() };
        asking.set(next);
    };
    view! {
        <button type="button" class="button danger push" aria-label=label
            aria-expanded=move || is_open().to_string() on:click=toggle>
            <Icon shape=Shape::Bin/>{words}
        </button>
    }
}
