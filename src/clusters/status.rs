//! The line above the list that says what can't be had: no network, or a region that fails. Rows stay.

use leptos::prelude::*;

use crate::{
    components::{Icon, IconButton, Shape, place_below},
    state::{Fleet, RegionFleet},
};

/// The panel with the details.
pub const PANEL: &str = "region-errors";
/// What is said while the backend can't be reached.
pub const NO_BACKEND: &str = "Nothing new arrives. Showing earlier data.";
/// What is said of a refresh that failed, while the list still follows the backend.
pub const NOT_REFRESHED: &str = "Couldn’t refresh.";

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
    let offline = move || {
        let line = || {
            view! {
                <p class="status-line warn" role="status">
                    <Icon shape=Shape::Alert/>
                    <span>"You’re offline. Showing earlier data; it refreshes when you reconnect."</span>
                </p>
            }
        };
        (!online.get()).then(|| line().into_any())
    };
    let line = move || {
        let mut dismiss = None;
        let (title, error) = if let Some(fault) = fleet.fault.get() {
            (NO_BACKEND.to_owned(), fault)
        } else if let Some(error) = fleet.refresh_error.get() {
            dismiss = Some(Callback::new(move |()| fleet.refresh_error.set(None)));
            (NOT_REFRESHED.to_owned(), error)
        } else {
            let failed = failed(fleet);
            let (first, error) = failed.first().and_then(|it| Some((it, it.error.get()?)))?;
            let others = match failed.len() {
                1 => String::new(),
                2 => " 1 other region has an error.".to_owned(),
                all => [" ", &(all - 1).to_string(), " other regions have errors."].concat(),
            };
            let title = [title(first), others].concat();
            (title, error)
        };
        let reason = [error.code.as_str(), ": ", &error.message].concat();
        let line = view! {
            <div class="status-line bad">
                <Icon shape=Shape::Stop/>
                // A title on the line itself would be its name, in place of what it says.
                <p role="status"><strong>{title}</strong>" "<span title=reason.clone()>{reason.clone()}</span></p>
                <button type="button" class="text-button" popovertarget=PANEL on:click=|event| place_below(&event)>"Details"</button>
                <button type="button" class="text-button" on:click=move |_| retry.run(())>"Try again"</button>
                {dismiss.map(|press| {
                    let (class, label) = ("copy", "Dismiss".to_owned());
                    view! { <IconButton class shape=Shape::Cross label press/> }.into_any()
                })}
            </div>
        };
        Some(line.into_any())
    };
    view! {
        {move || offline()}
        {move || line()}
    }
}

/// The regions that fail; tracks.
pub fn failed(fleet: Fleet) -> Vec<RegionFleet> {
    let fails = |region: &RegionFleet| region.error.with(Option::is_some);
    fleet.regions().into_iter().filter(fails).collect()
}

/// What could not be done; tracks.
pub fn title(region: &RegionFleet) -> String {
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
