//! One tag in the editor.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::draft::{Draft, Row};
use crate::components::{Icon, Shape, attr, live};

fn key_id(number: usize) -> String {
    format!("tag-key-{number}")
}

/// Puts the cursor into the key of the tag with this number, from one.
pub fn focus_key(number: usize) {
    let element = document().get_element_by_id(&key_id(number));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that can't take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// The row at `index` of the draft.
pub fn row(draft: RwSignal<Draft>, index: usize, is_known: bool) -> AnyView {
    let with = move |read: fn(&Row) -> String| {
        draft.with(|draft| draft.rows.get(index).map(read).unwrap_or_default())
    };
    let removed = move || draft.with(|draft| draft.rows.get(index).is_some_and(|row| row.removed));
    let problem = move || draft.with(|draft| draft.problem(index));
    let key = move || with(|row| row.key.clone());
    let name = move |what: &str| format!("{what} of tag {}", index + 1);
    view! {
        <div class="tag-row">
            <input class="input mono" type="text" id=key_id(index + 1) autocomplete="off" spellcheck="false" aria-label=name("Key")
                placeholder="key" readonly=is_known prop:value={attr(key)}
                on:input:target=move |event| draft.update(|draft| {
                    if let Some(row) = draft.rows.get_mut(index) { row.key = event.target().value(); }
                })/>
            <input class="input" type="text" autocomplete="off" spellcheck="false" aria-label=name("Value")
                placeholder="value (may be empty)" prop:value={attr(move || with(|row| row.value.clone()))}
                disabled={attr(removed)}
                on:input:target=move |event| draft.update(|draft| {
                    if let Some(row) = draft.rows.get_mut(index) { row.value = event.target().value(); }
                })/>
            <button type="button" class="button" aria-label={attr(move || {
                format!("{} tag {}", if removed() { "Keep" } else { "Remove" }, key())
            })} on:click=move |_| draft.update(|draft| draft.toggle_removal(index))>
                <Icon shape=Shape::Bin/>{live(move || if removed() { "Keep" } else { "Remove" })}
            </button>
            {live(move || problem().map(|problem| view! { <p class="problem">{problem.words()}</p> }))}
        </div>
    }
    .into_any()
}
