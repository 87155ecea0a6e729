//! `/regions/{region}/clusters/{id}/delete`: the guarded deletion.
//!
//! The page shows a plan that the backend made and carries a person's confirmation to it. What may
//! be deleted is decided there, not here.

mod backup;
mod blockers;
mod confirm;
mod confirm_plan;
mod doomed;
mod hsms;
mod loss;
mod origin;
mod outcome;
mod picture;
mod plan_page;
mod plan_view;
mod protection;
mod refusal;
mod rehearsal;
mod request;
mod standing;
mod survivors;
mod track;
mod tracker;
mod warnings;
mod watch;
mod whereabouts;

use std::sync::Arc;

use backend_api::{ApiError, DeletionPlan};
use leptos::prelude::*;

pub use self::{backup::BackupPage, protection::ProtectionPage};
use self::{
    hsms::{Removal, RemovalView},
    plan_page::{PLAN, REFRESH},
    plan_view::PlanView,
    refusal::Refusal,
    track::Known,
    tracker::Tracker,
    whereabouts::{Whereabouts, whereabouts},
};
use crate::{
    api::PlanTarget,
    components::{
        Copyable, Crumb, Skeleton, empty, error_view, link_to_clusters, live, page_header,
        refresh_button, set_title,
    },
    focus::focus_soon,
    route::{Place, Route, Tab},
    state::{Loaded, forget_deletion, sent_deletion, under_owner, use_connected},
};

/// How far this page is.
#[derive(Debug, Clone)]
enum Phase {
    /// The plan shows; with what was refused before, if anything.
    Planning(Option<Arc<ApiError>>),
    /// HSMs are being deleted, one after the other.
    Removing(Arc<Removal>),
    /// The deletion was sent, or may have been; with the error that leaves it open.
    Tracking(Known, Option<Arc<ApiError>>),
}

/// What all parts of the page work on.
#[derive(Debug, Clone, Copy)]
struct Page {
    /// Region and cluster.
    place: StoredValue<(String, String)>,
    plan: Loaded<DeletionPlan>,
    phase: RwSignal<Phase>,
    /// Makes the plan anew, under the page's own owner.
    replan: Callback<()>,
}

/// The id of the part that shows how a deletion goes on.
const PROGRESS: &str = "progress-of-the-deletion";

impl Page {
    /// On to what follows a confirmation. What had the focus is gone, and with it the place in the
    /// page of who can't see it: the new part takes it.
    fn goes_on(self, next: Phase) {
        self.phase.set(next);
        focus_soon(PROGRESS.to_owned());
    }

    /// Back to the plan, after something was refused. The old plan is over: it must not be
    /// confirmed again while the new one is on its way.
    fn refused(self, error: Arc<ApiError>) {
        self.plan.value.set(None);
        match error.plan.as_ref().and_then(|plan| plan.read().ok()) {
            Some(plan) => self.plan.value.set(Some(Arc::new(plan))),
            None => self.replan.run(()),
        }
        self.phase.set(Phase::Planning(Some(error)));
    }

    /// Back to the plan, as if nothing had been sent.
    fn start_again(self) {
        self.place.with_value(|(region, id)| forget_deletion(region, id));
        self.plan.value.set(None);
        self.replan.run(());
        self.phase.set(Phase::Planning(None));
    }
}

/// The page of one cluster's deletion.
#[component]
pub fn DeletionPage(place: Place) -> impl IntoView {
    let Place { region, id } = place;
    set_title("Delete cluster");
    let plan = Loaded::<DeletionPlan>::default();
    // Sent before, in this tab or another one: that goes on, and no plan is asked for.
    let phase = match sent_deletion(&region, &id) {
        Some(sent) if sent.accepted => Phase::Tracking(Known::Accepted, None),
        Some(_) => Phase::Tracking(Known::Sent, None),
        None => Phase::Planning(None),
    };
    let is_planning = matches!(phase, Phase::Planning(_));
    let place = StoredValue::new((region.clone(), id.clone()));
    let client = StoredValue::new(use_connected().client);
    let replan = under_owner(move |()| {
        let (region, id) = place.get_value();
        let client = client.get_value();
        plan.load(async move { client.deletion_plan(&region, &PlanTarget::Cluster(id)).await });
    });
    let page = Page { place, plan, phase: RwSignal::new(phase), replan };
    if is_planning {
        replan.run(());
    }

    let crumbs = vec![
        Crumb { text: "Clusters".into(), href: Route::Clusters.href() },
        Crumb {
            text: id.clone(),
            href: Route::Cluster(Place::new(&region, &id), Tab::Overview).href(),
        },
    ];
    let name =
        move || plan.value.get().and_then(|plan| plan.resource.name.clone()).unwrap_or_default();
    let heading = view! { <h1>"Delete cluster "<bdi>{live(name)}</bdi></h1> };
    let subtitle = view! { <Copyable text=id what="cluster id"/><span>{region}</span> };
    // A memo, so that the button keeps the focus when a plan is followed by another.
    let words = Memo::new(move |_| {
        let is_planning = page.phase.with(|phase| matches!(phase, Phase::Planning(_)));
        match whereabouts(plan) {
            _ if !is_planning => None,
            // The tracker looks by itself.
            Whereabouts::Running | Whereabouts::Over => None,
            Whereabouts::Absent => Some(REFRESH),
            _ => Some(PLAN),
        }
    });
    let actions = live(move || {
        let button =
            |words| refresh_button(move || plan.loading.get(), move || replan.run(()), words);
        words.get().map(button)
    });
    view! {
        {page_header(crumbs, heading.into_any(), subtitle.into_any(), actions)}
        <div class="deletion page-part">
            {live(move || match page.phase.get() {
                Phase::Tracking(known, error) => view! { <Tracker page known error/> }.into_any(),
                Phase::Removing(removal) => view! { <RemovalView page removal/> }.into_any(),
                Phase::Planning(refused) => planning(page, refused),
            })}
        </div>
    }
}

/// The newest plan, or why there is none.
fn planning(page: Page, refused: Option<Arc<ApiError>>) -> AnyView {
    let told = refused.map(|error| view! { <Refusal error/> });
    let body = live(move || match whereabouts(page.plan) {
        Whereabouts::Loading => view! { <Skeleton what="the deletion plan"/> }.into_any(),
        Whereabouts::Running => view! { <Tracker page known=Known::Seen error=None/> }.into_any(),
        Whereabouts::Over => view! { <Tracker page known=Known::Seen error=None/> }.into_any(),
        Whereabouts::Absent => absent(page),
        Whereabouts::Unreadable(error) => {
            error_view(&error, "The deletion could not be planned".to_owned(), Some(page.replan))
        }
        Whereabouts::Planned(plan) => view! { <PlanView plan page/> }.into_any(),
    });
    view! { {told}{body} }.into_any()
}

fn absent(page: Page) -> AnyView {
    let words = "AWS does not list it in this region.";
    let told = origin::told(page, "The audit log of this backend knows of no deletion of it.");
    let action = view! { {told}{link_to_clusters()} };
    empty("There is no such cluster", words.to_owned(), action.into_any())
}
