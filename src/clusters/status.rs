//! The line above the list that says what can't be had: no network, or a region that fails. Rows stay.

use leptos::{html, prelude::*};
use web_sys::MouseEvent;

use super::menu::place_below;
use crate::{
    components::{Icon, InRegion, Shape, error_view_in},
    state::{Fleet, RegionFleet},
};

const PANEL: &str = "region-errors";
const NO_BACKEND: &str = "Nothing new arrives. Showing earlier data.";

/// The line; nothing while all is well.
#[component]
pub fn StatusLine(
    /// The browser has a network; tracks.
    #[prop(into)]
    online: Signal<bool>,
    /// Fetches all regions again.
    retry: Callback<()>,
) -> impl IntoView {
    let fleet = expect_context::<Fleet>();
    let regions = StoredValue::new(fleet.regions());
    let failed = move || {
        regions.with_value(|all| {
            all.iter()
                .filter(|region| region.error.with(Option::is_some))
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let panel = NodeRef::<html::Div>::new();
    let offline = move || {
        (!online.get()).then(|| view! {
            <p class="status-line warn" role="status">
                <Icon shape=Shape::Alert/>
                <span>"You’re offline. Showing earlier data; it refreshes when you reconnect."</span>
            </p>
        })
    };
    let place = move |event: MouseEvent| {
        if let Some(panel) = panel.get_untracked() {
            place_below(&event, &panel);
        }
    };
    let line = move || {
        let (title, error) = match fleet.fault.get() {
            Some(fault) => (NO_BACKEND.to_owned(), fault),
            None => {
                let failed = failed();
                let (first, error) = failed.first().and_then(|it| Some((it, it.error.get()?)))?;
                let others = match failed.len() {
                    1 => String::new(),
                    2 => " 1 other region has an error.".to_owned(),
                    all => [" ", &(all - 1).to_string(), " other regions have errors."].concat(),
                };
                let title = [title(first), others].concat();
                (title, error)
            }
        };
        let reason = [error.code.as_str(), ": ", &error.message].concat();
        Some(view! {
            <div class="status-line bad">
                <Icon shape=Shape::Stop/>
                // A title on the line itself would be its name, in place of what it says.
                <p role="status"><strong>{title}</strong>" "<span title=reason.clone()>{reason.clone()}</span></p>
                <button type="button" class="text-button" popovertarget=PANEL on:click=place>"Details"</button>
                <button type="button" class="text-button" on:click=move |_| retry.run(())>"Try again"</button>
            </div>
        })
    };
    let details = move || {
        let answers = |it: &RegionFleet| it.arrived.get().is_some() && it.error.get().is_none();
        let others_answer = regions.with_value(|all| all.iter().any(answers));
        let views = failed().into_iter().filter_map(|region| {
            let error = region.error.get()?;
            let place = InRegion { region: &region.region, others_answer };
            Some(error_view_in(&error, title(&region), Some(place), None))
        });
        let fault = fleet.fault.get();
        let fault = fault.map(|error| error_view_in(&error, NO_BACKEND.to_owned(), None, None));
        fault.into_iter().chain(views).collect::<Vec<_>>()
    };
    view! {
        {offline}
        {line}
        <div id=PANEL class="panel errors-panel" popover="auto" role="dialog" tabindex="-1" autofocus
            aria-label="Errors" node_ref=panel>
            {details}
        </div>
    }
}

/// What could not be done; tracks.
fn title(region: &RegionFleet) -> String {
    let unreadable = region.error.with(|error| error.as_ref().is_some_and(|it| it.field.is_some()));
    let (before, after) = if unreadable {
        ("Couldn’t read some entries of ", ".")
    } else if region.arrived.get().is_some() {
        ("Couldn’t refresh ", ". Showing earlier data.")
    } else if region.clusters.with(Vec::is_empty) {
        ("Couldn’t list ", ".")
    } else {
        ("Couldn’t list all of ", ".")
    };
    [before, &*region.region, after].concat()
}
