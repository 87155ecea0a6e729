//! What can be done with the clusters that are selected; stands in the filter's place while there are any.

use std::sync::Arc;

use cloudhsm_api::Operation;
use leptos::prelude::*;

use super::tools::export;
use crate::{
    clusters::{
        dialogs::{TagTarget, TagTargets, export_dialog, tag_dialog},
        model::Model,
        row::Row,
    },
    components::{Icon, Shape, copy_text, use_dialogs},
    route::{Place, Route},
    state::use_connected,
};

/// The bar.
#[component]
pub fn SelectionBar(
    /// Fetches the list again.
    refresh: Callback<()>,
) -> impl IntoView {
    let model = expect_context::<Model>();
    let dialogs = use_dialogs();
    let connected = use_connected();
    let session = &connected.session;
    let can_tag =
        session.allows(Operation::TagResource) && session.allows(Operation::UntagResource);
    let client = StoredValue::new(connected.client.clone());
    let copy = move |_| {
        let rows = untrack(|| model.selected_rows());
        let ids: Vec<_> = rows.iter().map(|row| row.cluster.cluster_id.as_str()).collect();
        copy_text(ids.join("\n"), "cluster IDs".to_owned());
    };
    let save = move |_| {
        let list = untrack(|| export(model));
        dialogs.open(move |closed| export_dialog(list.clone(), closed));
    };
    let tag_all = move |_| {
        let targets = untrack(|| model.selected_rows()).iter().map(target).collect();
        let targets = TagTargets { clusters: targets, client: client.get_value(), refresh };
        dialogs.open(move |closed| tag_dialog(targets.clone(), closed));
    };
    // One has a page for all of its tags besides.
    let editor = move || match model.selected_rows().as_slice() {
        [only] if can_tag => {
            let place = Place::new(&*only.region, &only.cluster.cluster_id);
            let href = Route::EditTags(place).href();
            Some(view! { <a class="button" href=href>"Edit tags…"</a> }.into_any())
        }
        _ => None,
    };
    view! {
        <div class="toolbar selection" role="group" aria-label="Selected clusters">
            <strong role="status">{move || [&model.selected_rows().len().to_string(), " selected"].concat()}</strong>
            <button type="button" class="button" on:click=copy><Icon shape=Shape::Copy/>"Copy IDs"</button>
            <button type="button" class="button" on:click=save><Icon shape=Shape::Download/>"Export…"</button>
            {can_tag.then(|| view! { <button type="button" class="button" on:click=tag_all>"Set a tag…"</button> }.into_any())}
            {move || editor()}
            <button type="button" class="button push" on:click=move |_| model.select_all(false)>
                <Icon shape=Shape::Cross/>"Clear selection"
            </button>
        </div>
    }
}

fn target(row: &Arc<Row>) -> TagTarget {
    TagTarget {
        region: row.region.to_string(),
        id: row.cluster.cluster_id.clone(),
        name: row.cluster.name().unwrap_or(&row.cluster.cluster_id).to_owned(),
    }
}
