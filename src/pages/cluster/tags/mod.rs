//! The cluster's tags, and the way to change them.

mod draft;
mod editor;
mod rules;

use std::sync::Arc;

use cloudhsm_api::{Cluster, Operation, Tag};
use leptos::prelude::*;

use self::editor::TagEditor;
use crate::{
    components::{CopyButton, Value, data_table, empty, live},
    order::in_order,
    route::Place,
    state::use_connected,
};

/// The tab. While `editing` is on, nothing may draw it anew.
#[component]
pub fn Tags(
    region: String,
    cluster: Arc<Cluster>,
    editing: RwSignal<bool>,
    reload: Callback<()>,
) -> impl IntoView {
    let session = use_connected().session;
    let can_edit =
        session.allows(Operation::TagResource) && session.allows(Operation::UntagResource);
    let done = Callback::new(move |()| {
        editing.set(false);
        reload.run(());
    });
    on_cleanup(move || {
        editing.try_set(false);
    });
    live(move || {
        if editing.get() {
            let place = Place::new(&region, &cluster.cluster_id);
            return view! { <TagEditor place tags=cluster.tag_list.clone() done/> }.into_any();
        }
        let edit = can_edit.then(|| view! {
            <div><button type="button" class="button" on:click=move |_| editing.set(true)>"Edit tags"</button></div>
        });
        view! { {table(&cluster)}{edit} }.into_any()
    })
}

fn table(cluster: &Cluster) -> AnyView {
    if cluster.tag_list.is_empty() {
        let words = "A Name tag makes the cluster easy to tell from others.".to_owned();
        return empty("No tags", words, ().into_any());
    }
    let rows = in_order(&cluster.tag_list, Tag::cmp).into_iter().map(row).collect();
    view! {
        {data_table("Tags of the cluster", &["Key", "Value"], rows)}
        <p class="small soft">{cluster.tag_list.len()}" of 50 tags."</p>
    }
    .into_any()
}

fn row(tag: Tag) -> Vec<Value> {
    let Tag { key, value } = tag;
    let what = format!("value of {key}");
    let value = if value.is_empty() {
        Value::Missing("empty")
    } else {
        let copy = view! { <CopyButton text=value.clone() what/> }.into_any();
        Value::Row(vec![Value::Text(value), Value::View(copy)])
    };
    vec![Value::Text(key), value]
}
