//! The plan: what will be destroyed, what stands in the way, what is lost, what survives, and what
//! exactly will be sent.

use std::sync::Arc;

use backend_api::{DeletionPlan, Permit, SurvivingBackup, Warning};
use cloudhsm_api::{BackupState, Cluster};
use leptos::prelude::*;

use super::{Phase, blockers::Blockers, confirm::Confirm};
use crate::{
    components::{
        CodeBlock, Severity, Value, backup_state, card, cluster_state, data_table, facts_card,
        finding_list, text_or, when_or,
    },
    pages::cluster::kept_until,
    state::forget_deletion,
};

/// A plan of a cluster's deletion.
#[component]
pub fn PlanView(
    plan: Arc<DeletionPlan>,
    phase: RwSignal<Phase>,
    replan: Callback<()>,
) -> impl IntoView {
    let blocked = !plan.blockers.is_empty();
    let confirm = plan.permit.clone().filter(|_| !blocked).map(|permit| {
        view! { <ConfirmCluster plan=Arc::clone(&plan) permit phase replan/> }
    });
    let to_know =
        (!plan.warnings.is_empty()).then(|| card("What to know first", warnings(&plan.warnings)));
    view! {
        {doomed(&plan)}
        {blocked.then(|| view! { <Blockers plan=Arc::clone(&plan) replan/> })}
        {to_know}
        {survivors(&plan)}
        {request(&plan)}
        {confirm}
    }
}

#[component]
fn ConfirmCluster(
    plan: Arc<DeletionPlan>,
    permit: Permit,
    phase: RwSignal<Phase>,
    replan: Callback<()>,
) -> impl IntoView {
    let place = StoredValue::new((plan.region.clone(), plan.resource.id.clone()));
    let sent = Callback::new(move |outcome: super::confirm::Outcome| match outcome {
        super::confirm::Outcome::Accepted => phase.set(Phase::Tracking { certain: true }),
        super::confirm::Outcome::Unknown => phase.set(Phase::Tracking { certain: false }),
        super::confirm::Outcome::Refused(error) => {
            place.with_value(|(region, id)| forget_deletion(region, id));
            phase.set(Phase::Planning(Some(error)));
            replan.run(());
        }
    });
    view! { <Confirm plan permit what="cluster" sent replan/> }
}

/// What will be destroyed, by name.
fn doomed(plan: &DeletionPlan) -> AnyView {
    let nothing = Cluster::default();
    let cluster = plan.cluster.as_deref().unwrap_or(&nothing);
    let tags: Vec<_> =
        cluster.tag_list.iter().map(|tag| [&*tag.key, "=", &tag.value].concat()).collect();
    let pairs = vec![
        ("Cluster ID", Value::Code(plan.resource.id.clone())),
        ("Name", text_or(plan.resource.name.as_deref(), "no Name tag")),
        ("Region", Value::Text(plan.region.clone())),
        ("State", cluster_state(cluster.state.as_ref())),
        ("HSMs", Value::Text(cluster.hsms.len().to_string())),
        ("HSM type", text_or(cluster.hsm_type.as_deref(), "not told")),
        ("VPC", text_or(cluster.vpc_id.as_deref(), "not told")),
        ("Created", when_or(cluster.create_timestamp.as_ref(), "not told")),
        ("Tags", text_or(Some(&tags.join(", ")), "none")),
    ];
    facts_card("What will be destroyed", pairs)
}

/// What the deletion loses, or what to know before.
pub(super) fn warnings(warnings: &[Warning]) -> AnyView {
    let items = warnings.iter().map(|warning| {
        let (severity, word) =
            if warning.acknowledge { (Severity::Bad, "Loss") } else { (Severity::Info, "To know") };
        (severity, word, warning.message.clone(), warning.subjects.join(", "))
    });
    finding_list(items.collect())
}

fn survivors(plan: &DeletionPlan) -> AnyView {
    let ready = |backup: &&SurvivingBackup| backup.state == Some(BackupState::Ready);
    let restore = plan.survivors.iter().find(ready).map(|backup| {
        let command = format!(
            "aws cloudhsmv2 create-cluster --region {} --source-backup-id {} --hsm-type HSM_TYPE --subnet-ids SUBNET_ID …",
            plan.region, backup.backup_id
        );
        view! {
            <p>"To come back, create a cluster from a backup:"</p>
            <CodeBlock text=command what="command to recreate the cluster" wrap=true/>
        }
    });
    let list = if plan.survivors.is_empty() {
        view! { <p><strong>"Nothing. "</strong>"AWS lists no backup of this cluster."</p> }
            .into_any()
    } else {
        let rows = plan.survivors.iter().map(survivor).collect();
        let columns = &["Backup", "State", "Created", "Kept until"];
        data_table("Backups that survive, newest first", columns, rows)
    };
    card("What survives", view! { {list}{restore} }.into_any())
}

fn survivor(backup: &SurvivingBackup) -> Vec<Value> {
    vec![
        Value::Code(backup.backup_id.clone()),
        backup_state(backup.state.as_ref()),
        when_or(backup.create_timestamp.as_ref(), "not told"),
        kept_until(backup.expiry.clone()),
    ]
}

/// The exact request, and the same for the AWS CLI.
fn request(plan: &DeletionPlan) -> AnyView {
    let request = &plan.request;
    let body = request.body.to_string();
    let text = format!("POST {}\nX-Amz-Target: {}\n\n{body}", request.url, request.target);
    let content = view! {
        <CodeBlock text what="request to AWS" wrap=true/>
        <p class="soft small">"The same as a command of the AWS CLI, which has no guard:"</p>
        <CodeBlock text=request.cli.clone() what="AWS CLI command" wrap=true/>
    };
    card("What will be sent", content.into_any())
}
