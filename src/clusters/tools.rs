//! What can be done with the list: choose its columns, keep views of it, save it as a file. Each is a
//! dialog.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    dialogs::{ColumnChoice, Export, Exported, columns_dialog, export_dialog, views_dialog},
    model::Model,
    row::{LastBackup, Row},
};
use crate::{
    components::{Shape, element, icon, use_dialogs},
    sorting::in_order,
};

/// The buttons.
pub fn tools(model: Model) -> AnyView {
    let dialogs = use_dialogs();
    let buttons = [
        button(Shape::Columns, "Columns…", move || {
            let choice = untrack(|| ColumnChoice { shown: model.columns(), tags: tag_keys(model) });
            dialogs.open(move |closed| columns_dialog(choice.clone(), closed));
        }),
        button(Shape::Bookmark, "Views…", move || dialogs.open(views_dialog)),
        button(Shape::Download, "Export…", move || {
            let list = untrack(|| export(model));
            dialogs.open(move |closed| export_dialog(list.clone(), closed));
        }),
    ];
    element("div").class("list-tools").children(buttons).any()
}

fn button(shape: Shape, words: &'static str, open: impl Fn() + Send + 'static) -> AnyView {
    let button = element("button").attr("type", "button").class("button");
    button.on("click", move |_| open()).child(icon(shape)).text(words).any()
}

/// The keys of tags that clusters have; `Name` has its column already.
fn tag_keys(model: Model) -> Vec<String> {
    let keys = model.all.with(|rows| {
        let tags = rows.iter().flat_map(|row| row.cluster.tag_list.iter());
        tags.filter(|tag| tag.key != "Name").map(|tag| tag.key.clone()).collect::<Vec<_>>()
    });
    let mut keys = in_order(&keys, String::cmp);
    keys.dedup();
    keys
}

/// What is selected; all that shows, where nothing is.
fn export(model: Model) -> Export {
    let selected = model.selected_rows();
    let rows = if selected.is_empty() { model.shown.get() } else { selected.clone() };
    Export {
        selected: !selected.is_empty(),
        columns: model.columns(),
        rows: rows.iter().map(exported).collect(),
    }
}

fn exported(row: &Arc<Row>) -> Exported {
    let last_backup = match row.last_backup() {
        LastBackup::At(time) => time.map(|time| time.to_rfc3339()),
        _ => None,
    };
    Exported {
        region: row.region.to_string(),
        cluster: (*row.cluster).clone(),
        health: row.health.facts.clone(),
        last_backup,
    }
}
