//! The plan: what will be destroyed, what stands in the way, what is lost, what survives, and what
//! exactly will be sent.

use std::sync::Arc;

use backend_api::DeletionPlan;
use leptos::prelude::*;

use super::{
    Page, Phase,
    blockers::blockers,
    confirm_plan::{ConfirmPlan, Words},
    doomed::doomed,
    outcome::Outcome,
    request::request,
    survivors::survivors,
    track::Known,
    warnings::to_know,
    watch::watch,
};
use crate::{
    route::Place,
    state::{forget_deletion, note_accepted},
};

/// A plan of a cluster's deletion.
#[component]
pub fn PlanView(plan: Arc<DeletionPlan>, page: Page) -> impl IntoView {
    // The HSMs that somebody is about to confirm the deletion of.
    let asking = RwSignal::new(Vec::<String>::new());
    let can_confirm = plan.permit.is_some() && plan.blockers.is_empty();
    let busy = Signal::derive(move || can_confirm || asking.with(|ids| !ids.is_empty()));
    let place = Place::new(&plan.region, &plan.resource.id);
    let confirm = can_confirm.then(|| {
        let words = Words {
            action: "Delete this cluster",
            doing: "Deleting",
            id: "id of the cluster",
            name: "name of the cluster",
        };
        let settle = Arc::new(move |plan: &DeletionPlan, outcome| settle(page, plan, outcome));
        view! { <ConfirmPlan plan=Arc::clone(&plan) words settle replan=page.replan/> }
    });
    view! {
        {watch(&plan, page, busy)}
        {doomed(&plan)}
        {blockers(&plan, page, asking)}
        {to_know(&plan.warnings, &place)}
        {survivors(&plan)}
        {request(&plan)}
        {confirm}
    }
}

/// Notes what came of it, and shows it if the page is still there.
fn settle(page: Page, plan: &DeletionPlan, outcome: Outcome) {
    let (region, id) = (&plan.region, &plan.resource.id);
    let next = match outcome {
        Outcome::Accepted => {
            note_accepted(region, id);
            Phase::Tracking(Known::Accepted, None)
        }
        Outcome::Unknown(error) => Phase::Tracking(Known::Sent, Some(error)),
        Outcome::Refused(error) => {
            forget_deletion(region, id);
            if page.phase.try_get_untracked().is_some() {
                page.refused(error);
            }
            return;
        }
    };
    // Nobody looks at a page that is gone.
    if page.phase.try_get_untracked().is_some() {
        page.goes_on(next);
    }
}
