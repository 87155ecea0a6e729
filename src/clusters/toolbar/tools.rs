//! What can be done with the list: choose its columns, keep views of it, save it as a file. Each is a
//! dialog.

use std::sync::Arc;

use cloudhsm_api::Operation;
use leptos::prelude::*;

use crate::{
    clusters::{
        dialogs::{ColumnChoice, Export, Exported, columns_dialog, export_dialog, views_dialog},
        model::Model,
        row::{LastBackup, Row},
    },
    components::{Icon, PageAction, Shape, offer_actions, use_dialogs},
    route::{cluster_creation, go_to_address},
    sorting::in_order,
    state::{Fleet, use_connected},
};

/// What leads to a new cluster.
const CREATE: &str = "Create cluster…";

/// The buttons.
#[component]
pub fn Tools() -> impl IntoView {
    let model = expect_context::<Model>();
    let dialogs = use_dialogs();
    let fleet = expect_context::<Fleet>();
    let columns = Callback::new(move |()| {
        let choice = untrack(|| ColumnChoice { shown: model.columns(), tags: tag_keys(model) });
        dialogs.open(move |closed| columns_dialog(choice.clone(), closed));
    });
    let views = Callback::new(move |()| dialogs.open(views_dialog));
    let save = Callback::new(move |()| {
        let list = untrack(|| export(model));
        dialogs.open(move |closed| export_dialog(list.clone(), closed));
    });
    let session = use_connected().session;
    let create = session
        .allows(Operation::CreateCluster)
        .then(|| cluster_creation(&session.default_region, None));
    let address = StoredValue::new(create.clone());
    let go = Callback::new(move |()| {
        if let Some(address) = address.get_value() {
            go_to_address(&address);
        }
    });
    let can_create = create.is_some();
    let pause = Callback::new(move |()| fleet.paused.update(|paused| *paused = !*paused));
    let tools = [
        ("Columns…", Shape::Columns, columns),
        ("Views…", Shape::Bookmark, views),
        ("Export…", Shape::Download, save),
    ];
    offer_actions(move || {
        // The list stays in the page while another one shows.
        if !model.on_screen.get() {
            return Vec::new();
        }
        let action = |(label, _, run)| PageAction { label, run };
        // What is selected has actions of its own, in place of these.
        let is_selecting = !model.selected_rows().is_empty();
        let mut actions = if is_selecting { Vec::new() } else { tools.map(action).into() };
        if can_create {
            actions.push(PageAction { label: CREATE, run: go });
        }
        let label = if fleet.paused.get() { "Resume" } else { "Pause" };
        actions.push(PageAction { label, run: pause });
        actions
    });
    let buttons = tools.map(|(label, shape, run)| {
        view! {
            <button type="button" class="button" on:click=move |_| run.run(())><Icon shape/>{label}</button>
        }
        .into_any()
    });
    let create = create.map(|href| {
        view! { <a class="button primary" href=href>"Create"<span>" cluster"</span>"…"</a> }
            .into_any()
    });
    view! { <div class="list-tools">{Vec::from(buttons)}{create}</div> }
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
        used: row.used().cloned(),
    }
}
