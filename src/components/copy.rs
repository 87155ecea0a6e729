//! Ids and texts that can be copied with one click, and say that they were.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Shape, element, icon, toast, toast_problem};
use crate::state::spawn_detached;

/// Copies a text, and says whether that was possible; `what` names it.
pub fn copy_text(text: String, what: String) {
    spawn_detached(async move {
        // Without a secure context there is no clipboard to write to.
        let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
        let done = match clipboard {
            Ok(clipboard) if !clipboard.is_undefined() => {
                let promise = window().navigator().clipboard().write_text(&text);
                JsFuture::from(promise).await.is_ok()
            }
            _ => false,
        };
        if done {
            toast(&["Copied: ", &what].concat());
        } else {
            toast_problem(&["The browser did not allow to copy: ", &what].concat());
        }
    });
}

/// A button that copies a text; `what` names it for assistive technology.
pub fn copy_button(text: String, what: String) -> AnyView {
    let label = ["Copy ", &what].concat();
    element("button")
        .attr("type", "button")
        .class("copy")
        .attr("title", label.as_str())
        .attr("aria-label", label)
        .on("click", move |_| copy_text(text.clone(), what.clone()))
        .child(icon(Shape::Copy))
        .any()
}

/// The same as a component.
#[component]
pub fn CopyButton(#[prop(into)] text: String, #[prop(into)] what: String) -> impl IntoView {
    copy_button(text, what)
}

/// An id in monospace with its copy button.
#[component]
pub fn Copyable(#[prop(into)] text: String, #[prop(into)] what: String) -> impl IntoView {
    let code = element("code").text(text.as_str());
    element("span").class("copyable").element(code).child(copy_button(text, what)).any()
}
