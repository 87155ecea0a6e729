//! Until when the list shows that it is loading, and how old it is.

use std::time::Duration;

use leptos::prelude::*;

use super::model::Model;
use crate::state::RegionFleet;

/// How long the rows of one region wait for those of the others.
const PATIENCE: Duration = Duration::from_millis(400);

/// Nothing is to be shown yet; tracks.
///
/// Rows of a region that answers a moment later would be inserted between the rows on screen and move
/// them. So the regions wait for each other, but only for a short time.
pub fn waits_for_regions(model: Model, regions: StoredValue<Vec<RegionFleet>>) -> Signal<bool> {
    let late = RwSignal::new(false);
    let waits = move || !late.get() && regions.with_value(|all| all.iter().any(has_nothing_yet));
    Effect::new(move |_| {
        if !model.all.with(Vec::is_empty) && untrack(waits) {
            // The page may be gone by then.
            let stop_waiting = move || {
                late.try_set(true);
            };
            set_timeout(stop_waiting, PATIENCE);
        }
    });
    let still_loading = move || regions.with_value(|all| all.iter().any(is_loading));
    // A region that is still loading may have a match.
    let none_shown = move || model.shown.with(Vec::is_empty);
    let loading = Memo::new(move |_| waits() || none_shown() && still_loading());
    loading.into()
}

/// The region is loading, and has no clusters yet; tracks.
fn has_nothing_yet(region: &RegionFleet) -> bool {
    is_loading(region) && region.clusters.with(Vec::is_empty)
}

/// The first listing of the region is not complete yet; tracks.
fn is_loading(region: &RegionFleet) -> bool {
    region.loading.get() && region.arrived.get().is_none()
}

/// The time of the oldest listing, which is the age of the page. A region without a listing shows its error.
pub fn oldest(regions: StoredValue<Vec<RegionFleet>>) -> Signal<Option<f64>> {
    Signal::derive(move || {
        regions
            .with_value(|all| all.iter().filter_map(|region| region.arrived.get()).reduce(f64::min))
    })
}
