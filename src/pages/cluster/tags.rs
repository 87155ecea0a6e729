//! The cluster's tags.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Tag};
use leptos::prelude::*;

use crate::{
    components::{CopyButton, Value, data_table, empty},
    order::in_order,
};

/// The tab.
pub fn tags(cluster: &Arc<Cluster>) -> AnyView {
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
