//! The plan: what will be deleted, what blocks it, what is lost, what survives, and what exactly will be
//! sent.

use std::sync::Arc;

use backend_api::DeletionPlan;
use leptos::prelude::*;

use super::{
    asked::{asked, by_cloudhsm},
    blockers::Blockers,
    loss::Loss,
    part::{Plan, part},
    retirement::retirement,
    survivors::survivors,
    target_summary::target_summary,
    waiting::waiting,
    watch::Watch,
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

/// A plan of a cluster's deletion. Those that follow it as it fills in are drawn where it is.
#[component]
pub fn PlanView(plan: Arc<DeletionPlan>, page: Page) -> impl IntoView {
    let first = StoredValue::new(Arc::clone(&plan));
    let now = Signal::derive(move || {
        let is_same = |it: &Plan| first.with_value(|first| first.planned_at == it.planned_at);
        page.plan.value.get().filter(is_same).unwrap_or_else(|| first.get_value())
    });
    let busy = Signal::derive(move || {
        now.with(|plan| plan.permit.is_some()) || page.asking.with(|ids| !ids.is_empty())
    });
    let place = Place::new(&plan.region, &plan.resource.id);
    let is_free = plan.blockers.is_empty();
    let is_open = is_free && (plan.permit.is_some() || plan.asking().next().is_some());
    // Beside what blocks; where nothing does, what will be deleted comes first.
    let (near, below) =
        if is_free { (None, Some(asked(&plan, now))) } else { (Some(asked(&plan, now)), None) };
    view! {
        <Watch plan=Arc::clone(&plan) page busy/>
        // What has to be done first comes first.
        <Blockers plan=Arc::clone(&plan) page/>
        {near}
        <div class="decision">
            <div class="told">
                {part(now, loses_other, |plan| target_summary(&plan))}
                {below}
                {part(now, warns_other, move |plan| {
                    to_know("Before you delete", &by_cloudhsm(&plan), &place)
                })}
                {survivors(&plan)}
                {request(&plan)}
                // Last, because it opens when a key store turns out to come first.
                {part(now, retires_other, |plan| retirement(&plan))}
            </div>
            {is_open.then(|| part(now, is_other, move |plan| decide(plan, page)))}
        </div>
    }
}

fn is_other(old: Option<&Plan>, new: Option<&Plan>) -> bool {
    old != new
}

fn loses_other(old: Option<&Plan>, new: Option<&Plan>) -> bool {
    old.map(|it| Loss::of(it)) != new.map(|it| Loss::of(it))
}

fn warns_other(old: Option<&Plan>, new: Option<&Plan>) -> bool {
    old.map(|it| by_cloudhsm(it)) != new.map(|it| by_cloudhsm(it))
}

fn retires_other(old: Option<&Plan>, new: Option<&Plan>) -> bool {
    old.map(|it| &it.retirement) != new.map(|it| &it.retirement)
}

/// The confirmation; before that, what it waits for; or what came to block it.
fn decide(plan: Arc<DeletionPlan>, page: Page) -> AnyView {
    if !plan.blockers.is_empty() {
        return view! { <div class="decide"><Blockers plan page/></div> }.into_any();
    }
    if plan.permit.is_none() {
        return waiting(&plan);
    }
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
    let on_outcome = Arc::new(move |plan: &DeletionPlan, outcome| on_outcome(page, plan, outcome));
    view! { <ConfirmPlan plan words on_outcome replan=page.replan/> }.into_any()
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
