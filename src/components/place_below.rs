//! Where a panel opens that belongs to a button.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement};

/// How much room a panel is given to its right, in pixels: more than it takes.
const WIDEST: f64 = 344.0;

/// Puts the panel that a button opens below the button, within the window. For the button's click.
pub fn place_below(event: &Event) {
    let Some((button, panel)) = button_and_panel(event) else { return };
    let size =
        |value: Result<JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or_default();
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

fn button_and_panel(event: &Event) -> Option<(Element, HtmlElement)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = target.closest("[popovertarget]").ok()??;
    let panel = document().get_element_by_id(&button.get_attribute("popovertarget")?)?;
    Some((button, panel.dyn_into().ok()?))
}
