//! A button that opens a panel beside it: choices that don't need to be in view all day.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusEvent, HtmlElement, KeyboardEvent, Node};

use super::{Shape, element, icon, live};

/// The button and its panel, which is drawn while it is open. It closes with Escape, and when the
/// focus goes elsewhere.
pub fn menu(
    shape: Shape,
    label: &'static str,
    content: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let open = RwSignal::new(false);
    let on_key = move |event: Event| {
        let event: KeyboardEvent = event.unchecked_into();
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            focus_button(&event);
        }
    };
    let on_leave = move |event: Event| {
        let to = event.unchecked_ref::<FocusEvent>().related_target();
        let to: Option<Node> = to.and_then(|to| to.dyn_into().ok());
        let place: Option<Element> = event.current_target().and_then(|at| at.dyn_into().ok());
        let inside = place.is_some_and(|place| place.contains(to.as_ref()));
        // Focus that goes nowhere went with a part that was drawn anew.
        if to.is_some() && !inside {
            open.set(false);
        }
    };
    // A click on a place that takes no focus closes, too.
    let outside = window_event_listener_untyped("mousedown", move |event| {
        let at: Option<Element> = event.target().and_then(|at| at.dyn_into().ok());
        let menu = at.and_then(|at| at.closest(".menu").ok().flatten());
        let own = menu.and_then(|menu| menu.get_attribute("aria-label"));
        if open.get_untracked() && own.as_deref() != Some(label) {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    let button = element("button")
        .attr("type", "button")
        .class("button")
        .live_attr("aria-expanded", move || if open.get() { "true" } else { "false" })
        .on("click", move |_| open.update(|open| *open = !*open))
        .child(icon(shape))
        .text(label);
    let panel = live(move || {
        if !open.get() {
            return ().into_any();
        }
        element("div").class("panel").attr("tabindex", "-1").child(content()).any()
    });
    element("div")
        .class("menu")
        .attr("role", "group")
        .attr("aria-label", label)
        .on("keydown", on_key)
        .on("focusout", on_leave)
        .element(button)
        .child(panel)
        .any()
}

fn focus_button(event: &Event) {
    let place: Option<Element> = event.current_target().and_then(|at| at.dyn_into().ok());
    let button = place.and_then(|place| place.query_selector("button").ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        // A button that can't take the focus leaves it where it is.
        let _ = button.focus();
    }
}
