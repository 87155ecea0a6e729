//! What can be done with the list: choose its columns, keep views of it, save it as a file. Each is a
//! dialog.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    clusters::{
        dialogs::{ColumnChoice, Export, Exported, columns_dialog, export_dialog, views_dialog},
        model::Model,
        row::{LastBackup, Row},
    },
    components::{Icon, Shape, use_dialogs},
    sorting::in_order,
};

/// The buttons.
#[component]
pub fn Tools() -> impl IntoView {
    let model = expect_context::<Model>();
    let dialogs = use_dialogs();
    let columns = move |_| {
        let choice = untrack(|| ColumnChoice { shown: model.columns(), tags: tag_keys(model) });
        dialogs.open(move |closed| columns_dialog(choice.clone(), closed));
    };
    let save = move |_| {
        let list = untrack(|| export(model));
        dialogs.open(move |closed| export_dialog(list.clone(), closed));
    };
    view! {
        <div class="list-tools">
            <button type="button" class="button" on:click=columns><Icon shape=Shape::Columns/>"Columns…"</button>
            <button type="button" class="button" on:click=move |_| dialogs.open(views_dialog)><Icon shape=Shape::Bookmark/>"Views…"</button>
            <button type="button" class="button" on:click=save><Icon shape=Shape::Download/>"Export…"</button>
        </div>
    }
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

/// What is selected; all that shows, where nothing is. Tracks.
pub fn export(model: Model) -> Export {
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
        health: row.findings().iter().map(|finding| finding.fact.clone()).collect(),
        last_backup,
        protected: row.protected(),
    }
}
