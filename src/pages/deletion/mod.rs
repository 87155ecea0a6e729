//! `/regions/{region}/clusters/{id}/delete`: the guarded deletion.
//!
//! The page shows a plan that the backend made and carries a person's confirmation to it. What may
//! be deleted is decided there, not here.

mod blockers;
mod confirm;
mod hsm_removal;
mod plan_view;
mod refusal;
mod track;
mod tracker;

use std::sync::Arc;

use backend_api::{ApiError, BlockerCode, DeletionPlan, code};
use cloudhsm_api::ErrorCode;
use leptos::prelude::*;

use self::{plan_view::PlanView, refusal::Refusal, tracker::Tracker};
use crate::{
    api::PlanTarget,
    components::{
        Copyable, Crumb, Skeleton, empty, error_view, link_to_clusters, live, page_header,
        refresh_button, set_title,
    },
    route::{Place, Route, Tab},
    state::{Loaded, deletion_sent_at, use_connected},
};

/// How far this page is.
#[derive(Debug, Clone, PartialEq)]
enum Phase {
    /// The plan shows; with what was refused before, if anything.
    Planning(Option<Arc<ApiError>>),
    /// The deletion was sent, or is known to run. `certain`: AWS accepted it.
    Tracking { certain: bool },
}

/// The page of one cluster's deletion.
#[component]
pub fn DeletionPage(place: Place) -> impl IntoView {
    let Place { region, id } = place;
    set_title("Delete cluster");
    let plan = Loaded::<DeletionPlan>::default();
    let phase = RwSignal::new(Phase::Planning(None));
    let place = StoredValue::new((region.clone(), id.clone()));
    let owner = Owner::current();
    let client = StoredValue::new(use_connected().client);
    let replan = Callback::new(move |()| {
        let load = || {
            let (region, id) = place.get_value();
            let client = client.get_value();
            plan.load(async move { client.deletion_plan(&region, &PlanTarget::Cluster(id)).await });
        };
        // Under this page's owner, not the clicked element's: its end aborts the requests.
        if let Some(owner) = &owner {
            owner.with(load);
        }
    });
    replan.run(());

    let crumbs = vec![
        Crumb { text: "Clusters".into(), href: Route::Clusters.href() },
        Crumb {
            text: id.clone(),
            href: Route::Cluster(Place::new(&region, &id), Tab::Overview).href(),
        },
    ];
    let name =
        move || plan.value.get().and_then(|plan| plan.resource.name.clone()).unwrap_or_default();
    let heading = view! { <h1>"Delete cluster "{live(name)}</h1> };
    let subtitle = view! { <Copyable text=id what="cluster id"/><span>{region}</span> };
    let actions = live(move || {
        matches!(phase.get(), Phase::Planning(_)).then(|| {
            let words = ("Plan again", "Planning…");
            refresh_button(move || plan.loading.get(), move || replan.run(()), words)
        })
    });
    view! {
        {page_header(crumbs, heading.into_any(), subtitle.into_any(), actions)}
        <div class="deletion page-part">
            {live(move || match (phase.get(), whereabouts(plan, place)) {
                (Phase::Tracking { certain }, _) => view! { <Tracker place certain phase replan/> }.into_any(),
                (_, Whereabouts::Loading) => view! { <Skeleton what="the deletion plan"/> }.into_any(),
                (_, Whereabouts::Running | Whereabouts::Over) => view! { <Tracker place certain=true phase replan/> }.into_any(),
                (_, Whereabouts::Absent) => absent(),
                (_, Whereabouts::Unreadable(error)) => error_view(&error, "The deletion could not be planned".to_owned(), Some(replan)),
                (Phase::Planning(refused), Whereabouts::Planned(plan)) => view! {
                    {refused.map(|error| view! { <Refusal error/> })}
                    <PlanView plan phase replan/>
                }.into_any(),
            })}
        </div>
    }
}

/// What the newest plan tells about the cluster.
#[derive(Debug, Clone, PartialEq)]
enum Whereabouts {
    /// Nothing yet.
    Loading,
    /// A plan, of a cluster that is there.
    Planned(Arc<DeletionPlan>),
    /// The deletion runs.
    Running,
    /// The deletion is over: DELETED, or absent and sent from this browser.
    Over,
    /// No such cluster, and no deletion that we know of.
    Absent,
    /// The plan could not be made.
    Unreadable(Arc<ApiError>),
}

fn whereabouts(plan: Loaded<DeletionPlan>, place: StoredValue<(String, String)>) -> Whereabouts {
    if let Some(error) = plan.error.get() {
        let gone = error.code == ErrorCode::CloudHsmResourceNotFound.as_str()
            || error.code == code::NOT_FOUND;
        let sent = place.with_value(|(region, id)| deletion_sent_at(region, id)).is_some();
        return match (gone, sent) {
            (true, true) => Whereabouts::Over,
            (true, false) => Whereabouts::Absent,
            (false, _) => Whereabouts::Unreadable(error),
        };
    }
    let Some(plan) = plan.value.get() else { return Whereabouts::Loading };
    let blocked_by = |code| plan.blockers.iter().any(|blocker| blocker.code == code);
    if blocked_by(BlockerCode::DeletionInProgress) {
        Whereabouts::Running
    } else if blocked_by(BlockerCode::AlreadyDeleted) {
        Whereabouts::Over
    } else {
        Whereabouts::Planned(plan)
    }
}

fn absent() -> AnyView {
    let words = "AWS does not list it in this region: it may have been deleted before.";
    empty("There is no such cluster", words.to_owned(), link_to_clusters())
}
