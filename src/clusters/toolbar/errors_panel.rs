//! The panel with what the status line has no room for: each region's error, and what to do about it.

use leptos::prelude::*;

use crate::{
    clusters::status::{NO_BACKEND, NOT_REFRESHED, PANEL, failed, title},
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
        let refresh = fleet.refresh_error.get().filter(|_| fault.is_none());
        let whole = [(fault, NO_BACKEND), (refresh, NOT_REFRESHED)].into_iter();
        let whole = whole.filter_map(|(error, title)| {
            error.map(|error| error_view_in(&error, title.to_owned(), None, None))
        });
        whole.chain(views).collect::<Vec<_>>()
    };
    view! {
        <div id=PANEL class="panel errors-panel" popover="auto" role="dialog" tabindex="-1" autofocus
            aria-label="Errors">
            {move || details()}
        </div>
    }
}
