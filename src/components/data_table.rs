//! A table of values. On small screens each row is a card whose cells say their column.

use leptos::prelude::*;

use super::{Value, element};

/// A table; the first value of each row names the row.
pub fn data_table(
    caption: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
) -> AnyView {
    let head = columns.iter().map(|column| element("th").attr("scope", "col").text(*column).any());
    let body = rows.into_iter().map(|row| {
        let cells = row.into_iter().zip(columns).map(|(value, column)| {
            element("td").attr("data-label", *column).child(value.view()).any()
        });
        element("tr").children(cells).any()
    });
    let table = element("table")
        .class("table stacks")
        .element(element("caption").class("visually-hidden").text(caption))
        .element(element("thead").element(element("tr").children(head)))
        .element(element("tbody").children(body));
    element("div").class("table-frame").element(table).any()
}
