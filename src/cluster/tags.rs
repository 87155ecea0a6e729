//! The cluster's tags, and the way to change them.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Operation, Tag};
use leptos::prelude::*;

use crate::{
    components::{CopyButton, Icon, Shape, Value, data_table, empty},
    route::{Place, Route, clusters_with_tag},
    sorting::in_order,
    state::use_connected,
};

/// The tab.
#[component]
pub fn Tags(region: String, cluster: Memo<Arc<Cluster>>) -> impl IntoView {
    let session = use_connected().session;
    let can_edit =
        session.allows(Operation::TagResource) && session.allows(Operation::UntagResource);
    let edit = can_edit.then(|| {
        let id = cluster.with_untracked(|cluster| cluster.cluster_id.clone());
        let href = Route::EditTags(Place::new(&region, id)).href();
        view! { <div><a href=href class="button">"Edit tags…"</a></div> }
    });
    view! {
        {move || table(&cluster.get())}
        {edit}
    }
}

fn table(cluster: &Cluster) -> AnyView {
    if cluster.tag_list.is_empty() {
        let words = "Add a Name tag to make the cluster easy to recognize.".to_owned();
        return empty("No tags", words, ().into_any());
    }
    let rows = in_order(&cluster.tag_list, Tag::cmp).into_iter().map(row).collect();
    let count = [&cluster.tag_list.len().to_string(), " of 50 tags."].concat();
    view! {
        {data_table("Tags of the cluster", &["Key", "Value", "Find"], rows)}
        <p class="small soft">{count}</p>
    }
    .into_any()
}

fn row(tag: Tag) -> Vec<Value> {
    let query = clusters_with_tag(&tag);
    let Tag { key, value } = tag;
    let what = format!("value of {key}");
    let value = if value.is_empty() {
        Value::Missing("empty")
    } else {
        let copy = view! { <CopyButton text=value.clone() what/> };
        Value::Row(vec![Value::Text(value), Value::View(copy.into_any())])
    };
    let label = ["Find clusters with the tag ", &key].concat();
    let link = view! {
        <a class="copy" href=query title="Find clusters with this tag" aria-label=label>
            <Icon shape=Shape::Search/>
        </a>
    };
    vec![Value::Text(key), value, Value::View(link.into_any())]
}
