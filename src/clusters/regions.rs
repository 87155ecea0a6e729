//! What a region says when there is nothing of it to list.

use leptos::prelude::*;

use crate::{
    components::{InRegion, error_view_in, live},
    state::RegionFleet,
};

/// A region's failure, in its place; the other regions show all the same.
pub fn region_error(
    region: RegionFleet,
    all: StoredValue<Vec<RegionFleet>>,
    retry: Callback<()>,
) -> AnyView {
    live(move || {
        region.error.get().map(|error| {
            let words = if error.field.is_some() {
                " has entries that can’t be read"
            } else if region.arrived.get().is_some() {
                " could not be refreshed; its rows are from before"
            } else if region.clusters.with(Vec::is_empty) {
                " could not be listed"
            } else {
                " is listed in part; the rest could not be read"
            };
            let title = [&*region.region, words].concat();
            let answers = |it: &RegionFleet| it.arrived.get().is_some() && it.error.get().is_none();
            let others_answer = all.with_value(|all| all.iter().any(answers));
            let place = InRegion { region: &region.region, others_answer };
            error_view_in(&error, title, Some(place), Some(retry))
        })
    })
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
