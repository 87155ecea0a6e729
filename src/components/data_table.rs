//! A table of values. On small screens each row is a card whose cells say their column.

use leptos::prelude::*;

use super::Value;

/// A table; the first value of each row names the row.
///
/// Whoever's rows change draws it anew: they are fifty at most (`Pager`). `<For>` would keep those that stay,
/// but is compiled once for each place, and that was 4.8 KiB of a chunk.
pub fn data_table(
    caption: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
) -> AnyView {
    let head = columns.iter().map(|column| view! { <th scope="col">{*column}</th> }.into_any());
    let body = rows.into_iter().map(|row| {
        let cells = row.into_iter().zip(columns);
        let cells = cells
            .map(|(value, column)| view! { <td data-label=*column>{value.view()}</td> }.into_any());
        view! { <tr>{cells.collect::<Vec<_>>()}</tr> }
    });
    view! {
        <div class="table-frame">
            <table class="table stacks">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{head.collect::<Vec<_>>()}</tr></thead>
                <tbody>{body.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
