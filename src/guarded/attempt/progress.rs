//! How an attempt goes on, what can be done about it, and what is known of it.

use backend_api::{Attempt, AttemptState};
use cloudhsm_api::Operation;
use leptos::prelude::*;

use super::{
    Actions, CheckFailed, Investigate,
    facts::Facts,
    last_backup::AwaitLastBackup,
    next::{Next, Summary},
    seen::cluster_of,
    steps::Steps,
    summary::{missing, summary},
    watch::{Found, Watch},
};
use crate::{
    components::{Icon, Shape, link_to_clusters, notice, set_title, set_title_of},
    guarded::receipt::receipt,
    route::{Place, Route, Tab},
    state::{spawn_scoped, under_owner},
};

/// An attempt and what can be done about it. `lost` is what left its outcome open for the page.
#[component]
pub(super) fn Progress(watch: Watch, lost: Option<String>, actions: Actions) -> impl IntoView {
    spawn_scoped(watch.follow());
    let check = under_owner(move |()| spawn_scoped(watch.ask()));
    let attempt = Signal::derive(move || {
        watch.found.with(|found| match found {
            Found::Attempt(attempt) => Some((**attempt).clone()),
            _ => None,
        })
    });
    let was_lost = lost.is_some();
    let shown = Memo::new(move |_| {
        watch.found.with(|found| match found {
            Found::Nothing => None,
            Found::Missing { searched } => Some(missing(*searched, lost.as_deref())),
            Found::Attempt(attempt) => Some(summary(attempt, lost.as_deref())),
        })
    });
    // A memo, so that a button keeps the focus while only words change.
    let next = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|shown| shown.next)));
    // What may have been sent and is no longer open has its receipt.
    let ended = Memo::new(move |_| {
        attempt.with(|it| {
            let ended = it.as_ref().filter(|it| it.state.was_sent() && !it.state.is_open());
            ended.map(|it| it.id.clone())
        })
    });
    view! {
        <div role="status" class="progress">
            {move || shown.get().map_or_else(|| asking(was_lost), |shown| words(&shown, attempt))}
        </div>
        <Steps attempt/>
        <Stop watch attempt/>
        {move || next.get().map(|next| next_view(next, attempt, actions, check))}
        <LastBackup attempt/>
        {move || match ended.get() {
            Some(id) => receipt(id),
            None => view! { <Facts attempt/> }.into_any(),
        }}
        {move || watch.failed.get().map(|why| view! { <CheckFailed why/> }.into_any())}
    }
}

fn asking(was_lost: bool) -> AnyView {
    let lost = was_lost.then(|| {
        let words = "The answer was lost. Don’t retry: it isn’t known yet whether the request was sent. This page keeps asking the backend.";
        view! { <p>{words}</p> }.into_any()
    });
    view! { <p><Icon shape=Shape::Arc/>" Checking what came of it…"</p>{lost} }.into_any()
}

fn words(shown: &Summary, attempt: Signal<Option<Attempt>>) -> AnyView {
    // A tab in the background says it too, and of what.
    attempt.with_untracked(|it| match it {
        Some(attempt) => set_title_of(&shown.title, &attempt.resource),
        None => set_title(&shown.title),
    });
    let title = shown.title.clone();
    let words: Vec<_> = shown
        .words
        .iter()
        .map(|words| view! { <p class="break">{words.clone()}</p> }.into_any())
        .collect();
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
        Next::Cluster => attempt.get_untracked().map_or_else(link_to_clusters, |it| to_cluster(&it)),
        Next::Plan(label) => plan(label),
        Next::CheckOrPlan => view! {
            <div class="toolbar">
                <button type="button" class="button" on:click=move |_| check.run(())>"Check again"</button>
                {plan("Back to the plan")}
            </div>
        }
        .into_any(),
        Next::Investigate => view! {
            {attempt.get_untracked().map(|it| {
                view! { <Investigate region=it.region cluster_id=it.resource/> }
            })}
            {plan("Review a new plan")}
        }
        .into_any(),
    }
}

/// A link to the cluster of an attempt, as a button.
fn to_cluster(attempt: &Attempt) -> AnyView {
    let Some(id) = cluster_of(attempt) else { return link_to_clusters() };
    let route = Route::Cluster(Place::new(&attempt.region, id), Tab::Overview);
    view! { <div><a class="button primary" href=route.href()>"Continue with the cluster"</a></div> }
        .into_any()
}

/// The HSMs of a deletion that are still there.
fn kept_hsms(attempt: &Attempt) -> Vec<String> {
    let kept = attempt.steps.iter().filter(|step| !step.state.was_sent());
    kept.map(|step| step.resource.clone()).collect()
}

/// Stops between two HSMs.
#[component]
fn Stop(watch: Watch, attempt: Signal<Option<Attempt>>) -> impl IntoView {
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
    view! {
        <Show when=move || can_stop.get()>
            <button type="button" class="button" on:click=move |_| click.run(())>
                "Stop after this HSM"
            </button>
        </Show>
    }
}

/// The last backup of a cluster whose HSMs are deleted.
#[component]
fn LastBackup(attempt: Signal<Option<Attempt>>) -> impl IntoView {
    let is_over = Memo::new(move |_| {
        attempt.with(|it| {
            it.as_ref().is_some_and(|it| {
                it.operation == Operation::DeleteHsm && it.state == AttemptState::Gone
            })
        })
    });
    view! {
        <Show when=move || is_over.get()>
            {attempt.get_untracked().map(|attempt| view! { <AwaitLastBackup attempt/> }.into_any())}
        </Show>
    }
}
