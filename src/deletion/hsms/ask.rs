//! The plan of the chosen HSMs, and its confirmation.

use std::sync::Arc;

use backend_api::DeletionPlan;
use cloudhsm_api::ClusterState;
use leptos::prelude::*;

use crate::{
    api::PlanTarget,
    components::{CodeBlock, Shape, Skeleton, error_view},
    deletion::{NOTHING, Page},
    guarded::plan::{
        confirmation::{ConfirmPlan, Words},
        plain_blockers::plain_blockers,
        send::Outcome,
        warnings::warnings,
    },
    route::Place,
    state::{Loaded, under_owner, use_connected},
};

/// Asks for the confirmation of these HSMs' deletion.
#[component]
pub(super) fn Ask(ids: Vec<String>, page: Page) -> impl IntoView {
    let plan = Loaded::<DeletionPlan>::default();
    let client = StoredValue::new(use_connected().client);
    let target = {
        let (_, cluster_id) = page.place.get_value();
        StoredValue::new(match ids.as_slice() {
            [only] => PlanTarget::Hsm { cluster_id, hsm_id: only.clone() },
            _ => PlanTarget::Hsms { cluster_id, hsm_ids: ids },
        })
    };
    let load = under_owner(move |()| {
        let (region, _) = page.place.get_value();
        let (client, target) = (client.get_value(), target.get_value());
        plan.load(async move { client.deletion_plan(&region, &target).await });
    });
    load.run(());
    let close = move |_| page.asking.set(Vec::new());
    view! {
        <div class="inset">
            {move || plan.error.get().map(|error| {
                error_view(&error, "Couldn’t plan the deletion of the HSMs".to_owned(), Some(load))
            })}
            {move || match plan.value.get() {
                None if plan.loading.get() => view! { <Skeleton what="the plan"/> }.into_any(),
                None => ().into_any(),
                Some(plan) => view! { <AskAbout plan page load/> }.into_any(),
            }}
            <div><button type="button" class="button" on:click=close>"Close"</button></div>
        </div>
    }
}

/// What a plan says, and its confirmation.
#[component]
fn AskAbout(plan: Arc<DeletionPlan>, page: Page, load: Callback<()>) -> impl IntoView {
    let (region, cluster_id) = page.place.get_value();
    let place = Place::new(&region, &cluster_id);
    let count = ids(&plan).count();
    let confirm = (plan.blockers.is_empty() && plan.permit.is_some()).then(|| {
        let words = Words {
            action: match count {
                1 => "Delete this HSM".to_owned(),
                many => format!("Delete these {many} HSMs"),
            },
            shape: Shape::Bin,
            doing: "Deleting",
            id: "ID of the HSM",
            ids: "ID of HSM",
            name: "name of the cluster",
            nothing: NOTHING,
            is_grave: true,
        };
        let on_outcome =
            Arc::new(move |plan: &DeletionPlan, outcome| on_outcome(page, plan, outcome));
        view! { <ConfirmPlan plan=Arc::clone(&plan) words on_outcome replan=load/> }
    });
    view! {
        {plain_blockers(plan.blockers.iter(), &place)}
        {procedure(count, &plan)}
        {warnings(&plan.warnings, &place)}
        <CodeBlock text=plan.request.cli.clone() what="AWS CLI commands" wrap=true/>
        {confirm}
    }
}

/// The HSMs of a plan.
fn ids(plan: &DeletionPlan) -> impl Iterator<Item = &str> {
    plan.type_to_confirm.split(' ')
}

/// Shows what came of it, if the page is still there.
fn on_outcome(page: Page, plan: &DeletionPlan, outcome: Outcome) {
    if page.phase.try_get_untracked().is_none() {
        return;
    }
    page.came_of(plan, outcome);
}

/// How it goes, before anybody confirms it.
fn procedure(count: usize, plan: &DeletionPlan) -> impl IntoView + use<> {
    let is_active = plan.cluster.as_ref().is_some_and(|it| it.state == Some(ClusterState::Active));
    let order = (count > 1).then_some(
        "HSMs are deleted one at a time. If one fails, the rest are kept. You can stop in between. The backend does it: you can close this page. ",
    );
    let backup = is_active.then_some(
        "AWS backs up an ACTIVE cluster before it deletes an HSM. After the last one, this page waits for that backup and shows it.",
    );
    view! { <p>{order}{backup}</p> }
}
