//! Removing the HSMs of a cluster, one by one, each through its own plan and permit.

use std::sync::Arc;

use backend_api::{ApiError, DeletionPlan};
use cloudhsm_api::{Hsm, HsmState};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::{
    confirm::{Confirm, Outcome},
    plan_view::warnings,
    refusal::Refusal,
    track::pause_millis,
};
use crate::{
    api::PlanTarget,
    components::{
        CodeBlock, Icon, NoticeKind, Shape, Skeleton, attr, error_view, hsm_state, live, notice,
    },
    state::{Loaded, spawn_scoped, use_connected, use_connection},
};

/// The HSMs of a plan's cluster, each with its own deletion.
#[component]
pub fn HsmRemoval(plan: Arc<DeletionPlan>, replan: Callback<()>) -> impl IntoView {
    let hsms = hsms_of(&plan);
    let cluster_id = plan.resource.id.clone();
    // One at a time: the HSM whose plan is open.
    let open = RwSignal::new(None::<String>);
    let any_going = hsms.iter().any(is_going);
    if any_going {
        wait_for_change(Arc::clone(&plan), open, replan);
    }
    let rows: Vec<_> = hsms
        .iter()
        .map(|hsm| {
            let going = is_going(hsm);
            let id = StoredValue::new(hsm.hsm_id.clone());
            let zone = hsm.availability_zone.clone().unwrap_or_default();
            let is_open = move || open.get().is_some_and(|open| id.with_value(|id| *id == open));
            let target = PlanTarget::Hsm { cluster_id: cluster_id.clone(), hsm_id: hsm.hsm_id.clone() };
            let region = plan.region.clone();
            let message = hsm.state_message.clone().filter(|text| !text.is_empty());
            view! {
                <li>
                    <code>{hsm.hsm_id.clone()}</code>
                    {hsm_state(hsm.state.as_ref()).view()}
                    <span class="soft">{zone}</span>
                    {message.map(|text| view! { <span class="small">{text}</span> })}
                    {(!going).then(|| view! {
                        <button type="button" class="button danger push" aria-expanded={attr(move || is_open().to_string())}
                            aria-label={attr(move || format!("Delete HSM {}…", id.get_value()))}
                            on:click=move |_| {
                                let next = (!is_open()).then(|| id.get_value());
                                open.set(next);
                            }>
                            <Icon shape=Shape::Bin/>"Delete HSM…"
                        </button>
                    })}
                </li>
                {live(move || is_open().then(|| view! {
                    <li class="inset"><HsmPlan region=region.clone() target=target.clone() open replan/></li>
                }))}
            }
        })
        .collect();
    view! { <ul class="hsm-list">{rows}</ul> }
}

fn hsms_of(plan: &DeletionPlan) -> &[Hsm] {
    plan.cluster.as_ref().map(|cluster| cluster.hsms.as_slice()).unwrap_or_default()
}

fn is_going(hsm: &Hsm) -> bool {
    hsm.state == Some(HsmState::DeleteInProgress)
}

/// Looks at the cluster until its HSMs are other than planned, then plans again; not while somebody
/// is about to confirm another HSM, because a new plan would take that away.
fn wait_for_change(plan: Arc<DeletionPlan>, open: RwSignal<Option<String>>, replan: Callback<()>) {
    let client = use_connected().client;
    let connection = use_connection();
    let (region, id) = (plan.region.clone(), plan.resource.id.clone());
    spawn_scoped(async move {
        for look in 0.. {
            TimeoutFuture::new(pause_millis(look)).await;
            if open.with_untracked(Option::is_some) {
                continue;
            }
            match client.cluster(&region, &id).await {
                Ok(Some(cluster)) if cluster.hsms == hsms_of(&plan) => {}
                Ok(_) => return replan.run(()),
                // Nothing to change on screen: the next look may succeed.
                Err(error) => connection.notice(&error),
            }
        }
    });
}

/// The plan of one HSM's deletion, and its confirmation.
#[component]
fn HsmPlan(
    region: String,
    target: PlanTarget,
    open: RwSignal<Option<String>>,
    replan: Callback<()>,
) -> impl IntoView {
    let plan = Loaded::<DeletionPlan>::default();
    let refused = RwSignal::new(None::<Arc<ApiError>>);
    let client = StoredValue::new(use_connected().client);
    let place = StoredValue::new((region, target));
    let owner = Owner::current();
    let load = Callback::new(move |()| {
        let load = || {
            let (region, target) = place.get_value();
            let client = client.get_value();
            plan.load(async move { client.deletion_plan(&region, &target).await });
        };
        if let Some(owner) = &owner {
            owner.with(load);
        }
    });
    load.run(());
    let sent = Callback::new(move |outcome: Outcome| match outcome {
        // Whether it was accepted or the answer was lost: the cluster's own plan, read afresh,
        // tells what is there now.
        Outcome::Accepted | Outcome::Unknown => {
            open.set(None);
            replan.run(());
        }
        Outcome::Refused(error) => {
            refused.set(Some(error));
            load.run(());
        }
    });
    view! {
        {live(move || refused.get().map(|error| view! { <Refusal error/> }))}
        {live(move || plan.error.with(|error| error.as_ref().map(|error| error_view(error, "The HSM’s deletion could not be planned".to_owned(), Some(load)))))}
        {live(move || match plan.value.get() {
            None if plan.loading.get() => view! { <Skeleton what="the HSM’s deletion plan"/> }.into_any(),
            None => ().into_any(),
            Some(plan) => {
                let blockers: Vec<_> = plan.blockers.clone().into_iter().map(|blocker| view! {
                    {notice(NoticeKind::Danger, None, view! {<p>{blocker.message}</p>}.into_any())}
                }).collect();
                let to_know: Vec<_> =
                    plan.warnings.iter().filter(|warning| !warning.acknowledge).cloned().collect();
                let cli = plan.request.cli.clone();
                let confirm = plan.permit.clone().filter(|_| plan.blockers.is_empty()).map(|permit| view! {
                    <Confirm plan=Arc::clone(&plan) permit what="HSM" sent replan=load/>
                });
                view! {
                    {blockers}
                    {warnings(&to_know)}
                    <CodeBlock text=cli what="AWS CLI command" wrap=true/>
                    {confirm}
                }.into_any()
            }
        })}
    }
}
