//! The rows of the table: a cluster, the heading of a group, or the room of rows that are not in the page.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    cell::cell,
    columns::Column,
    groups::Group,
    model::Model,
    row::Row,
    slots::{Slot, Slots},
};

/// What all rows of a table share.
#[derive(Debug, Clone)]
pub struct TableParts {
    /// The list.
    pub model: Model,
    /// The rows in the page.
    pub slots: Slots,
    /// The columns.
    pub columns: Arc<[Column]>,
}

/// A row.
pub fn table_row(parts: &TableParts, slot: Slot) -> AnyView {
    match slot {
        Slot::Row { row, place, .. } => cluster_row(parts, row, place),
        Slot::Heading { group, place } => heading(parts, group, place),
        Slot::Gap { .. } => {
            let slots = parts.slots;
            // More than there are would be columns of their own, and take their width.
            let width = (parts.columns.len() + 2).to_string();
            view! {
                <tr class="gap" aria-hidden="true">
                    <td colspan=width style:height=move || slots.gap_height(&slot)></td>
                </tr>
            }
            .into_any()
        }
    }
}

fn heading(parts: &TableParts, group: Group, place: ArcRwSignal<usize>) -> AnyView {
    let model = parts.model;
    let count = move || {
        let (all, attention) = (model.shown.with(Vec::len), model.attention.get().unwrap_or(0));
        match group {
            Group::NeedsAttention => attention,
            Group::Others => all.saturating_sub(attention),
        }
    };
    let width = (parts.columns.len() + 2).to_string();
    view! {
        <tr class="group-heading" aria-rowindex=move || (place.get() + 2).to_string()>
            <th colspan=width scope="rowgroup"><span>{group.title()}" "<b>{move || count().to_string()}</b></span></th>
        </tr>
    }
    .into_any()
}

fn cluster_row(
    parts: &TableParts,
    row: ArcRwSignal<Arc<Row>>,
    place: ArcRwSignal<usize>,
) -> AnyView {
    let model = parts.model;
    let columns = Arc::clone(&parts.columns);
    let (named, selected, checked, toggled, known) =
        (row.clone(), row.clone(), row.clone(), row.clone(), row.clone());
    let label = move || {
        named.with(|row| {
            let name = row.cluster.name().unwrap_or(&row.cluster.cluster_id);
            ["Select ", name].concat()
        })
    };
    // A row that changes is drawn again in its place, and keeps the focus.
    let cells = move || {
        row.with(|row| {
            let cells = columns.iter().map(|column| {
                let class = ["c-", column.class()].concat();
                view! { <td class=class data-label=column.title()>{cell(column, row)}</td> }
                    .into_any()
            });
            let name = view! { <th scope="row">{cell(&Column::Cluster, row)}</th> }.into_any();
            [name].into_iter().chain(cells).collect::<Vec<_>>()
        })
    };
    view! {
        <tr data-key=move || known.with(|row| row.key.to_string())
            class:selected=move || selected.with(|row| model.is_selected(&row.key))
            aria-rowindex=move || (place.get() + 2).to_string()>
            <td class="select">
                <label>
                    <input type="checkbox" aria-label=move || label()
                        prop:checked=move || checked.with(|row| model.is_selected(&row.key))
                        on:change=move |_| toggled.with_untracked(|row| model.toggle_row(&row.key))/>
                </label>
            </td>
            {move || cells()}
        </tr>
    }
    .into_any()
}
