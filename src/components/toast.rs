//! A few words about what was done, at the edge of the page. They never take the focus.
//!
//! The place is in `index.html` (`role="status"`), so that assistive technology knows it before there is
//! anything to say. It is outside of the application, and so each toast is mounted there by itself.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::keyboard_focus::focus;

const SHOWN: Duration = Duration::from_secs(6);

/// Says that something was done; disappears after a while.
pub fn toast(words: &str) {
    let words = words.to_owned();
    if let Some(place) = place() {
        let toast =
            mount_to(place, move || view! { <div class="toast"><span>{words}</span></div> });
        set_timeout(move || drop(toast), SHOWN);
    }
}

/// Says that something failed; remains until a person closes it.
pub fn toast_problem(words: &str) {
    let words = words.to_owned();
    let Some(place) = place() else { return };
    let toast = Rc::new(Cell::new(None));
    let shown = Rc::clone(&toast);
    let close = move |_| {
        drop(shown.take());
        // The button had it, and is gone.
        focus("main");
    };
    toast.set(Some(mount_to(place, move || {
        view! {
            <div class="toast problem">
                <span>{words}</span>
                <button class="button" on:click=close>"Close"</button>
            </div>
        }
    })));
}

fn place() -> Option<HtmlElement> {
    document().get_element_by_id("toasts")?.dyn_into().ok()
}
