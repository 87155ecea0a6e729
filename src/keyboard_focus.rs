//! Moving the keyboard's focus to an element of another component, which is known by its ID.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

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
