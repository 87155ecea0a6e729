//! Ids and texts that can be copied with one click, and say that they were.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::{IconButton, Shape, toast, toast_problem};
use crate::state::spawn_detached;

/// Copies a text, and says whether that was possible; `what` names it.
pub fn copy_text(text: String, what: String) {
    spawn_detached(async move {
        // Without a secure context, such as plain http, there is no clipboard to write to.
        let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
        let mut done = false;
        if clipboard.is_ok_and(|clipboard| !clipboard.is_undefined()) {
            let promise = window().navigator().clipboard().write_text(&text);
            done = JsFuture::from(promise).await.is_ok();
        }
        if done || copy_selected(&text).unwrap_or(false) {
            toast(&["Copied: ", &what].concat());
        } else {
            toast_problem(&["Couldn’t copy to the clipboard: ", &what].concat());
        }
    });
}

/// Copies by way of a field with the text selected, as browsers did before there was a clipboard to
/// write to. Whether it worked.
fn copy_selected(text: &str) -> Result<bool, JsValue> {
    let document = document();
    let focused = document.active_element();
    let field: HtmlElement = document.create_element("textarea")?.dyn_into()?;
    field.set_class_name("visually-hidden");
    field.set_attribute("aria-hidden", "true")?;
    js_sys::Reflect::set(&field, &"value".into(), &text.into())?;
    // Beside what has the focus: while a dialog is open, nothing outside of it can be selected.
    let place = focused.as_ref().and_then(|element| element.parent_element());
    match place {
        Some(place) => place.append_child(&field)?,
        None => document.body().ok_or(JsValue::NULL)?.append_child(&field)?,
    };
    let call = |on: &JsValue, name: &str, argument: &JsValue| {
        let function: js_sys::Function = js_sys::Reflect::get(on, &name.into())?.dyn_into()?;
        function.call1(on, argument)
    };
    let copied = call(&field, "select", &JsValue::UNDEFINED)
        .and_then(|_| call(&document, "execCommand", &"copy".into()));
    field.remove();
    if let Some(focused) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        focused.focus()?;
    }
    Ok(copied? == JsValue::TRUE)
}

/// The button as a view.
pub fn copy_button(text: String, what: String) -> AnyView {
    view! { <CopyButton text what/> }.into_any()
}

/// A button that copies a text; `what` names it for assistive technology.
#[component]
pub fn CopyButton(#[prop(into)] text: String, #[prop(into)] what: String) -> impl IntoView {
    let label = ["Copy ", &what].concat();
    let press = Callback::new(move |()| copy_text(text.clone(), what.clone()));
    view! { <IconButton class="copy" shape=Shape::Copy label press/> }
}

/// An id in monospace with its copy button.
#[component]
pub fn Copyable(#[prop(into)] text: String, #[prop(into)] what: String) -> impl IntoView {
    view! { <span class="copyable"><code>{text.clone()}</code><CopyButton text what/></span> }
}
