//! The plan: what will be destroyed, what stands in the way, what is lost, what survives, and what
//! exactly will be sent.

use std::sync::Arc;

use backend_api::{Confirmation, DeletionPlan, Permit};
use leptos::prelude::*;

use super::{
    Page, Phase,
    blockers::blockers,
    confirm::{Answer, Confirm, Field, Question, Step},
    doomed::doomed,
    outcome::Outcome,
    rehearsal::Rehearsal,
    request::request,
    survivors::survivors,
    track::Known,
    warnings::warnings,
    watch::watch,
};
use crate::{
    components::card,
    route::Place,
    state::{note_accepted, remember_deletion, spawn_detached, use_connected, use_connection},
};

/// A plan of a cluster's deletion.
#[component]
pub fn PlanView(plan: Arc<DeletionPlan>, page: Page) -> impl IntoView {
    // The HSMs that somebody is about to confirm the deletion of.
    let asking = RwSignal::new(Vec::<String>::new());
    let can_confirm = plan.permit.is_some() && plan.blockers.is_empty();
    let busy = Signal::derive(move || can_confirm || asking.with(|ids| !ids.is_empty()));
    let place = Place::new(&plan.region, &plan.resource.id);
    let to_know = (!plan.warnings.is_empty())
        .then(|| card("What to know first", warnings(&plan.warnings, &place)));
    let confirm = plan.permit.clone().filter(|_| can_confirm).map(|permit| {
        view! { <ConfirmCluster plan=Arc::clone(&plan) permit page/> }
    });
    view! {
        {watch(&plan, page, busy)}
        {doomed(&plan)}
        {blockers(&plan, page, asking)}
        {to_know}
        {survivors(&plan)}
        {request(&plan)}
        {confirm}
    }
}

#[component]
fn ConfirmCluster(plan: Arc<DeletionPlan>, permit: Permit, page: Page) -> impl IntoView {
    let field =
        |what: &str, expected: &str| Field { what: what.to_owned(), expected: expected.to_owned() };
    let mut fields = vec![field("id of the cluster", &plan.type_to_confirm)];
    fields.extend(plan.name_to_confirm.as_deref().map(|name| field("name of the cluster", name)));
    let question = Question {
        action: "Delete this cluster".to_owned(),
        doing: "Deleting",
        fields,
        losses: plan.warnings.iter().filter(|warning| warning.acknowledge).cloned().collect(),
        valid_for_seconds: permit.valid_for_seconds,
    };
    let step = RwSignal::new(Step::Asking);
    let rehearsal = Rehearsal::default();
    let stored = StoredValue::new((Arc::clone(&plan), permit));
    let client = StoredValue::new(use_connected().client);
    let connection = use_connection();
    let owner = Owner::current();
    let rehearse = Callback::new(move |answer| {
        let (plan, permit) = stored.get_value();
        if let Some(owner) = &owner {
            owner.with(|| rehearsal.run(plan, permit, confirmation(answer), step));
        }
    });
    let go = Callback::new(move |answer| {
        let (plan, permit) = stored.get_value();
        let client = client.get_value();
        remember_deletion(&plan.region, &plan.resource.id);
        // Not bound to this page: leaving it must not cut off an answer that is on its way.
        spawn_detached(async move {
            let sending = (&*plan, &permit);
            let confirmation = confirmation(answer);
            let outcome = Outcome::of_sending(&client, connection, sending, &confirmation).await;
            settle(&plan, page, outcome);
        });
    });
    view! {
        <Confirm question step go rehearse=Some(rehearse) replan=page.replan/>
        {rehearsal.view(plan)}
    }
}

fn confirmation(answer: Answer) -> Confirmation {
    let mut typed = answer.typed.into_iter();
    Confirmation {
        typed: typed.next().unwrap_or_default(),
        typed_name: typed.next(),
        acknowledged: answer.acknowledged,
    }
}

/// Notes what came of it, and shows it if the page is still there.
fn settle(plan: &DeletionPlan, page: Page, outcome: Outcome) {
    let (region, id) = (&plan.region, &plan.resource.id);
    let here = page.phase.try_get_untracked().is_some();
    match outcome {
        Outcome::Accepted => {
            note_accepted(region, id);
            let _ = page.phase.try_set(Phase::Tracking(Known::Accepted, None));
        }
        Outcome::Unknown(error) => {
            let _ = page.phase.try_set(Phase::Tracking(Known::Sent, Some(error)));
        }
        Outcome::Refused(error) => {
            crate::state::forget_deletion(region, id);
            if here {
                page.refused(error);
            }
        }
    }
}
