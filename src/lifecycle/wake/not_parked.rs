//! A cluster whose tags remember no HSMs.

use leptos::prelude::*;

use crate::{
    components::empty,
    lifecycle::live::Live,
    route::{Route, Step, Tab},
};

/// Why nothing can be woken, and what can be done instead; tracks the cluster.
pub(super) fn not_parked(live: Live) -> AnyView {
    let place = live.place.get_value();
    let has_hsms = live.cluster.with(|it| it.present_hsms().next().is_some());
    let (words, label, route) = if has_hsms {
        (
            "It has HSMs, and no tag that says where others were.",
            "Show the HSMs",
            Route::Cluster(place, Tab::Hsms),
        )
    } else {
        (
            "No tag says where its HSMs were. Add an HSM in a zone of your choice.",
            "Add an HSM…",
            Route::Change(place, Step::AddHsm),
        )
    };
    let action = view! { <a class="button" href=route.href()>{label}</a> };
    empty("The cluster is not parked", words.to_owned(), action.into_any())
}
