//! A button that opens a panel below itself. The browser closes it: by Escape, by a click elsewhere, by
//! its button.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

use crate::components::{Icon, Shape};

/// How much room a panel is given to its right, in pixels: more than it takes.
const WIDEST: f64 = 336.0;

/// A button with a panel of choices; what is in the panel is drawn while it is open.
#[component]
pub fn Menu(
    /// What the panel is known by in the page.
    id: &'static str,
    /// What the button says.
    label: &'static str,
    /// How many of its choices are chosen; tracks.
    #[prop(into)]
    chosen: Signal<usize>,
    /// Something is wrong with one of the choices, in words; tracks.
    #[prop(into)]
    problem: Signal<Option<String>>,
    /// The choices.
    content: fn() -> AnyView,
) -> impl IntoView {
    let panel = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let count = move || Some(chosen.get()).filter(|count| *count > 0);
    let place = move |event: web_sys::MouseEvent| {
        if let Some(panel) = panel.get_untracked() {
            place_below(&event, &panel);
        }
    };
    view! {
        <button type="button" class="menu-button" popovertarget=id
            data-chosen=move || count().map(|_| "")
            on:click=place>
            {move || problem.get().map(mark)}
            {label}
            {move || count().map(|count| view! { <b>{count}</b> })}
            <Icon shape=Shape::Down/>
        </button>
        <div id=id class="panel" popover="auto" role="group" aria-label=label node_ref=panel
            on:toggle=move |event| open.set(is_open(&event))>
            {move || open.get().then(content)}
        </div>
    }
}

fn mark(problem: String) -> AnyView {
    view! {
        <span class="mark" title=problem.clone()>
            <Icon shape=Shape::Alert/><span class="visually-hidden">{problem.clone()}</span>
        </span>
    }
    .into_any()
}

fn is_open(event: &Event) -> bool {
    let panel = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    panel.is_some_and(|panel| panel.matches(":popover-open").unwrap_or(false))
}

/// Puts a panel below what was clicked, within the window.
pub fn place_below(event: &Event, panel: &HtmlElement) {
    let Some(button) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return;
    };
    let button = button.closest("button").ok().flatten().unwrap_or(button);
    let size = |value: Result<wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or_default()
    };
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let rect = button.get_bounding_client_rect();
    let left = rect.left().min(width - WIDEST).max(8.0);
    // Whole numbers: the code that writes fractions weighs kilobytes.
    #[expect(clippy::cast_possible_truncation, reason = "pixels, and a cast saturates")]
    let pixels = |length: f64| [&(length as i32).to_string(), "px"].concat();
    let style = panel.style();
    let set = |name: &str, value: &str| {
        // Names and lengths that every browser knows.
        let _ = style.set_property(name, value);
    };
    set("left", &pixels(left));
    // Upwards from what is in the lower half of the window.
    if rect.bottom() > height * 0.6 {
        set("top", "auto");
        set("bottom", &pixels(height - rect.top() + 4.0));
    } else {
        set("bottom", "auto");
        set("top", &pixels(rect.bottom() + 4.0));
    }
}
