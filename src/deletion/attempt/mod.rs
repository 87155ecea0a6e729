//! What came of a confirmation, as the backend says it: the attempt, asked for again and again.
//!
//! The page has no opinion of its own. A reload, a closed tab or a restarted backend changes nothing:
//! the backend follows what was sent, and this shows it.

mod action;
mod elapsed;
mod investigate;
mod last_backup;
mod lookup;
mod pace;
mod steps;
mod summary;

use std::sync::Arc;

use backend_api::{ApiError, ApiErrorCode, Attempt, AttemptState};
use cloudhsm_api::Operation;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use self::{
    investigate::investigate,
    last_backup::last_backup,
    pace::{can_change, pause_millis},
    summary::{Next, Summary, missing, summary, trouble},
};
pub(super) use self::{
    investigate::investigate_cluster,
    lookup::{Lookup, beginning, of_cluster},
};
use super::PROGRESS;
use crate::{
    api::Client,
    components::{Copyable, Icon, Shape, When, link_to_clusters, live, notice, set_title},
    state::{Connection, spawn_scoped, under_owner, use_connected, use_connection},
    time::now_millis,
};

/// What the page does about an attempt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Actions {
    /// Goes back to the plan; the IDs of HSMs that are not deleted come along.
    pub(super) plan: Callback<Vec<String>>,
}

/// What the newest question brought.
#[derive(Debug, Clone, PartialEq)]
enum Found {
    Nothing,
    /// The backend has no such attempt.
    Missing,
    Attempt(Box<Attempt>),
}

/// What is shown, and how it is asked for.
#[derive(Clone, Copy)]
struct Watch {
    found: RwSignal<Found>,
    /// The newest question failed with this; what was found before stands.
    failed: RwSignal<Option<String>>,
    lookup: StoredValue<Lookup>,
    client: StoredValue<Client>,
    connection: Connection,
}

impl Watch {
    async fn ask(self) {
        let (Some(client), Some(lookup)) =
            (self.client.try_get_value(), self.lookup.try_get_value())
        else {
            return;
        };
        let answer = match &lookup {
            // A plan of a backend that names no attempts.
            Lookup::Id(id) if id.is_empty() => Ok(None),
            Lookup::Id(id) => client.attempt(id).await.map(Some),
            Lookup::Newest { .. } => {
                client.attempts().await.map(|attempts| lookup.find(&attempts).cloned())
            }
        };
        let found = match answer {
            Ok(attempt) => {
                // From now on it is known which one it is.
                if let Some(attempt) = &attempt {
                    self.lookup.try_update_value(|it| *it = Lookup::Id(attempt.id.clone()));
                }
                attempt.map_or(Found::Missing, |it| Found::Attempt(Box::new(it)))
            }
            Err(error) if error.code == ApiErrorCode::AttemptNotFound => Found::Missing,
            Err(error) => {
                self.connection.notice(&error);
                self.failed.try_set(Some(error.to_string()));
                return;
            }
        };
        self.failed.try_set(None);
        if self.found.try_with_untracked(|old| *old != found) == Some(true) {
            self.found.try_set(found);
        }
    }

    async fn follow(self) {
        let mut looks = 0;
        let mut newest: Option<(AttemptState, f64)> = None;
        loop {
            self.ask().await;
            let Some(found) = self.found.try_get_untracked() else { return };
            if let Found::Attempt(attempt) = &found {
                let (_, since) = match newest {
                    Some((state, since)) if state == attempt.state => (state, since),
                    _ => {
                        looks = 0;
                        (attempt.state, now_millis())
                    }
                };
                newest = Some((attempt.state, since));
                if !can_change(attempt, now_millis() - since) {
                    return;
                }
            }
            TimeoutFuture::new(pause_millis(looks)).await;
            looks += 1;
        }
    }
}

/// Follows an attempt. `error` is what left its outcome open for the page.
#[component]
pub(super) fn Follow(
    lookup: Lookup,
    error: Option<Arc<ApiError>>,
    actions: Actions,
) -> impl IntoView {
    let watch = Watch {
        found: RwSignal::new(Found::Nothing),
        failed: RwSignal::new(None),
        lookup: StoredValue::new(lookup),
        client: StoredValue::new(use_connected().client),
        connection: use_connection(),
    };
    spawn_scoped(watch.follow());
    let check = under_owner(move |()| spawn_scoped(watch.ask()));
    let attempt = Signal::derive(move || {
        watch.found.with(|found| match found {
            Found::Attempt(attempt) => Some((**attempt).clone()),
            _ => None,
        })
    });
    let lost = error.map(|error| error.to_string());
    let shown = Memo::new(move |_| {
        watch.found.with(|found| match found {
            Found::Nothing => None,
            Found::Missing => Some(missing(lost.as_deref())),
            Found::Attempt(attempt) => Some(summary(attempt, lost.as_deref())),
        })
    });
    // A memo, so that a button keeps the focus while only words change.
    let next = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|shown| shown.next)));
    let is_busy = move || {
        attempt.with(|it| it.as_ref().is_none_or(Attempt::is_open))
            && watch.found.with(|found| *found != Found::Missing)
    };
    view! {
        <section id=PROGRESS tabindex="-1" class="card progress" aria-label="Progress" aria-busy=move || is_busy().to_string()>
            <div role="status" class="progress">{live(move || shown.get().map_or_else(asking, |shown| words(&shown)))}</div>
            {steps::rows(attempt)}
            {stop(watch, attempt)}
            {live(move || next.get().map(|next| next_view(next, attempt, actions, check)))}
            {backup(attempt)}
            {facts(attempt)}
            {live(move || watch.failed.get().map(|text| view! { <p class="small break">"Last check failed, retrying: "{text}</p> }))}
        </section>
    }
}

fn asking() -> AnyView {
    view! { <p><Icon shape=Shape::Arc/>" Checking what came of it…"</p> }.into_any()
}

fn words(shown: &Summary) -> AnyView {
    // A tab in the background says it too.
    set_title(&shown.title);
    let title = shown.title.clone();
    let words: Vec<_> =
        shown.words.iter().map(|words| view! { <p class="break">{words.clone()}</p> }).collect();
    match shown.kind {
        Some(kind) => notice(kind, None, view! { <h2>{title}</h2>{words} }.into_any()),
        None => view! { <h2><Icon shape=Shape::Arc/>" "{title}</h2>{words} }.into_any(),
    }
}

fn next_view(
    next: Next,
    attempt: Signal<Option<Attempt>>,
    actions: Actions,
    check: Callback<()>,
) -> AnyView {
    let plan = move |label: &'static str| {
        let click = move |_| {
            let kept = attempt.with_untracked(|it| it.as_ref().map(kept_hsms)).unwrap_or_default();
            actions.plan.run(kept);
        };
        view! { <button type="button" class="button primary" on:click=click>{label}</button> }
            .into_any()
    };
    match next {
        Next::Wait => ().into_any(),
        Next::Clusters => link_to_clusters(),
        Next::Plan(label) => plan(label),
        Next::CheckOrPlan => view! {
            <div class="toolbar">
                <button type="button" class="button" on:click=move |_| check.run(())>"Check again"</button>
                {plan("Back to the plan")}
            </div>
        }
        .into_any(),
        Next::Investigate => view! {
            {attempt.with_untracked(|it| it.as_ref().map(investigate))}
            {plan("Review a new plan")}
        }
        .into_any(),
    }
}

/// The HSMs of a deletion that are still there.
fn kept_hsms(attempt: &Attempt) -> Vec<String> {
    let kept = attempt.steps.iter().filter(|step| !step.state.was_sent());
    kept.map(|step| step.resource.clone()).collect()
}

/// Stops between two HSMs.
fn stop(watch: Watch, attempt: Signal<Option<Attempt>>) -> AnyView {
    let can_stop = Memo::new(move |_| {
        attempt.with(|it| {
            it.as_ref().is_some_and(|it| {
                let waits = it.steps.iter().any(|step| step.state == AttemptState::Planned);
                let is_running = it.state.is_open() && it.stop_reason.is_none();
                waits && is_running && !it.stopping
            })
        })
    });
    let click = under_owner(move |()| {
        let id = attempt.with_untracked(|it| it.as_ref().map(|it| it.id.clone()));
        let client = watch.client.get_value();
        spawn_scoped(async move {
            let Some(id) = id else { return };
            match client.stop_attempt(&id).await {
                Ok(attempt) => watch.found.set(Found::Attempt(Box::new(attempt))),
                Err(error) => {
                    watch.connection.notice(&error);
                    watch.failed.set(Some(error.to_string()));
                }
            }
        });
    });
    live(move || {
        can_stop.get().then(|| {
            view! { <button type="button" class="button" on:click=move |_| click.run(())>"Stop after this HSM"</button> }
        })
    })
}

/// The last backup of a cluster whose HSMs are deleted.
fn backup(attempt: Signal<Option<Attempt>>) -> AnyView {
    let is_over = Memo::new(move |_| {
        attempt.with(|it| {
            it.as_ref().is_some_and(|it| {
                it.operation == Operation::DeleteHsm && it.state == AttemptState::Gone
            })
        })
    });
    live(move || is_over.get().then(|| attempt.with_untracked(|it| it.as_ref().map(last_backup))))
}

/// Who asked and when, how often it was checked, and AWS's request IDs.
fn facts(attempt: Signal<Option<Attempt>>) -> AnyView {
    let asked = Memo::new(move |_| {
        attempt.with(|it| it.as_ref().map(|it| (it.who.clone(), it.began_at.clone())))
    });
    let checks = Memo::new(move |_| {
        attempt.with(|it| {
            let it = it.as_ref().filter(|it| it.is_open() && it.looks > 0)?;
            let times =
                if it.looks == 1 { "once".to_owned() } else { format!("{} times", it.looks) };
            Some(format!("Checked {times}. No further requests will be sent."))
                .filter(|_| it.steps.is_empty())
        })
    });
    let failed = Memo::new(move |_| {
        attempt
            .with(|it| it.as_ref().filter(|it| it.is_open()).and_then(trouble).map(str::to_owned))
    });
    let requests =
        Memo::new(move |_| attempt.with(|it| it.as_ref().map(|it| it.request_ids.clone())));
    view! {
        {live(move || asked.get().and_then(|(who, time)| {
            let who = who?;
            Some(view! { <p class="small soft">"Requested by "<code class="break">{who}</code>" "<When time/></p> })
        }))}
        {live(move || checks.get().map(|words| view! { <p class="small soft">{words}</p> }))}
        {live(move || failed.get().map(|why| view! { <p class="small break">"Last check failed, retrying: "{why}</p> }))}
        {live(move || requests.get().filter(|ids| !ids.is_empty()).map(|ids| {
            let words = if ids.len() == 1 { "AWS request ID: " } else { "AWS request IDs: " };
            let ids: Vec<_> = ids
                .into_iter()
                .map(|id| view! { <Copyable text=id what="AWS request ID"/>" " }.into_any())
                .collect();
            view! { <p class="small soft">{words}{ids}</p> }
        }))}
    }
    .into_any()
}
