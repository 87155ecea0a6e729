//! What a region says when there is nothing of it to list.

use leptos::prelude::*;

use crate::{components::error_view, state::RegionFleet};

/// A region's failure, in its place; the other regions show all the same.
#[component]
pub fn RegionError(region: RegionFleet, retry: Callback<()>) -> impl IntoView {
    move || {
        region.error.get().map(|error| {
            let words = if region.arrived.get().is_some() {
                " could not be refreshed; its rows are from before"
            } else if region.clusters.with(Vec::is_empty) {
                " could not be listed"
            } else {
                " is listed in part; the rest could not be read"
            };
            let title = [&*region.region, words].concat();
            error_view(&error, title, Some(retry))
        })
    }
}

/// No cluster anywhere, and where was looked.
#[component]
pub fn NoClusters(regions: Vec<RegionFleet>) -> impl IntoView {
    let failed = regions.iter().any(|region| region.error.get().is_some());
    let names: Vec<_> = regions.iter().map(|region| region.region.to_string()).collect();
    (!failed).then(|| {
        view! {
            <div class="empty">
                <h2>"There are no clusters"</h2>
                <p>{format!("AWS lists none in {}.", names.join(", "))}</p>
                <p>"Another region? Start the backend with "<code>"--region"</code>" for each that you use."</p>
            </div>
        }
    })
}
