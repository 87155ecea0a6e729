//! A few words about what was done, at the edge of the page. They never take the focus.
//!
//! The place is in `index.html` (`role="status"`), so that assistive technology knows it before
//! there is anything to say; both programs in the page use it.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Element, HtmlElement};

use crate::keyboard_focus::focus;

const SHOWN: Duration = Duration::from_secs(6);

/// Says that something was done; disappears after a while.
pub fn toast(words: &str) {
    if let Ok(toast) = add(words) {
        set_timeout(move || toast.remove(), SHOWN);
    }
}

/// Says that something failed; remains until a person closes it.
pub fn toast_problem(words: &str) {
    let _ = add(words).and_then(|toast| {
        toast.set_class_name("toast problem");
        let button: HtmlElement = document().create_element("button")?.unchecked_into();
        button.set_text_content(Some("Close"));
        button.set_class_name("button");
        toast.append_child(&button)?;
        let close = Closure::once_into_js(move || {
            toast.remove();
            // The button had it, and is gone.
            focus("main");
        });
        button.set_onclick(Some(close.unchecked_ref()));
        Ok(())
    });
}

fn add(words: &str) -> Result<Element, JsValue> {
    let place = document().get_element_by_id("toasts").ok_or(JsValue::NULL)?;
    let toast = document().create_element("div")?;
    toast.set_class_name("toast");
    let text = document().create_element("span")?;
    text.set_text_content(Some(words));
    toast.append_child(&text)?;
    place.append_child(&toast)?;
    Ok(toast)
}
