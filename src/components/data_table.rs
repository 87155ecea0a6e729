//! A table of values. On small screens each row is a card whose cells say their column.

use leptos::{html, prelude::*};

use super::{Keyed, Value};

/// A table; the first value of each row names the row.
///
/// Whoever's rows change draws it anew: they are fifty at most (`Pager`). `<For>` would keep those that stay,
/// but is compiled once for each place, and that was 4.8 KiB of a chunk.
pub fn data_table(
    caption: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
) -> AnyView {
    let rows: Vec<_> = rows.into_iter().map(|row| table_row(columns, row)).collect();
    frame(caption, columns, view! { <tbody>{rows}</tbody> }.into_any())
}

/// The same for rows that change while somebody reads them: those whose key stays are left alone, with the
/// focus and what is unfolded in them. `keys` tracks; `draw` gets the place of each row that is new.
pub fn keyed_table(
    caption: &'static str,
    columns: &'static [&'static str],
    keys: impl Fn() -> Vec<String> + 'static,
    draw: impl Fn(usize) -> Vec<Value> + 'static,
) -> AnyView {
    let body = NodeRef::<html::Tbody>::new();
    let keyed = Keyed::start();
    Effect::new(move |_| {
        let Some(body) = body.get() else { return };
        keyed.show(&body, keys(), &|place| table_row(columns, untrack(|| draw(place))));
    });
    frame(caption, columns, view! { <tbody node_ref=body></tbody> }.into_any())
}

fn table_row(columns: &'static [&'static str], row: Vec<Value>) -> AnyView {
    let cells = row.into_iter().zip(columns);
    let cells = cells
        .map(|(value, column)| view! { <td data-label=*column>{value.view()}</td> }.into_any());
    view! { <tr>{cells.collect::<Vec<_>>()}</tr> }.into_any()
}

fn frame(caption: &'static str, columns: &'static [&'static str], body: AnyView) -> AnyView {
    let head = columns.iter().map(|column| view! { <th scope="col">{*column}</th> }.into_any());
    view! {
        <div class="table-frame">
            <table class="table stacks">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{head.collect::<Vec<_>>()}</tr></thead>
                {body}
            </table>
        </div>
    }
    .into_any()
}
