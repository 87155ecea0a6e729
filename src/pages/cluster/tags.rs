//! The cluster's tags, and the way to change them.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Operation, Tag};
use leptos::prelude::*;

use crate::{
    components::{CopyButton, Value, data_table, empty},
    order::in_order,
    route::{Place, Route},
    state::use_connected,
};

/// The tab.
pub fn tags(region: &str, cluster: &Arc<Cluster>) -> AnyView {
    let session = use_connected().session;
    let can_edit =
        session.allows(Operation::TagResource) && session.allows(Operation::UntagResource);
    let edit = can_edit.then(|| {
        let href = Route::EditTags(Place::new(region, &cluster.cluster_id)).href();
        view! { <div><a href=href class="button">"Edit tags…"</a></div> }
    });
    view! { {table(cluster)}{edit} }.into_any()
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
