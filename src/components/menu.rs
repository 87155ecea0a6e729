//! A button that opens a menu of actions below itself: arrows walk through it, Escape and Tab leave it,
//! and the button has the focus again. The browser does the rest (`popover`).

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::{Icon, Shape, copy_text, place_below};

/// What choosing does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Goes to this address.
    Go(String),
    /// Copies a text; the other part names it.
    Copy(String, &'static str),
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// Its words.
    pub label: &'static str,
    /// What it does.
    pub deed: Deed,
    /// It leads to a loss.
    pub is_grave: bool,
}

/// What there is to choose, asked for when the menu opens.
pub type Items = Box<dyn Fn() -> Vec<MenuItem> + Send + Sync>;

/// The button and its menu. `id` names the menu in the page, `label` is read aloud, `shown` is what the
/// button shows. Nothing when there is nothing to choose.
pub fn menu(id: String, label: String, shown: AnyView, items: Items) -> AnyView {
    if untrack(&items).is_empty() {
        return ().into_any();
    }
    let open = RwSignal::new(false);
    let toggled = move |event: Event| {
        let now = panel(&event).is_some_and(|it| it.matches(":popover-open").unwrap_or(false));
        open.set(now);
        if now {
            // Its items are drawn by then.
            request_animation_frame(move || {
                focus_on(panel(&event).and_then(|panel| panel.first_element_child()));
            });
        }
    };
    let inside = move || {
        let draw = || untrack(&items).into_iter().map(item).collect::<Vec<_>>().into_any();
        open.get().then(draw)
    };
    view! {
        <button type="button" class="button" popovertarget=id.clone() aria-haspopup="menu"
            aria-label=label.clone() title=label.clone()
            on:click=|event| place_below(&event) on:keydown=|event| open_by_arrow(&event)>
            {shown}
        </button>
        <div id=id class="panel" popover="auto" role="menu" aria-label=label
            on:toggle=toggled on:keydown=|event| walk(&event)>
            {move || inside()}
        </div>
    }
    .into_any()
}

fn item(item: MenuItem) -> AnyView {
    let class = if item.is_grave { "danger" } else { "" };
    match item.deed {
        Deed::Go(href) => view! {
            <a role="menuitem" tabindex="-1" class=class href=href>
                {item.is_grave.then(|| view! { <Icon shape=Shape::Bin/> }.into_any())}{item.label}
            </a>
        }
        .into_any(),
        Deed::Copy(text, what) => {
            let press = move |event: web_sys::MouseEvent| {
                if let Some(panel) = panel(&event) {
                    let _ = panel.hide_popover();
                }
                copy_text(text.clone(), what.to_owned());
            };
            view! {
                <button type="button" role="menuitem" tabindex="-1" on:click=press>
                    <Icon shape=Shape::Copy/>{item.label}
                </button>
            }
            .into_any()
        }
    }
}

/// The menu that an event happened in.
fn panel(event: &Event) -> Option<HtmlElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("[role=menu]").ok()??.dyn_into().ok()
}

fn open_by_arrow(event: &KeyboardEvent) {
    let button = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button.filter(|_| event.key() == "ArrowDown") {
        event.prevent_default();
        button.click();
    }
}

fn walk(event: &KeyboardEvent) {
    let Some(panel) = panel(event) else { return };
    let here = document().active_element().filter(|it| panel.contains(Some(it)) && *it != *panel);
    let (first, last) = (panel.first_element_child(), panel.last_element_child());
    let next = match &*event.key() {
        "ArrowDown" => here.and_then(|it| it.next_element_sibling()).or(first),
        "ArrowUp" => here.and_then(|it| it.previous_element_sibling()).or(last),
        "Home" => first,
        "End" => last,
        "Tab" => {
            // On to what follows the button.
            let _ = panel.hide_popover();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    focus_on(next);
}

fn focus_on(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that can't take the focus leaves it where it is.
        let _ = element.focus();
    }
}
