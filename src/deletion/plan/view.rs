//! The plan: what will be deleted, what blocks it, what is lost, what survives, and what exactly will be
//! sent.

use std::sync::Arc;

use backend_api::DeletionPlan;
use leptos::prelude::*;

use super::{
    blockers::Blockers, retirement::retirement, survivors::survivors,
    target_summary::target_summary, watch::Watch,
};
use crate::{
    components::Shape,
    deletion::{NOTHING, Page},
    guarded::plan::{
        confirmation::{ConfirmPlan, Words},
        request::request,
        send::Outcome,
        warnings::to_know,
    },
    route::Place,
    state::forget_attempt,
};

/// A plan of a cluster's deletion.
#[component]
pub fn PlanView(plan: Arc<DeletionPlan>, page: Page) -> impl IntoView {
    let can_confirm = plan.permit.is_some() && plan.blockers.is_empty();
    let busy = Signal::derive(move || can_confirm || page.asking.with(|ids| !ids.is_empty()));
    let place = Place::new(&plan.region, &plan.resource.id);
    let confirm = can_confirm.then(|| {
        let words = Words {
            action: "Delete this cluster".to_owned(),
            shape: Shape::Bin,
            doing: "Deleting",
            id: "ID of the cluster",
            ids: "ID of cluster",
            name: "name of the cluster",
            nothing: NOTHING,
            is_grave: true,
        };
        let on_outcome =
            Arc::new(move |plan: &DeletionPlan, outcome| on_outcome(page, plan, outcome));
        view! { <ConfirmPlan plan=Arc::clone(&plan) words on_outcome replan=page.replan/> }
    });
    view! {
        <Watch plan=Arc::clone(&plan) page busy/>
        // What has to be done first comes first.
        <Blockers plan=Arc::clone(&plan) page/>
        <div class="decision">
            <div class="told">
                {target_summary(&plan)}
                {to_know("Before you delete", &plan.warnings, &place)}
                {survivors(&plan)}
                {retirement(&plan)}
                {request(&plan)}
            </div>
            {confirm}
        </div>
    }
}

/// Shows what came of it, if the page is still there.
fn on_outcome(page: Page, plan: &DeletionPlan, outcome: Outcome) {
    if page.phase.try_get_untracked().is_none() {
        if matches!(outcome, Outcome::Refused(_)) {
            forget_attempt(&plan.region, &plan.resource.id);
        }
        return;
    }
    page.came_of(plan, outcome);
}
