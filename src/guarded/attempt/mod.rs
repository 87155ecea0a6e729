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
use crate::components::{lazy, lazy::in_chunk, why_error};

/// The id of the part that shows how an attempt goes on.
pub(crate) const PROGRESS: &str = "progress-of-the-attempt";

/// Why the newest check failed; it is tried again by itself.
#[component]
pub(crate) fn CheckFailed(why: String) -> impl IntoView {
    retrying("Last check failed, retrying: ", why)
}

/// A failed check in one line; an error's own code leads to its paragraph.
fn retrying(words: &'static str, why: String) -> AnyView {
    let reason = code_of(&why).map(|code| view! { " "{why_error(code)} }.into_any());
    view! { <p class="small break">{words}{why.clone()}{reason}</p> }.into_any()
}

/// The code that an error's words begin with: one word before a colon.
fn code_of(why: &str) -> Option<&str> {
    let (code, _) = why.split_once(": ")?;
    let is_code = code.len() > 3 && code.bytes().all(|it| it.is_ascii_alphanumeric());
    is_code.then_some(code)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_an_error_leads_to_its_paragraph_and_words_do_not() {
        let error = ApiError::network(backend_api::ApiErrorCode::UpstreamTimeout, "AWS: too slow");
        assert_eq!(code_of(&error.to_string()), Some("UpstreamTimeout"));
        assert_eq!(code_of("ThrottlingException: slow down"), Some("ThrottlingException"));
        for words in ["", "no code", "The cluster is gone: see below", ": x", "404: x"] {
            assert_eq!(code_of(words), None, "{words}");
        }
    }
}
