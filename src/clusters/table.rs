//! The table of clusters: its head, and those of its rows that are in the page.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MouseEvent};

use super::{
    cell::cell,
    columns::Column,
    model::Model,
    slots::{Slot, Slots},
    window::{SHORT, in_view},
};
use crate::components::{Keyed, Shape, element, icon, live};

const BODY: &str = "clusters";

/// The table; drawn anew when the columns change.
pub fn cluster_table(model: Model) -> AnyView {
    live(move || {
        let columns = model.columns();
        let name = columns.to_string();
        table(model, name, columns.0.into())
    })
}

fn table(model: Model, name: String, columns: Arc<[Column]>) -> AnyView {
    let slots = Slots::new();
    let measure = move || {
        let body = document().get_element_by_id(BODY).and_then(|body| body.dyn_into().ok());
        let Some(body): Option<HtmlElement> = body else { return };
        let (Some(height), Some((above, view))) = (slots.row_height(), place(&body)) else {
            return;
        };
        let total = model.shown.with_untracked(Vec::len);
        slots.look(row_height(&body), in_view(total, height, above, view));
    };
    // On small screens the page scrolls and not the frame.
    for name in ["resize", "scroll"] {
        let listener = window_event_listener_untyped(name, move |_| measure());
        on_cleanup(move || listener.remove());
    }
    let focused = move |event: Event| slots.set_focused(key_of(event.target()));
    let count = move || model.shown.with(Vec::len);
    let long = move |class: &str| if count() > SHORT { class.to_owned() } else { String::new() };
    let all = [Column::Cluster].into_iter().chain(columns.iter().cloned());
    let head = element("tr")
        .attr("aria-rowindex", "1")
        .element(element("td").class("select").child(select_all(model)))
        .children(all.map(|column| head(model, column)));
    let keyed = Keyed::start();
    Effect::new(move |_| {
        let arranged = model.shown.with(|rows| slots.arrange(rows));
        let keys = arranged.iter().map(|slot| slot.key(&name)).collect();
        let draw = |place: usize| match arranged.get(place) {
            Some(slot) => row(model, slots, slot.clone(), Arc::clone(&columns)),
            None => ().into_any(),
        };
        if let Some(body) = document().get_element_by_id(BODY) {
            keyed.show(&body, keys, &draw);
        }
        // As soon as they are laid out, and what is in view may be others.
        request_animation_frame(measure);
    });
    let body = element("tbody")
        .attr("id", BODY)
        .on("focusin", focused)
        // Where the focus goes, not only that it goes: from one thing in a row to the next, the row must
        // stay, also when it is out of view.
        .on("focusout", move |event| slots.set_focused(key_of(next_focus(&event))))
        .on("keydown", |event| step(event.unchecked_ref()));
    let table = element("table")
        .live_attr("class", move || ["table stacks clusters ", &long("uniform")].concat())
        .live_attr("aria-rowcount", move || (count() + 1).to_string())
        .element(element("caption").class("visually-hidden").text("Clusters"))
        .element(element("thead").element(head))
        .element(body);
    element("div")
        .live_attr("class", move || ["table-frame ", &long("tall")].concat())
        .live_attr("hidden", move || count() == 0)
        .on("scroll", move |_| measure())
        .element(table)
        .any()
}

fn head(model: Model, column: Column) -> AnyView {
    let own = column.clone();
    let sorted = move || {
        let order = model.order();
        let (_, key) = order.key(&own)?;
        Some(if key.descending { "descending" } else { "ascending" })
    };
    let title = column.title();
    let own = column.clone();
    // Which place it has, where it is sorted by several.
    let place = move || {
        let order = model.order();
        let (place, _) = order.key(&own).filter(|_| order.0.len() > 1)?;
        Some((place + 1).to_string())
    };
    let button = element("button")
        .attr("type", "button")
        .class("sort")
        .attr("title", "Sort. Shift-click to add a secondary sort.")
        .on("click", move |event| {
            model.sort_by(&column, event.unchecked_ref::<MouseEvent>().shift_key());
        })
        .text(title)
        .child(icon(Shape::Up))
        .element(element("span").class("small").child(live(move || place().unwrap_or_default())));
    element("th").attr("scope", "col").live_attr("aria-sort", sorted).element(button).any()
}

fn select_all(model: Model) -> AnyView {
    let counts = move || (model.selected_rows().len(), model.shown.with(Vec::len));
    let toggle = move |_| {
        let (some, all) = untrack(counts);
        model.select_all(some < all);
    };
    element("input")
        .attr("type", "checkbox")
        .attr("aria-label", "Select all visible clusters")
        .live_attr(".checked", move || matches!(counts(), (some, all) if some > 0 && some == all))
        .live_attr(
            ".indeterminate",
            move || matches!(counts(), (some, all) if some > 0 && some < all),
        )
        .on("change", toggle)
        .any()
}

/// A row, or the room of rows that are not in the page.
fn row(model: Model, slots: Slots, slot: Slot, columns: Arc<[Column]>) -> AnyView {
    let Slot::Row { row, place, .. } = slot else {
        let room = element("td")
            .attr("colspan", "20")
            .live_attr(":height", move || slots.gap_height(&slot));
        return element("tr").class("gap").attr("aria-hidden", "true").element(room).any();
    };
    let (named, chosen, toggled, known) = (row.clone(), row.clone(), row.clone(), row.clone());
    let label = move || {
        named.with(|row| {
            let name = row.cluster.name().unwrap_or(&row.cluster.cluster_id);
            ["Select ", name].concat()
        })
    };
    let select = element("input")
        .attr("type", "checkbox")
        .live_attr("aria-label", label)
        .live_attr(".checked", move || chosen.with(|row| model.is_selected(&row.key)))
        .on("change", move |_| toggled.with_untracked(|row| model.toggle_row(&row.key)));
    // A row that changes is drawn again in its place, and keeps the focus.
    let cells = live(move || {
        row.with(|row| {
            let cells = columns.iter().map(|column| {
                let value = cell(column, row);
                element("td").attr("data-label", column.title()).child(value).any()
            });
            let name = element("th").attr("scope", "row").child(cell(&Column::Cluster, row)).any();
            [name].into_iter().chain(cells).collect::<Vec<_>>().into_any()
        })
    });
    element("tr")
        .live_attr("data-key", move || known.with(|row| row.key.to_string()))
        .live_attr("aria-rowindex", move || (place.get() + 2).to_string())
        .element(element("td").class("select").element(select))
        .child(cells)
        .any()
}

/// How much of the rows is above what can be seen, and how high that is; `None` while the table is hidden.
fn place(body: &HtmlElement) -> Option<(i32, i32)> {
    let frame = body.closest(".table-frame").ok()??.get_bounding_client_rect();
    if frame.height() <= 0.0 {
        return None;
    }
    let window = window().inner_height().ok()?.as_f64()?;
    let top = frame.top().max(0.0);
    let bottom = frame.bottom().min(window);
    let above = top - body.get_bounding_client_rect().top();
    #[expect(clippy::cast_possible_truncation, reason = "pixels, and a cast saturates")]
    Some((above as i32, (bottom - top) as i32))
}

/// How high the rows are, by the first that is there.
fn row_height(body: &HtmlElement) -> Option<usize> {
    let row: HtmlElement = body.query_selector("[data-key]").ok()??.dyn_into().ok()?;
    usize::try_from(row.offset_height()).ok()
}

/// What gets the focus when something loses it.
fn next_focus(event: &Event) -> Option<web_sys::EventTarget> {
    // An event of another kind has no such property.
    js_sys::Reflect::get(event, &"relatedTarget".into()).ok()?.dyn_into().ok()
}

/// The key of the row that an element is in.
fn key_of(target: Option<web_sys::EventTarget>) -> Option<String> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest("[data-key]").ok()??.get_attribute("data-key")
}

/// Up and down go from row to row: from link to link, and from anything else to the checkbox.
fn step(event: &KeyboardEvent) {
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(from) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return;
    };
    let Some(next) = row_beside(&from, down) else { return };
    if next.has_attribute("data-key") {
        event.prevent_default();
        focus_same(&from, &next);
    } else if next.class_list().contains("gap") {
        // The list was scrolled away from here: first back, so that the next row is in the page.
        event.prevent_default();
        from.scroll_into_view();
        let go = move || {
            if let Some(next) = row_beside(&from, down) {
                focus_same(&from, &next);
            }
        };
        // The first frame tells of the scroll, and draws; the second finds what was drawn.
        request_animation_frame(move || request_animation_frame(go));
    }
}

/// The row above or below the one that an element is in.
fn row_beside(from: &Element, down: bool) -> Option<Element> {
    let row = from.closest("[data-key]").ok()??;
    if down { row.next_element_sibling() } else { row.previous_element_sibling() }
}

/// Puts the focus on what is in a row the same as this.
fn focus_same(from: &Element, row: &Element) {
    let same = if from.has_attribute("href") { "a" } else { "input" };
    let found = row.query_selector(same).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // An element that can't take the focus leaves it where it is.
        let _ = found.focus();
    }
}
