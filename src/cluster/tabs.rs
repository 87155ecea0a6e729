//! The parts of a cluster's page, each with its own address.

use std::sync::Arc;

use cloudhsm_api::{Backup, Cluster};
use leptos::prelude::*;

use crate::{
    route::{Place, Route, Tab},
    state::Loaded,
};

/// Links to the parts; the current one is marked.
#[component]
pub fn Tabs(
    place: Place,
    cluster: Memo<Arc<Cluster>>,
    backups: Loaded<Vec<Backup>>,
    current: Memo<Tab>,
) -> impl IntoView {
    let count = move |tab: Tab| match tab {
        Tab::Hsms => Some(cluster.with(|cluster| cluster.present_hsms().count())),
        Tab::Tags => Some(cluster.with(|cluster| cluster.tag_list.len())),
        Tab::Backups => backups.value.get().map(|backups| backups.len()),
        _ => None,
    };
    let links: Vec<_> = Tab::ALL
        .into_iter()
        .map(|tab| {
            let href = Route::Cluster(place.clone(), tab).href();
            let here = move || (current.get() == tab).then_some("page");
            view! {
                <li><a href=href aria-current=move || here()>
                    {tab.title()}
                    {move || count(tab).map(|count| view! { <span class="badge">{count}</span> }.into_any())}
                </a></li>
            }
        })
        .collect();
    view! { <nav class="tabs" aria-label="Parts of the cluster"><ul>{links}</ul></nav> }
}
