//! Where the keyboard is: moving its focus to an element of another component, which is known by its ID,
//! and in what a key was pressed.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// Puts the focus on the element of this id, if it is there and takes it.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that can't take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// The same as soon as what was changed just now is drawn.
pub fn focus_soon(id: String) {
    request_animation_frame(move || focus(&id));
}

/// Whether an event happened in an element that the selector names.
pub fn is_within(event: &Event, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
}

/// Whether something in the page meets the selector.
pub fn is_there(selector: &str) -> bool {
    document().query_selector(selector).ok().flatten().is_some()
}
