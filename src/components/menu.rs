//! A button that opens a panel beside it: choices that don't need to be in view all day.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::{Icon, Shape, attr, live};

/// The button and its panel, which is drawn while it is open. It closes with Escape, and when the
/// focus goes elsewhere.
pub fn menu(
    shape: Shape,
    label: &'static str,
    content: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let place = NodeRef::<html::Div>::new();
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            if let Some(button) = button.get_untracked() {
                // A button that can't take the focus leaves it where it is.
                let _ = button.focus();
            }
        }
    };
    let on_leave = move |event: ev::FocusEvent| {
        let to: Option<Node> = event.related_target().and_then(|to| to.dyn_into().ok());
        let inside = place.get_untracked().is_some_and(|place| place.contains(to.as_ref()));
        // Focus that goes nowhere went with a part that was drawn anew.
        if to.is_some() && !inside {
            open.set(false);
        }
    };
    // A click on a place that takes no focus closes, too.
    let outside = window_event_listener(ev::mousedown, move |event| {
        let to: Option<Node> = event.target().and_then(|to| to.dyn_into().ok());
        let inside = place.get_untracked().is_some_and(|place| place.contains(to.as_ref()));
        if open.get_untracked() && !inside {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    view! {
        <div class="menu" node_ref=place on:keydown=on_key on:focusout=on_leave>
            <button type="button" class="button" node_ref=button
                aria-expanded={attr(move || if open.get() { "true" } else { "false" })}
                on:click=move |_| open.update(|open| *open = !*open)>
                <Icon shape/>{label}
            </button>
            {live(move || open.get().then(|| view! {
                <div class="panel" role="group" aria-label=label tabindex="-1">{content()}</div>
            }))}
        </div>
    }
    .into_any()
}
