//! Ids and texts that can be copied with one click, and say that they were.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Icon, Shape, live};
use crate::state::spawn_detached;

/// A button that copies a text; `what` names it for assistive technology.
#[component]
pub fn CopyButton(#[prop(into)] text: String, #[prop(into)] what: String) -> impl IntoView {
    let copied = RwSignal::new(None::<bool>);
    let text = StoredValue::new(text);
    let copy = move |_| {
        spawn_detached(async move {
            // Without a secure context there is no clipboard to write to.
            let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
            let done = match clipboard {
                Ok(clipboard) if !clipboard.is_undefined() => {
                    let promise = window().navigator().clipboard().write_text(&text.get_value());
                    JsFuture::from(promise).await.is_ok()
                }
                _ => false,
            };
            // The page may be gone by now.
            copied.try_set(Some(done));
            let reset = move || {
                copied.try_set(None);
            };
            set_timeout(reset, Duration::from_secs(2));
        });
    };
    let label = what.clone();
    let title = move || match copied.get() {
        Some(true) => "Copied".to_owned(),
        Some(false) => "The browser did not allow to copy".to_owned(),
        None => format!("Copy {label}"),
    };
    view! {
        <button type="button" class="copy" class:done=move || copied.get() == Some(true)
            aria-label=format!("Copy {what}") title=title on:click=copy>
            {live(move || match copied.get() {
                Some(true) => view! { <Icon shape=Shape::Check/> },
                Some(false) => view! { <Icon shape=Shape::Alert/> },
                None => view! { <Icon shape=Shape::Copy/> },
            })}
        </button>
        <span class="visually-hidden" role="status">
            {live(move || match copied.get() {
                Some(true) => "Copied",
                Some(false) => "The browser did not allow to copy",
                None => "",
            })}
        </span>
    }
}

/// An id in monospace with its copy button.
#[component]
pub fn Copyable(#[prop(into)] text: String, #[prop(into)] what: String) -> impl IntoView {
    view! { <span class="copyable"><code>{text.clone()}</code><CopyButton text what/></span> }
}
