//! The frame of a page about one thing that is read again and again: its head with the age of what shows,
//! and what went wrong with the newest reading.
//!
//! Must not know what is read, nor what the page is about.

use std::sync::Arc;

use backend_api::ApiError;
use leptos::prelude::*;

use crate::{
    components::{Age, Copyable, Crumb, error_view, page_header, refresh_button},
    route::Place,
    state::{Loaded, poll},
};

/// What the head says.
pub(super) struct Head {
    pub(super) crumbs: Vec<Crumb>,
    pub(super) heading: AnyView,
    pub(super) place: Place,
    /// What the place's ID is: "cluster ID".
    pub(super) id: &'static str,
    /// What couldn't be done where a reading fails.
    pub(super) unreadable: &'static str,
}

/// How the reading is going, whatever is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Readings {
    error: RwSignal<Option<Arc<ApiError>>>,
    loading: RwSignal<bool>,
    arrived: RwSignal<Option<f64>>,
    reload: Callback<()>,
}

impl Readings {
    /// Reads at once, and then again each time that `pause` is over, in milliseconds.
    pub(super) fn begin<T: Send + Sync>(
        data: Loaded<T>,
        reload: Callback<()>,
        pause: impl Fn() -> u32 + 'static,
    ) -> Self {
        let Loaded { error, loading, arrived, .. } = data;
        reload.run(());
        poll(pause, move || {
            if !loading.get_untracked() {
                reload.run(());
            }
        });
        Self { error, loading, arrived, reload }
    }

    /// The page; `body` is what shows below what went wrong.
    pub(super) fn frame(self, head: Head, body: AnyView) -> AnyView {
        let Self { error, loading, arrived, reload } = self;
        let Head { crumbs, heading, place, id, unreadable } = head;
        let subtitle = view! { <Copyable text=place.id what=id/><span>{place.region}</span> };
        let actions = view! {
            <Age arrived/>
            {refresh_button(move || loading.get(), move || reload.run(()), ("Refresh", "Refreshing…"))}
        };
        let problem =
            move || error.get().map(|it| error_view(&it, unreadable.to_owned(), Some(reload)));
        view! {
            {page_header(crumbs, heading, subtitle.into_any(), actions.into_any())}
            <div class="guarded page-part">{move || problem()}{body}</div>
        }
        .into_any()
    }
}
