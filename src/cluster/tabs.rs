//! The parts of a cluster's page, each with its own address.

use cloudhsm_api::Backup;
use leptos::prelude::*;

use crate::{
    components::live,
    route::{Place, Route, Tab},
    state::Loaded,
};

/// How many there are, said on the tabs.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// HSMs.
    pub hsms: usize,
    /// Tags.
    pub tags: usize,
}

/// Links to the parts; the current one is marked.
#[component]
pub fn Tabs(
    place: Place,
    counts: Counts,
    backups: Loaded<Vec<Backup>>,
    current: Memo<Tab>,
) -> impl IntoView {
    let count = move |tab: Tab| match tab {
        Tab::Hsms => Some(counts.hsms),
        Tab::Tags => Some(counts.tags),
        Tab::Backups => backups.value.get().map(|backups| backups.len()),
        _ => None,
    };
    let links: Vec<_> = Tab::ALL
        .into_iter()
        .map(|tab| {
            let href = Route::Cluster(place.clone(), tab).href();
            let here = move || (current.get() == tab).then_some("page");
            view! {
                <li><a href=href aria-current=here>
                    {tab.title()}
                    {live(move || count(tab).map(|count| view! { <span class="badge">{count}</span> }))}
                </a></li>
            }
        })
        .collect();
    view! { <nav class="tabs" aria-label="Parts of the cluster"><ul>{links}</ul></nav> }
}
