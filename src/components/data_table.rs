//! A table of values. On small screens each row is a card whose cells say their column.

use leptos::prelude::*;

use super::Value;

/// A table; the first value of each row names the row.
pub fn data_table(
    caption: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
) -> AnyView {
    let head: Vec<_> =
        columns.iter().map(|column| view! { <th scope="col">{*column}</th> }.into_any()).collect();
    let body: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let cells: Vec<_> = row.into_iter().zip(columns).map(cell).collect();
            view! { <tr>{cells}</tr> }.into_any()
        })
        .collect();
    view! {
        <div class="table-frame">
            <table class="table stacks">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn cell((value, column): (Value, &&'static str)) -> AnyView {
    view! { <td data-label=*column>{value.view()}</td> }.into_any()
}
