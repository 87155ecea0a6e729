//! The cluster's tags, and the way to change them.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Operation, Tag};
use leptos::prelude::*;

use crate::{
    components::{Shape, Value, copy_button, data_table, element, empty, icon},
    route::{Place, Route, clusters_with_tag},
    sorting::in_order,
    state::use_connected,
};

/// The tab.
pub fn tags(region: &str, cluster: &Arc<Cluster>) -> AnyView {
    let session = use_connected().session;
    let can_edit =
        session.allows(Operation::TagResource) && session.allows(Operation::UntagResource);
    let edit = can_edit.then(|| {
        let href = Route::EditTags(Place::new(region, &cluster.cluster_id)).href();
        let link = element("a").attr("href", href).class("button").text("Edit tags…");
        element("div").element(link).any()
    });
    [table(cluster)].into_iter().chain(edit).collect::<Vec<_>>().into_any()
}

fn table(cluster: &Cluster) -> AnyView {
    if cluster.tag_list.is_empty() {
        let words = "Add a Name tag to make the cluster easy to recognize.".to_owned();
        return empty("No tags", words, ().into_any());
    }
    let rows = in_order(&cluster.tag_list, Tag::cmp).into_iter().map(row).collect();
    let count = [&cluster.tag_list.len().to_string(), " of 50 tags."].concat();
    vec![
        data_table("Tags of the cluster", &["Key", "Value", "Find"], rows),
        element("p").class("small soft").text(count).any(),
    ]
    .into_any()
}

fn row(tag: Tag) -> Vec<Value> {
    let query = clusters_with_tag(&tag);
    let Tag { key, value } = tag;
    let what = format!("value of {key}");
    let value = if value.is_empty() {
        Value::Missing("empty")
    } else {
        let copy = copy_button(value.clone(), what);
        Value::Row(vec![Value::Text(value), Value::View(copy)])
    };
    let label = ["Find clusters with the tag ", &key].concat();
    let link = element("a")
        .class("copy")
        .attr("href", query)
        .attr("title", "Find clusters with this tag")
        .attr("aria-label", label)
        .child(icon(Shape::Search));
    vec![Value::Text(key), value, Value::View(link.any())]
}
