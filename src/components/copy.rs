//! Ids and texts that can be copied with one click, and say that they were.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Icon, Shape, toast, toast_problem};
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
#[component]
pub fn CopyButton(#[prop(into)] text: String, #[prop(into)] what: String) -> impl IntoView {
    let label = ["Copy ", &what].concat();
    view! {
        <button type="button" class="copy" aria-label=label.clone() title=label
            on:click=move |_| copy_text(text.clone(), what.clone())>
            <Icon shape=Shape::Copy/>
        </button>
    }
}

/// An id in monospace with its copy button.
#[component]
pub fn Copyable(#[prop(into)] text: String, #[prop(into)] what: String) -> impl IntoView {
    view! { <span class="copyable"><code>{text.clone()}</code><CopyButton text what/></span> }
}
