//! A button that opens a panel below itself. The browser closes it: by Escape, by a click elsewhere, by
//! its button.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use crate::components::{Icon, Shape, place_below};

/// A button with a panel of choices; what is in the panel is drawn while it is open.
#[component]
pub fn Menu(
    /// What the panel is known by in the page.
    id: &'static str,
    /// What the button says.
    label: &'static str,
    /// How many of its choices are chosen; tracks.
    #[prop(into)]
    chosen: Signal<usize>,
    /// Something is wrong with one of the choices, in words; tracks.
    #[prop(into)]
    problem: Signal<Option<String>>,
    /// The choices.
    content: fn() -> AnyView,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let count = move || Some(chosen.get()).filter(|count| *count > 0);
    view! {
        <button type="button" class="menu-button" popovertarget=id
            data-chosen=move || count().map(|_| "")
            on:click=|event| place_below(&event)>
            {move || problem.get().map(mark)}
            {label}
            {move || count().map(|count| view! { <b>{count.to_string()}</b> }.into_any())}
            <Icon shape=Shape::Down/>
        </button>
        <div id=id class="panel" popover="auto" role="group" aria-label=label
            on:toggle=move |event| open.set(is_open(&event))>
            {move || open.get().then(content)}
        </div>
    }
}

fn mark(problem: String) -> AnyView {
    view! {
        <span class="mark" title=problem.clone()>
            <Icon shape=Shape::Alert/><span class="visually-hidden">{problem.clone()}</span>
        </span>
    }
    .into_any()
}

fn is_open(event: &Event) -> bool {
    let panel = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    panel.is_some_and(|panel| panel.matches(":popover-open").unwrap_or(false))
}
