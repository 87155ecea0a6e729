//! What came of a confirmation, as the backend says it: the attempt, asked for again and again.
//!
//! The page has no opinion of its own. A reload, a closed tab or a restarted backend changes nothing:
//! the backend follows what was sent, and this shows it.

mod action;
mod elapsed;
mod facts;
mod investigate;
mod last_backup;
mod lookup;
mod next;
mod pace;
mod progress;
mod removal;
mod seen;
mod steps;
mod summary;
mod watch;

use std::sync::Arc;

use backend_api::ApiError;
use leptos::prelude::*;

pub(crate) use self::{investigate::Investigate, lookup::Lookup};
use self::{progress::Progress, watch::Watch};
use crate::components::{lazy, lazy::in_chunk};

/// The id of the part that shows how an attempt goes on.
pub(crate) const PROGRESS: &str = "progress-of-the-attempt";

/// Why the newest check failed; it is tried again by itself.
#[component]
pub(crate) fn CheckFailed(why: String) -> impl IntoView {
    view! { <p class="small break">"Last check failed, retrying: "{why}</p> }
}

/// What the page does about an attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Actions {
    /// Goes back to the plan; the IDs of HSMs that are not deleted come along.
    pub(crate) plan: Callback<Vec<String>>,
}

in_chunk! { rest, preload = preload_progress,
    /// How an attempt goes on.
    pub(crate) fn progress(watch: Watch, lost: Option<String>, actions: Actions) -> AnyView {
        view! { <Progress watch lost actions/> }.into_any()
    }
}

/// Follows an attempt. `error` is what left its outcome open for the page.
#[component]
pub(crate) fn Follow(
    lookup: Lookup,
    error: Option<Arc<ApiError>>,
    actions: Actions,
) -> impl IntoView {
    let watch = Watch::new(lookup);
    let lost = error.map(|error| error.to_string());
    view! {
        // Here and not in the chunk: it takes the focus of the plan that it replaces.
        <section id=PROGRESS tabindex="-1" class="card progress" aria-label="Progress"
            aria-busy=move || watch.is_busy().to_string()>
            {lazy("the progress", move || progress(watch, lost.clone(), actions))}
        </section>
    }
}
