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
            let (before, after) = if error.field.is_some() {
                ("Couldn’t read some entries of ", "")
            } else if region.arrived.get().is_some() {
                ("Couldn’t refresh ", ". Showing earlier data.")
            } else if region.clusters.with(Vec::is_empty) {
                ("Couldn’t list ", "")
            } else {
                ("Couldn’t list all of ", "")
            };
            let title = [before, &*region.region, after].concat();
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
                <h2>"No clusters"</h2>
                <p>{format!("AWS lists no clusters in {}.", names.join(", "))}</p>
                <p>"To see another region, restart the backend with "<code>"--region"</code>" for each region you use."</p>
            </div>
        }
    })
}
