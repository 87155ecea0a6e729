//! The table of clusters: its head, and those of its rows that are in the page.

use leptos::{html, prelude::*};
use web_sys::MouseEvent;

use super::{
    columns::{Column, Columns},
    groups::Headings,
    left_at::{LeftAt, left_at, remember},
    model::Model,
    row_keys::{key_of, listen_for_row_keys, next_focus, step},
    rows::{TableParts, table_row},
    slots::Slots,
    window::{SHORT, in_view},
};
use crate::{
    components::{Icon, Keyed, Shape},
    frame::next_frame,
    route::use_navigation,
    state::spawn_scoped,
};

/// How many rows stand in for those that are on their way.
const GHOSTS: usize = 8;

/// The table; drawn anew when the columns change.
#[component]
pub fn ClusterTable(
    /// The clusters are on their way, and none shows yet; tracks.
    #[prop(into)]
    loading: Signal<bool>,
) -> impl IntoView {
    let model = expect_context::<Model>();
    view! { {move || view! { <Table columns=model.columns() loading/> }.into_any()} }
}

#[component]
fn Table(columns: Columns, loading: Signal<bool>) -> impl IntoView {
    let model = expect_context::<Model>();
    let navigation = use_navigation();
    let slots = Slots::new();
    let frame = NodeRef::<html::Div>::new();
    let body = NodeRef::<html::Tbody>::new();
    let return_to = StoredValue::new(None::<LeftAt>);
    let measure = move || {
        // What was to be done at the next frame or on a scroll can come when the table is gone.
        let (frame, body) = (frame.try_get_untracked(), body.try_get_untracked());
        let (Some(frame), Some(body)) = (frame.flatten(), body.flatten()) else { return };
        let (Some(height), Some((above, view))) = (slots.row_height(), place(&frame, &body)) else {
            return;
        };
        let total = model.shown.with_untracked(Vec::len);
        slots.look(row_height(&body), in_view(total, height, above, view));
    };
    let scrolled = move || {
        // What is hidden has no place, and the page that shows may be scrolled.
        if !model.on_screen.get_untracked() {
            return;
        }
        measure();
        if let Some(frame) = frame.try_get_untracked().flatten() {
            let query = navigation.whole_query();
            remember(LeftAt { query, table: frame.scroll_top(), page: page_scroll() });
        }
    };
    // On small screens the page scrolls and not the frame.
    for name in ["resize", "scroll"] {
        let listener = window_event_listener_untyped(name, move |_| scrolled());
        on_cleanup(move || listener.remove());
    }
    listen_for_row_keys(body, frame);
    let laid_out = move || {
        measure();
        let Some(left_at) = return_to.try_update_value(Option::take).flatten() else { return };
        if let Some(frame) = frame.get_untracked() {
            frame.set_scroll_top(left_at.table);
            window().scroll_to_with_x_and_y(0.0, f64::from(left_at.page));
            measure();
        }
    };
    Effect::new(move |_| {
        if model.on_screen.get() {
            return_to.set_value(left_at(&navigation.whole_query()));
            request_animation_frame(laid_out);
        }
    });
    let count = move || model.shown.with(Vec::len);
    let all: Vec<_> = [Column::Cluster].into_iter().chain(columns.0.iter().cloned()).collect();
    let parts = TableParts { model, slots, columns: columns.0.clone().into() };
    let name = columns.to_string();
    // Not `<For>`: it drops the rows that go and makes those that come anew, more than a millisecond each
    // (window.rs). A key in the filter that brings thirty of them would miss the 16 ms that it has.
    let keyed = Keyed::start();
    let drawn = StoredValue::new(false);
    Effect::new(move |_| {
        let Some(body) = body.get() else { return };
        let arranged = model
            .shown
            .with(|rows| slots.arrange(rows, Headings::new(model.attention.get(), rows.len())));
        let keys = arranged.iter().map(|slot| slot.key(&name)).collect();
        let draw = |place: usize| match arranged.get(place) {
            Some(slot) => table_row(&parts, slot.clone()),
            None => ().into_any(),
        };
        keyed.show(&body, keys, &draw);
        if arranged.is_empty() || drawn.get_value() || return_to.with_value(Option::is_some) {
            // As soon as they are laid out, and what is in view may be others.
            request_animation_frame(laid_out);
            return;
        }
        drawn.set_value(true);
        // The first rows show before the others are drawn.
        spawn_scoped(async move {
            next_frame().await;
            laid_out();
        });
    });
    let head_rows =
        move || model.attention.with(|attention| Headings::new(*attention, count()).count());
    let (cells, least_width) = (all.len(), least_width(&all));
    let widths: Vec<_> =
        all.iter().map(|column| view! { <col style:width=width(column)/> }.into_any()).collect();
    view! {
        <div class="table-frame list-frame" class:tall=move || { count() > SHORT } node_ref=frame
            hidden=move || count() == 0 && !loading.get()
            on:scroll=move |_| scrolled()>
            <table class="table stacks clusters" style:min-width=least_width
                aria-rowcount=move || (count() + head_rows() + 1).to_string()
                aria-busy=move || loading.get().then_some("true")>
                <caption class="visually-hidden">"Clusters"</caption>
                <colgroup>
                    <col class="select"/>
                    {widths}
                </colgroup>
                <thead>
                    <tr aria-rowindex="1">
                        <td class="select"><SelectAll/></td>
                        {all.into_iter().map(|column| view! { <Head column/> }.into_any()).collect::<Vec<_>>()}
                    </tr>
                </thead>
                <tbody class="ghosts" aria-hidden="true" hidden=move || !loading.get()>
                    {ghosts(cells)}
                </tbody>
                <tbody id="clusters" tabindex="-1" node_ref=body hidden=move || loading.get()
                    on:focusin=move |event| slots.set_focused(key_of(event.target()))
                    // Where the focus goes, not only that it goes: from one thing in a row to the next,
                    // the row must stay, also when it is out of view.
                    on:focusout=move |event| slots.set_focused(key_of(next_focus(&event)))
                    on:keydown=|event| step(&event)>
                </tbody>
            </table>
        </div>
    }
}

/// Rows that stand in for those that are on their way.
fn ghosts(cells: usize) -> Vec<AnyView> {
    let cell = |_| view! { <td><i></i></td> }.into_any();
    let row = |_| view! { <tr>{(0..=cells).map(cell).collect::<Vec<_>>()}</tr> }.into_any();
    (0..GHOSTS).map(row).collect()
}

/// What the width of a column is, in CSS; `auto` for one that takes what room is left.
fn width(column: &Column) -> String {
    let (width, grows) = column.width();
    if grows {
        return "auto".to_owned();
    }
    // Long words of AWS's get some of a wide window's room.
    ["calc(", &rem(width), " + var(--wide) * ", &column.share().to_string(), ")"].concat()
}

/// Narrower than this the frame scrolls sideways, and no column is squeezed.
fn least_width(columns: &[Column]) -> String {
    rem(columns.iter().map(|column| column.width().0).sum::<u16>() + SELECT_WIDTH)
}

/// As the style sheet has it.
const SELECT_WIDTH: u16 = 40;

/// Sixteenths of a rem as CSS has them.
fn rem(sixteenths: u16) -> String {
    ["calc(", &sixteenths.to_string(), "rem / 16)"].concat()
}

/// The head of a column, which sorts by it.
#[component]
fn Head(column: Column) -> impl IntoView {
    let model = expect_context::<Model>();
    let column = StoredValue::new(column);
    let key = move || {
        let order = model.order();
        column.with_value(|column| {
            order.key(column).map(|(place, key)| (place, key.descending, order.0.len() > 1))
        })
    };
    let sorted = move || key().map(|(_, down, _)| if down { "descending" } else { "ascending" });
    // Which place it has, where it is sorted by several.
    let place = move || match key() {
        Some((place, _, true)) => (place + 1).to_string(),
        _ => String::new(),
    };
    let sort = move |event: MouseEvent| {
        column.with_value(|column| model.sort_by(column, event.shift_key()));
    };
    view! {
        <th scope="col" aria-sort=move || sorted()>
            <button type="button" class="sort" title="Sort. Shift-click to add a secondary sort." on:click=sort>
                {column.with_value(Column::title)}
                <Icon shape=Shape::Up/>
                <span class="small">{move || place()}</span>
            </button>
        </th>
    }
}

/// Selects all that show, or none.
#[component]
fn SelectAll() -> impl IntoView {
    let model = expect_context::<Model>();
    let counts = Memo::new(move |_| (model.selected_rows().len(), model.shown.with(Vec::len)));
    view! {
        <input type="checkbox" aria-label="Select all visible clusters"
            prop:checked=move || { let (some, all) = counts.get(); some > 0 && some == all }
            prop:indeterminate=move || { let (some, all) = counts.get(); some > 0 && some < all }
            on:change=move |_| { let (some, all) = counts.get_untracked(); model.select_all(some < all); }/>
    }
}

/// How much of the rows is above what can be seen, and how high that is; `None` while the table is hidden.
fn place(frame: &web_sys::HtmlElement, body: &web_sys::HtmlElement) -> Option<(i32, i32)> {
    let frame = frame.get_bounding_client_rect();
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
fn row_height(body: &web_sys::HtmlElement) -> Option<usize> {
    let row = body.query_selector("[data-key]").ok()??;
    #[expect(clippy::cast_possible_truncation, reason = "pixels, and a cast saturates")]
    #[expect(clippy::cast_sign_loss, reason = "nothing is less than nothing high")]
    Some(row.get_bounding_client_rect().height().round() as usize)
}

fn page_scroll() -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "pixels, and a cast saturates")]
    let pixels = window().scroll_y().unwrap_or_default() as i32;
    pixels
}
