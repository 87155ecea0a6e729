//! The plans of the chosen HSMs, and their confirmation.

use std::sync::Arc;

use backend_api::{ApiError, DeletionPlan, LastHsm, Warning, WarningCode};
use cloudhsm_api::{Cluster, ClusterState};
use leptos::prelude::*;

use super::run::{Chosen, Removal};
use crate::{
    api::{Client, PlanTarget},
    components::{CodeBlock, Skeleton, error_view, live},
    pages::deletion::{
        Page, Phase,
        blockers::plain_blockers,
        confirm::{Answer, Confirm, Field, Question, Step},
        warnings::warnings,
    },
    route::Place,
    state::{Loaded, under_owner, use_connected},
};

/// Asks for the confirmation of these HSMs' deletion.
#[component]
pub(super) fn Ask(
    ids: Vec<String>,
    cluster: Arc<DeletionPlan>,
    page: Page,
    asking: RwSignal<Vec<String>>,
) -> impl IntoView {
    let plans = Loaded::<Vec<DeletionPlan>>::default();
    let client = StoredValue::new(use_connected().client);
    let ids = StoredValue::new(ids);
    let load = under_owner(move |()| {
        let (region, cluster_id) = page.place.get_value();
        plans.load(all(client.get_value(), region, cluster_id, ids.get_value()));
    });
    load.run(());
    let close = move |_| asking.set(Vec::new());
    view! {
        <div class="inset">
            {live(move || plans.error.get().map(|error| error_view(&error, "The deletion of the HSMs could not be planned".to_owned(), Some(load))))}
            {live(move || match plans.value.get() {
                None if plans.loading.get() => view! { <Skeleton what="the plan"/> }.into_any(),
                None => ().into_any(),
                Some(plans) => question(&plans, &cluster, page, load),
            })}
            <div><button type="button" class="button" on:click=close>"Keep them"</button></div>
        </div>
    }
}

async fn all(
    client: Client,
    region: String,
    cluster_id: String,
    ids: Vec<String>,
) -> Result<Vec<DeletionPlan>, ApiError> {
    let mut plans = Vec::new();
    for hsm_id in ids {
        let target = PlanTarget::Hsm { cluster_id: cluster_id.clone(), hsm_id };
        plans.push(client.deletion_plan(&region, &target).await?);
    }
    Ok(plans)
}

fn question(
    plans: &Arc<Vec<DeletionPlan>>,
    cluster: &Arc<DeletionPlan>,
    page: Page,
    load: Callback<()>,
) -> AnyView {
    let place = Place::new(&cluster.region, &cluster.resource.id);
    let told = together(plans, cluster.cluster.as_deref());
    let commands: Vec<_> = plans.iter().map(|plan| plan.request.cli.as_str()).collect();
    let commands = commands.join("\n");
    let confirm = plans
        .iter()
        .all(|plan| plan.blockers.is_empty() && plan.permit.is_some())
        .then(|| confirm(plans, cluster, page, load, &told));
    view! {
        {plain_blockers(plans.iter().flat_map(|plan| &plan.blockers))}
        {procedure(plans.len(), cluster)}
        {warnings(&told, &place)}
        <CodeBlock text=commands what="AWS CLI commands" wrap=true/>
        {confirm}
    }
    .into_any()
}

/// How it goes, before anybody confirms it.
fn procedure(count: usize, cluster: &DeletionPlan) -> AnyView {
    let is_active =
        cluster.cluster.as_ref().is_some_and(|it| it.state == Some(ClusterState::Active));
    let order = (count > 1).then_some(
        "One after the other, each planned anew with a permit of its own. If one fails, the rest stays. You can stop between two. ",
    );
    let backup = is_active.then_some(
        "The cluster is ACTIVE, so AWS makes a backup before it deletes an HSM; after the last one, the console waits for that backup and shows it.",
    );
    view! { <p>{order}{backup}</p> }.into_any()
}

fn confirm(
    plans: &Arc<Vec<DeletionPlan>>,
    cluster: &Arc<DeletionPlan>,
    page: Page,
    load: Callback<()>,
    told: &[Warning],
) -> AnyView {
    let single = plans.len() == 1;
    let fields = plans.iter().enumerate().map(|(index, plan)| Field {
        what: if single { "id of the HSM".to_owned() } else { format!("id of HSM {}", index + 1) },
        expected: plan.type_to_confirm.clone(),
    });
    let permits = plans.iter().filter_map(|plan| plan.permit.as_ref());
    let question = Question {
        action: if single {
            "Delete this HSM".to_owned()
        } else {
            format!("Delete these {} HSMs", plans.len())
        },
        doing: "Deleting",
        fields: fields.collect(),
        losses: told.iter().filter(|warning| warning.acknowledge).cloned().collect(),
        valid_for_seconds: permits.map(|permit| permit.valid_for_seconds).min().unwrap_or(0),
    };
    let (plans, cluster) = (Arc::clone(plans), Arc::clone(cluster));
    let go = Callback::new(move |answer: Answer| {
        let removal = Removal::new(&plans, &cluster, answer);
        page.goes_on(Phase::Removing(Arc::new(removal)));
    });
    let step = RwSignal::new(Step::Asking);
    view! { <Confirm question step go rehearse=None replan=load/> }.into_any()
}

/// The warnings of all plans, each once, and what only all of them together lose: each plan counts
/// the other HSMs as still there.
fn together(plans: &[DeletionPlan], cluster: Option<&Cluster>) -> Vec<Warning> {
    let ids: Vec<&str> = plans.iter().map(|plan| plan.resource.id.as_str()).collect();
    let mut told: Vec<Warning> = Vec::new();
    let of_plans = plans.iter().flat_map(|plan| &plan.warnings);
    let is_without_keys = of_plans.clone().any(|it| it.code == WarningCode::NotInitialized);
    if ids.len() > 1 && !is_without_keys {
        told.extend(cluster.and_then(|it| LastHsm::of(it, &ids)).map(LastHsm::warning));
    }
    let is_told = told.iter().any(|it| it.code == WarningCode::LastHsm);
    for warning in of_plans.filter(|it| !is_told || it.code != WarningCode::LastHsm) {
        match told.iter_mut().find(|it| it.code == warning.code && it.message == warning.message) {
            None => told.push(warning.clone()),
            Some(same) => {
                for subject in &warning.subjects {
                    if !same.subjects.contains(subject) {
                        same.subjects.push(subject.clone());
                    }
                }
            }
        }
    }
    let loses = |warning: &&Warning| warning.acknowledge;
    let (first, rest): (Vec<_>, Vec<_>) = told.iter().partition(loses);
    first.into_iter().chain(rest).cloned().collect()
}

impl Removal {
    /// What was confirmed.
    fn new(plans: &[DeletionPlan], cluster: &DeletionPlan, answer: Answer) -> Self {
        let there = cluster.cluster.as_deref();
        let zone_of = |id: &str| {
            let hsm = there?.hsms.iter().find(|hsm| hsm.hsm_id == id)?;
            hsm.availability_zone.clone()
        };
        let chosen = plans.iter().zip(answer.typed).map(|(plan, typed)| Chosen {
            id: plan.resource.id.clone(),
            zone: zone_of(&plan.resource.id).unwrap_or_default(),
            typed,
        });
        Self {
            region: cluster.region.clone(),
            cluster_id: cluster.resource.id.clone(),
            chosen: chosen.collect(),
            acknowledged: answer.acknowledged,
            first: plans.first().cloned().unwrap_or_default(),
            backups: cluster.survivors.iter().map(|it| it.backup_id.clone()).collect(),
            is_active: there.is_some_and(|it| it.state == Some(ClusterState::Active)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::Resource;
    use cloudhsm_api::{Hsm, HsmState};

    #[test]
    fn each_warning_is_told_once_and_losses_first() {
        let warning = |code, subject: &str, acknowledge| Warning {
            code,
            message: "m".into(),
            subjects: vec![subject.into()],
            acknowledge,
        };
        let plan = |warnings| DeletionPlan { warnings, ..DeletionPlan::default() };
        let told = together(
            &[
                plan(vec![warning(WarningCode::InTransition, "x", false)]),
                plan(vec![
                    warning(WarningCode::ProductionTag, "env=prod", true),
                    warning(WarningCode::InTransition, "y", false),
                ]),
            ],
            None,
        );
        let told: Vec<_> = told.iter().map(|it| (it.code, it.subjects.join(","))).collect();
        assert_eq!(
            told,
            [
                (WarningCode::ProductionTag, "env=prod".to_owned()),
                (WarningCode::InTransition, "x,y".to_owned())
            ]
        );
    }

    #[test]
    fn what_all_of_them_lose_together_is_acknowledged_at_once() {
        let hsm = |id: &str, state| Hsm { hsm_id: id.into(), state: Some(state), ..Hsm::default() };
        let cluster = Cluster {
            hsms: vec![hsm("hsm-1", HsmState::Active), hsm("hsm-2", HsmState::Active)],
            ..Cluster::default()
        };
        let plan = |id: &str| DeletionPlan {
            resource: Resource { id: id.into(), ..Resource::default() },
            ..DeletionPlan::default()
        };
        let both = together(&[plan("hsm-1"), plan("hsm-2")], Some(&cluster));
        let codes: Vec<_> = both.iter().map(|it| (it.code, it.acknowledge)).collect();
        assert_eq!(codes, [(WarningCode::LastHsm, true)]);
        assert!(together(&[plan("hsm-1")], Some(&cluster)).is_empty(), "its plan says it itself");
    }
}
