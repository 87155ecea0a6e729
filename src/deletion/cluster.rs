//! The page of one cluster's deletion: the plan, or what came of an earlier one.

use std::sync::Arc;

use backend_api::{ApiError, Attempt, DeletionPlan};
use leptos::prelude::*;

use super::{
    beginning::of_cluster,
    page::{NOTHING, Page, Phase},
    plan::{
        state::{PlanState, is_another, plan_state},
        view::PlanView,
    },
    readings::Reading,
};
use crate::{
    components::{
        Copyable, Crumb, Skeleton, clusters_crumb, empty, error_view, link_to_clusters,
        page_header, refresh_button, set_title_of,
    },
    guarded::{
        attempt::{Actions, Follow, Lookup},
        plan::{page::RefreshLabel, refusal::Refusal},
    },
    route::{ASK_ABOUT_HSM, Place, Route, Tab, use_navigation},
    state::{Loaded, under_owner, use_connected},
};

/// The page of one cluster's deletion.
#[component]
pub(super) fn DeletionPage(place: Place) -> impl IntoView {
    let Place { region, id } = place;
    let plan = Loaded::<DeletionPlan>::default();
    let attempts = Loaded::<Vec<Attempt>>::default();
    let place = StoredValue::new((region.clone(), id.clone()));
    let client = StoredValue::new(use_connected().client);
    let replan = under_owner(move |()| {
        let (region, id) = place.get_value();
        let client = client.get_value();
        plan.load_filling(|so_far| async move { client.filling_plan(&region, &id, so_far).await });
    });
    let look = under_owner(move |()| {
        let client = client.get_value();
        attempts.load(async move { client.attempts().await });
    });
    let phase = RwSignal::new(Phase::Looking);
    // A link to the deletion of HSMs asks about them at once.
    let asked = untrack(|| use_navigation().query(ASK_ABOUT_HSM)).unwrap_or_default();
    let ids = asked.split(',').filter(|id| !id.is_empty()).map(str::to_owned);
    let asking = RwSignal::new(ids.collect());
    let page = Page { place, plan, attempts, phase, asking, replan, look };
    look.run(());
    Effect::new(move |_| {
        if let Some(attempts) = attempts.value.get()
            && phase.with_untracked(|phase| matches!(phase, Phase::Looking))
        {
            page.begin(&attempts);
        }
    });

    let crumbs = vec![
        clusters_crumb(),
        Crumb {
            text: id.clone(),
            href: Route::Cluster(Place::new(&region, &id), Tab::Overview).href(),
        },
    ];
    let untitled = id.clone();
    let name = move || {
        let name = plan.value.get().and_then(|plan| plan.resource.name.clone());
        set_title_of("Delete cluster", name.as_deref().unwrap_or(&untitled));
        name.unwrap_or_default()
    };
    let is_sent = move || page.phase.with(|phase| matches!(phase, Phase::Following(..)));
    let doing = move || if is_sent() { "Deletion of cluster " } else { "Delete cluster " };
    let heading = view! { <h1>{move || doing()}<bdi>{move || name()}</bdi></h1> };
    let subtitle = view! { <Copyable text=id what="cluster ID"/><span>{region}</span> };
    // A memo, so that the button keeps the focus when a plan is followed by another.
    let label = Memo::new(move |_| {
        let is_planning = page.phase.with(|phase| matches!(phase, Phase::Planning(_)));
        match plan_state(plan) {
            _ if !is_planning => None,
            // That is checked again by itself.
            PlanState::Running | PlanState::Over => None,
            PlanState::Absent => Some(RefreshLabel::Page),
            _ => Some(RefreshLabel::Plan),
        }
    });
    let actions = move || {
        let button = |label: RefreshLabel| {
            refresh_button(move || plan.loading.get(), move || replan.run(()), label.words())
        };
        label.get().map(button)
    };
    view! {
        {page_header(crumbs, heading.into_any(), subtitle.into_any(), actions.into_any())}
        <div class="guarded page-part">
            {move || match page.phase.get() {
                Phase::Looking => view! { <Looking page/> }.into_any(),
                Phase::Following(lookup, error) => following(page, lookup, error),
                Phase::Planning(refused) => view! { <Planning page refused/> }.into_any(),
            }}
        </div>
    }
}

/// Nothing is planned before it is known whether a deletion is on its way.
#[component]
fn Looking(page: Page) -> impl IntoView {
    view! {
        {move || match page.attempts.error.get() {
            Some(error) => {
                let title = "Couldn’t check for earlier deletions".to_owned();
                error_view(&error, title, Some(page.look))
            }
            None => view! { <Skeleton what="the deletion plan"/> }.into_any(),
        }}
    }
}

fn following(page: Page, lookup: Lookup, error: Option<Arc<ApiError>>) -> AnyView {
    let id = match &lookup {
        Lookup::Id(id) => Some(id.clone()),
        Lookup::Newest { .. } => None,
    };
    let plan = Callback::new(move |kept| page.start_again(id.as_deref(), kept));
    view! { <Follow lookup error actions=Actions { plan }/> }.into_any()
}

/// The newest plan, or why there is none.
#[component]
fn Planning(page: Page, refused: Option<Arc<ApiError>>) -> impl IntoView {
    // A plan that fills in stays on the page.
    let shown = Memo::new_with_compare(move |_| plan_state(page.plan), is_another);
    view! {
        {refused.map(|error| view! { <Refusal error nothing=NOTHING/> }.into_any())}
        {move || match shown.get() {
            PlanState::Loading => view! { <Skeleton what="the deletion plan"/> }.into_any(),
            PlanState::Running | PlanState::Over => {
                view! { <ByAttempt page is_listed=true/> }.into_any()
            }
            PlanState::Absent => view! { <ByAttempt page is_listed=false/> }.into_any(),
            PlanState::Unreadable(error) => {
                error_view(&error, "Couldn’t plan the deletion".to_owned(), Some(page.replan))
            }
            PlanState::Planned(plan) => view! { <PlanView plan page/> }.into_any(),
        }}
    }
}

/// Somebody deletes or deleted the cluster: the attempt, if it was through this backend.
#[component]
fn ByAttempt(
    page: Page,
    /// AWS still lists the cluster, so it can be read.
    is_listed: bool,
) -> impl IntoView {
    page.attempts.value.set(None);
    page.look.run(());
    let view = move || {
        let failed = page.attempts.error.with(Option::is_some);
        let found = page.attempts.value.get().map(|attempts| {
            page.place.with_value(|(region, id)| {
                of_cluster(&attempts, region, id).map(|it| it.id.clone())
            })
        });
        match found {
            Some(Some(attempt)) => following(page, Lookup::Id(attempt), None),
            None if !failed => view! { <Skeleton what="the deletion"/> }.into_any(),
            _ if is_listed => view! { <Reading page/> }.into_any(),
            _ => absent(),
        }
    };
    view! { {move || view()} }
}

fn absent() -> AnyView {
    let words = "AWS doesn’t list it in this region, and this backend has no record of a deletion.";
    empty("Cluster not found", words.to_owned(), link_to_clusters())
}
