//! The panel with what the status line has no room for: each region's error, and what to do about it.

use leptos::prelude::*;

use crate::{
    clusters::status::{NO_BACKEND, PANEL, failed, title},
    components::{InRegion, error_view_in},
    state::{Fleet, RegionFleet},
};

/// The panel.
#[component]
pub fn ErrorsPanel() -> impl IntoView {
    let fleet = expect_context::<Fleet>();
    let details = move || {
        let answers = |it: &RegionFleet| it.arrived.get().is_some() && it.error.get().is_none();
        let others_answer = fleet.regions().iter().any(answers);
        let views = failed(fleet).into_iter().filter_map(|region| {
            let error = region.error.get()?;
            let place = InRegion { region: &region.region, others_answer };
            Some(error_view_in(&error, title(&region), Some(place), None))
        });
        let fault = fleet.fault.get();
        let fault = fault.map(|error| error_view_in(&error, NO_BACKEND.to_owned(), None, None));
        fault.into_iter().chain(views).collect::<Vec<_>>()
    };
    view! {
        <div id=PANEL class="panel errors-panel" popover="auto" role="dialog" tabindex="-1" autofocus
            aria-label="Errors">
            {move || details()}
        </div>
    }
}
