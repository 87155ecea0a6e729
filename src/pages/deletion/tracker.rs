//! Follows a deletion until AWS says DELETED or lists the cluster no more.
//!
//! Only looks; sends nothing. A reload, a closed tab or a restarted backend changes nothing about
//! it: where it begins is remembered, and what it tells is read from AWS.

use std::sync::Arc;

use backend_api::ApiError;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::{
    PROGRESS, Page, origin,
    standing::standing,
    track::{CEILING_MILLIS, Followed, Known, Progress, Seen, pause_millis},
};
use crate::{
    components::{live, set_title},
    state::{Clock, note_accepted, sent_deletion, spawn_scoped, use_connected, use_connection},
    time::{now_millis, relative},
};

/// What the newest look showed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sight {
    pub(super) progress: Progress,
    /// The ceiling is reached.
    pub(super) given_up: bool,
}

/// The tracker. `error` is what left the outcome open.
#[component]
pub fn Tracker(page: Page, known: Known, error: Option<Arc<ApiError>>) -> impl IntoView {
    let sight = RwSignal::new(None::<Sight>);
    let looks = RwSignal::new(0_u32);
    // The newest look failed with this; the one before stands.
    let trouble = RwSignal::new(None::<String>);
    let (region, id) = page.place.get_value();
    let sent = sent_deletion(&region, &id).map(|sent| sent.at);
    let since = sent.unwrap_or_else(now_millis);
    let client = use_connected().client;
    let connection = use_connection();
    spawn_scoped(async move {
        let mut followed = Followed::new(known);
        for look in 0.. {
            match client.cluster(&region, &id).await {
                Ok(found) => {
                    let progress = followed.look(Seen::cluster(found.as_ref()));
                    if progress == Progress::Deleting {
                        note_accepted(&region, &id);
                    }
                    trouble.set(None);
                    let given_up = !progress.is_over() && now_millis() - since > CEILING_MILLIS;
                    let over = progress.is_over() || given_up;
                    let newest = Some(Sight { progress, given_up });
                    if sight.with_untracked(|old| *old != newest) {
                        sight.set(newest);
                    }
                    if over {
                        return;
                    }
                }
                Err(error) => {
                    connection.notice(&error);
                    trouble.set(Some(error.to_string()));
                }
            }
            looks.set(look + 1);
            TimeoutFuture::new(pause_millis(look)).await;
        }
    });
    let clock = expect_context::<Clock>();
    let busy = move || {
        sight.with(|sight| sight.as_ref().is_none_or(|s| !s.progress.is_over() && !s.given_up))
    };
    // A tab in the background tells it too.
    let title = move || {
        set_title(match sight.get().map(|sight| sight.progress) {
            Some(Progress::Deleted | Progress::Gone) => "Cluster deleted",
            Some(Progress::CameBack(_) | Progress::NotBegun(_)) => "Cluster not deleted",
            _ => "Deleting cluster",
        });
    };
    let followed = live(move || {
        if !busy() {
            return ().into_any();
        }
        let began = match sent {
            Some(at) => {
                view! { "Sent from this browser "{live(move || relative(at, clock.now()))}". " }
                    .into_any()
            }
            None => ().into_any(),
        };
        view! { <p class="small soft">{began}"Looks so far: "{live(move || looks.get())}". Nothing is sent any more."</p> }
            .into_any()
    });
    let troubled = live(move || {
        trouble.get().map(|text| {
            view! { <p class="small break">"The newest look failed, and is tried again: "{text}</p> }
        })
    });
    let asked_by = origin::told(page, "It was not asked for through this backend.");
    view! {
        <section id=PROGRESS tabindex="-1" class="card progress" aria-label="Progress of the deletion" aria-busy=move || busy().to_string()>
            <div role="status" class="progress">
                {live(move || {
                    title();
                    match sight.get() {
                        None => view! { <p>"Asking AWS how the deletion stands…"</p> }.into_any(),
                        Some(sight) => standing(&sight, known, error.as_deref(), page),
                    }
                })}
            </div>
            {asked_by}
            {followed}
            {troubled}
        </section>
    }
}
