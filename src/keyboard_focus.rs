//! The focus of the keyboard: moving it, and pressing what has an ID.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Clicks the element of this id, if it is there.
pub fn click(id: &str) {
    if let Some(element) = element(id) {
        element.click();
    }
}

/// Puts the focus on the element of this id, if it is there and takes it.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // An element that can't take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// The same as soon as what was changed just now is drawn.
pub fn focus_soon(id: String) {
    request_animation_frame(move || focus(&id));
}
