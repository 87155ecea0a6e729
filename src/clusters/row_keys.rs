//! The keyboard in the table: arrows within it, and `j`, `k` and `x` from anywhere on the page. Enter opens
//! a cluster because its link has the focus.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::{
    keyboard_focus::{is_there, is_within},
    state::single_keys,
};

/// Listens for `j`, `k` and `x` until the current owner goes.
pub fn listen_for_row_keys(body: NodeRef<html::Tbody>, frame: NodeRef<html::Div>) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let key = event.key();
        if !matches!(key.as_str(), "j" | "k" | "x")
            || event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || event.is_composing()
            || !single_keys()
            || is_typing(&event)
            || is_dialog_open()
        {
            return;
        }
        let (Some(body), Some(frame)) = (body.get_untracked(), frame.get_untracked()) else {
            return;
        };
        // Another page shows, or there is no row.
        if frame.get_bounding_client_rect().height() <= 0.0 {
            return;
        }
        let here = document().active_element().and_then(|it| it.closest("tr[data-key]").ok()?);
        match (key.as_str(), here) {
            ("x", Some(row)) => {
                if let Some(checkbox) = find(&row, "input") {
                    checkbox.click();
                }
            }
            ("x", None) => {}
            (_, Some(row)) => {
                // From link to link: Enter opens the cluster.
                if let Some(link) = find(&row, "a") {
                    go(&link, key == "j");
                }
            }
            (_, None) => {
                if let Some(link) = first_in_view(&body, &frame).and_then(|row| find(&row, "a")) {
                    focus(&link);
                }
            }
        }
    });
    on_cleanup(move || listener.remove());
}

/// Where keys are text; a checkbox takes only the space bar.
fn is_typing(event: &KeyboardEvent) -> bool {
    is_within(event, "input:not([type=checkbox]),textarea,select,[contenteditable]")
}

fn is_dialog_open() -> bool {
    is_there("dialog[open], :popover-open")
}

fn find(row: &Element, selector: &str) -> Option<HtmlElement> {
    row.query_selector(selector).ok()??.dyn_into().ok()
}

fn focus(element: &HtmlElement) {
    // An element that can't take the focus leaves it where it is.
    let _ = element.focus();
}

/// The first row whose upper edge can be seen.
fn first_in_view(body: &HtmlElement, frame: &HtmlElement) -> Option<Element> {
    let top = frame.get_bounding_client_rect().top().max(0.0);
    let mut row = body.first_element_child();
    let mut first = None;
    while let Some(element) = row {
        row = element.next_element_sibling();
        if element.has_attribute("data-key") {
            if element.get_bounding_client_rect().top() >= top {
                return Some(element);
            }
            first.get_or_insert(element);
        }
    }
    first
}

/// What gets the focus when something loses it.
pub fn next_focus(event: &web_sys::FocusEvent) -> Option<web_sys::EventTarget> {
    // An event of another kind has no such property.
    js_sys::Reflect::get(event, &"relatedTarget".into()).ok()?.dyn_into().ok()
}

/// The key of the row that an element is in.
pub fn key_of(target: Option<web_sys::EventTarget>) -> Option<String> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest("[data-key]").ok()??.get_attribute("data-key")
}

/// Up and down go from row to row: from link to link, and from anything else to the checkbox.
pub fn step(event: &KeyboardEvent) {
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    if let Some(from) = event.target().and_then(|target| target.dyn_into::<Element>().ok())
        && go(&from, down)
    {
        event.prevent_default();
    }
}

/// Goes to the row below or above what this is in. Whether there is one.
fn go(from: &Element, down: bool) -> bool {
    let Some(next) = row_beside(from, down) else { return false };
    if next.has_attribute("data-key") {
        focus_same(from, &next);
        return true;
    }
    // The list was scrolled away from here: first back, so that the next row is in the page.
    from.scroll_into_view();
    let from = from.clone();
    let go = move || {
        if let Some(next) = row_beside(&from, down) {
            focus_same(&from, &next);
        }
    };
    // The first frame tells of the scroll, and draws; the second finds what was drawn.
    request_animation_frame(move || request_animation_frame(go));
    true
}

/// The row, or the room for rows, above or below the row that an element is in; headings are passed.
fn row_beside(from: &Element, down: bool) -> Option<Element> {
    let mut row = from.closest("[data-key]").ok()??;
    loop {
        row = if down { row.next_element_sibling()? } else { row.previous_element_sibling()? };
        if !row.class_list().contains("group-heading") {
            return Some(row);
        }
    }
}

/// Puts the focus on what is in a row the same as this; on its cluster's link, where the row has none.
fn focus_same(from: &Element, row: &Element) {
    let same = if from.has_attribute("href") { "a" } else { "input" };
    let arrow = from.class_list().contains("onward").then(|| find(row, ".onward")).flatten();
    if let Some(found) = arrow.or_else(|| find(row, same)) {
        focus(&found);
    }
}
