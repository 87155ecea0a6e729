//! The cluster's tags.

use std::sync::Arc;

use cloudhsm_api::{Cluster, Tag};
use leptos::prelude::*;

use crate::components::{CopyButton, missing};
use crate::order::in_order;

/// The tab.
#[component]
pub fn Tags(cluster: Arc<Cluster>) -> impl IntoView {
    if cluster.tag_list.is_empty() {
        return view! {
            <div class="empty"><h2>"No tags"</h2><p>"A Name tag makes the cluster easy to tell from others."</p></div>
        }
        .into_any();
    }
    let tags = in_order(&cluster.tag_list, Tag::cmp);
    let rows: Vec<_> = tags.into_iter().map(|tag| view! { <TagRow tag/> }).collect();
    view! {
        <div class="table-frame">
            <table class="table stacks">
                <caption class="visually-hidden">"Tags of the cluster"</caption>
                <thead><tr><th scope="col">"Key"</th><th scope="col">"Value"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="small soft">{format!("{} of 50 tags.", cluster.tag_list.len())}</p>
    }
    .into_any()
}

#[component]
fn TagRow(tag: Tag) -> impl IntoView {
    let value = if tag.value.is_empty() {
        missing("empty")
    } else {
        view! {
            // Values can be of any script, also of one that runs from right to left.
            <span class="copyable"><bdi class="break">{tag.value.clone()}</bdi><CopyButton text=tag.value.clone() what=format!("value of {}", tag.key)/></span>
        }
        .into_any()
    };
    view! { <tr><th scope="row"><bdi class="break">{tag.key}</bdi></th><td data-label="Value">{value}</td></tr> }
}
