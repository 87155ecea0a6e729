//! The table of clusters: its head, and those of its rows that are in the page.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{
    cell::cell,
    columns::Column,
    model::Model,
    slots::{Slot, Slots},
    window::{SHORT, in_view},
};
use crate::components::{Icon, Shape, attr, live};

/// The table; drawn anew when the columns change.
#[component]
pub fn ClusterTable(model: Model) -> impl IntoView {
    live(move || {
        let columns = model.columns();
        let name = columns.to_string();
        table(model, name, columns.0.into())
    })
}

fn table(model: Model, name: String, columns: Arc<[Column]>) -> AnyView {
    let body = NodeRef::<html::Tbody>::new();
    let slots = Slots::new();
    let measure = move || {
        let Some(body) = body.get_untracked() else { return };
        let total = model.shown.with_untracked(Vec::len);
        if let Some((above, view)) = place(&body) {
            slots.look(row_height(&body), in_view(total, slots.row_height(), above, view));
        }
    };
    // On small screens the page scrolls and not the frame.
    for name in ["resize", "scroll"] {
        let listener = window_event_listener_untyped(name, move |_| measure());
        on_cleanup(move || listener.remove());
    }
    // As soon as the rows are there, and when there are others.
    Effect::new(move |_| {
        model.shown.track();
        request_animation_frame(measure);
    });
    let focused = move |event: ev::FocusEvent| slots.set_focused(key_of(event.target()));
    let head = move |column: Column| head(model, column);
    let count = move || model.shown.with(Vec::len);
    let all = [Column::Cluster].into_iter().chain(columns.iter().cloned());
    let head: Vec<_> = all.map(head).collect();
    let for_rows = Arc::clone(&columns);
    view! {
        <div class="table-frame" class:tall=move || { count() > SHORT } on:scroll=move |_| measure()>
            <table class="table stacks clusters" class:uniform=move || { count() > SHORT }
                aria-rowcount={attr(move || (count() + 1).to_string())}>
                <caption class="visually-hidden">"Clusters"</caption>
                <thead><tr aria-rowindex="1"><td class="select">{select_all(model)}</td>{head}</tr></thead>
                <tbody node_ref=body on:focusin=focused on:focusout=move |_| slots.set_focused(None) on:keydown=step>
                    <For each=move || model.shown.with(|rows| slots.arrange(rows)) key=move |slot| slot.key(&name)
                        children=move |slot| row(model, slots, slot, Arc::clone(&for_rows))/>
                </tbody>
            </table>
        </div>
    }
    .into_any()
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
    view! {
        <th scope="col" aria-sort={attr(sorted)}>
            <button type="button" class="sort" title="Sort; with Shift, within the order that is there"
                on:click=move |event: ev::MouseEvent| model.sort_by(&column, event.shift_key())>
                {title}<Icon shape=Shape::Up/><span class="small">{live(place)}</span>
            </button>
        </th>
    }
    .into_any()
}

fn select_all(model: Model) -> AnyView {
    let counts = move || (model.selected_rows().len(), model.shown.with(Vec::len));
    view! {
        <input type="checkbox" aria-label="Select all clusters that show"
            prop:checked={attr(move || { let (some, all) = counts(); some > 0 && some == all })}
            prop:indeterminate={attr(move || { let (some, all) = counts(); some > 0 && some < all })}
            on:change:target=move |event| model.select_all(event.target().checked())/>
    }
    .into_any()
}

/// A row, or the room of rows that are not in the page.
fn row(model: Model, slots: Slots, slot: Slot, columns: Arc<[Column]>) -> AnyView {
    let Slot::Row { row, place } = slot else {
        let height = move || slots.gap_height(&slot);
        return view! { <tr class="gap" aria-hidden="true"><td colspan="20" style:height={attr(height)}></td></tr> }.into_any();
    };
    let key = row.with_untracked(|row| Arc::clone(&row.key));
    let (chosen, toggled) = (Arc::clone(&key), Arc::clone(&key));
    let label = row.with_untracked(|row| {
        ["Select ", row.cluster.name().unwrap_or(&row.cluster.cluster_id)].concat()
    });
    let select = view! {
        <input type="checkbox" aria-label=label prop:checked={attr(move || model.is_selected(&chosen))}
            on:change=move |_| model.toggle_row(&toggled)/>
    };
    // A row that changes is drawn again in its place, and keeps the focus.
    let cells = live(move || {
        row.with(|row| {
            let cells = columns.iter().map(|column| {
                let value = cell(column, row);
                view! { <td data-label=column.title()>{value}</td> }.into_any()
            });
            let name = cell(&Column::Cluster, row);
            let name = view! { <th scope="row">{name}</th> }.into_any();
            [name].into_iter().chain(cells).collect::<Vec<_>>()
        })
    });
    view! {
        <tr data-key=key.to_string() aria-rowindex={attr(move || (place.get() + 2).to_string())}>
            <td class="select">{select}</td>{cells}
        </tr>
    }
    .into_any()
}

/// How much of the rows is above what can be seen, and how high that is.
fn place(body: &HtmlElement) -> Option<(i32, i32)> {
    let frame = body.closest(".table-frame").ok()??.get_bounding_client_rect();
    let window = window().inner_height().ok()?.as_f64()?;
    let top = frame.top().max(0.0);
    let bottom = frame.bottom().min(window);
    let above = top - body.get_bounding_client_rect().top();
    #[expect(clippy::cast_possible_truncation, reason = "pixels, and a cast saturates")]
    Some((above as i32, (bottom - top) as i32))
}

/// How high the rows are, by the first that is there.
fn row_height(body: &HtmlElement) -> Option<i32> {
    let row: HtmlElement = body.query_selector("[data-key]").ok()??.dyn_into().ok()?;
    Some(row.offset_height())
}

/// The key of the row that an element is in.
fn key_of(target: Option<web_sys::EventTarget>) -> Option<String> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest("[data-key]").ok()??.get_attribute("data-key")
}

/// Up and down go from row to row, to the same control.
fn step(event: ev::KeyboardEvent) {
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let next = || {
        let target: Element = event.target()?.dyn_into().ok()?;
        let row = target.closest("[data-key]").ok()??;
        let next = if down { row.next_element_sibling() } else { row.previous_element_sibling() };
        let same = if target.has_attribute("href") { "a" } else { "input" };
        next?.query_selector(same).ok()??.dyn_into::<HtmlElement>().ok()
    };
    if let Some(next) = next() {
        event.prevent_default();
        // An element that can't take the focus leaves it where it is.
        let _ = next.focus();
    }
}
