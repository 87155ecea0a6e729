//! One tag in the editor.

use leptos::prelude::*;

use super::draft::{Draft, Row};
use crate::components::{Icon, Shape};

/// The id of the key's field in the row with this number, from one.
pub fn key_id(number: usize) -> String {
    format!("tag-key-{number}")
}

/// The row at `index` of the draft.
#[component]
pub fn TagRow(draft: RwSignal<Draft>, index: usize) -> impl IntoView {
    let with = move |read: fn(&Row) -> String| {
        draft.with(|draft| draft.rows.get(index).map(read).unwrap_or_default())
    };
    let removed = move || draft.with(|draft| draft.rows.get(index).is_some_and(|row| row.removed));
    // AWS has it: its key can't be another.
    let is_known =
        move || draft.with(|draft| draft.rows.get(index).is_some_and(|row| row.original.is_some()));
    let problem = move || draft.with(|draft| draft.problem(index));
    let key = move || with(|row| row.key.clone());
    let name = move |what: &str| format!("{what} of tag {}", index + 1);
    view! {
        <div class="tag-row">
            <input class="input mono" type="text" id=key_id(index + 1) autocomplete="off" spellcheck="false" aria-label=name("Key")
                placeholder="key" readonly=is_known prop:value=move || key()
                on:input:target=move |event| draft.update(|draft| {
                    if let Some(row) = draft.rows.get_mut(index) { row.key = event.target().value(); }
                })/>
            <input class="input" type="text" autocomplete="off" spellcheck="false" aria-label=name("Value")
                placeholder="value (may be empty)" prop:value=move || with(|row| row.value.clone())
                disabled=move || removed()
                on:input:target=move |event| draft.update(|draft| {
                    if let Some(row) = draft.rows.get_mut(index) { row.value = event.target().value(); }
                })/>
            <button type="button" class="button" aria-label=move || {
                format!("{} tag {}", if removed() { "Keep" } else { "Remove" }, key())
            } on:click=move |_| draft.update(|draft| draft.toggle_removal(index))>
                <Icon shape=Shape::Bin/>{move || if removed() { "Keep" } else { "Remove" }}
            </button>
            {move || problem().map(|problem| view! { <p class="problem">{problem.words()}</p> }.into_any())}
        </div>
    }
}
