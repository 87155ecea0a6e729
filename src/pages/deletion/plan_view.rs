//! The plan: what will be destroyed, what stands in the way, what is lost, what survives, and what
//! exactly will be sent.

use std::sync::Arc;

use backend_api::{DeletionPlan, Permit, SurvivingBackup, Warning};
use leptos::prelude::*;

use super::{Phase, blockers::Blockers, confirm::Confirm};
use crate::{
    components::{
        BackupStateBadge, ClusterStateBadge, CodeBlock, Icon, Shape, When, fact, missing, text_or,
    },
    pages::cluster::Expiry,
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
    view! {
        <Doomed plan=Arc::clone(&plan)/>
        {blocked.then(|| view! { <Blockers plan=Arc::clone(&plan) replan/> })}
        <Warnings warnings=plan.warnings.clone()/>
        <Survivors survivors=plan.survivors.clone() region=plan.region.clone()/>
        <Request plan=Arc::clone(&plan)/>
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
            phase.set(Phase::Planning(Some(Arc::new(error))));
            replan.run(());
        }
    });
    view! { <Confirm plan permit what="cluster" sent replan/> }
}

/// What will be destroyed, by name.
#[component]
fn Doomed(plan: Arc<DeletionPlan>) -> impl IntoView {
    let cluster = plan.cluster.clone().unwrap_or_default();
    let tags: Vec<_> =
        cluster.tag_list.iter().map(|tag| format!("{}={}", tag.key, tag.value)).collect();
    view! {
        <section class="card">
            <h2>"What will be destroyed"</h2>
            <dl class="facts">
                {fact("Cluster ID", view! { <code>{plan.resource.id.clone()}</code> })}
                {fact("Name", text_or(plan.resource.name.as_deref(), "no Name tag"))}
                {fact("Region", plan.region.clone())}
                {fact("State", view! { <ClusterStateBadge state=cluster.state.clone()/> })}
                {fact("HSMs", cluster.hsms.len())}
                {fact("HSM type", text_or(cluster.hsm_type.as_deref(), "not told"))}
                {fact("VPC", text_or(cluster.vpc_id.as_deref(), "not told"))}
                {fact("Created", match cluster.create_timestamp.clone() {
                        Some(time) => view! { <When time/> }.into_any(),
                        None => missing("not told"),
                    })}
                {fact("Tags", text_or(Some(&tags.join(", ")), "none"))}
            </dl>
        </section>
    }
}

#[component]
fn Warnings(warnings: Vec<Warning>) -> impl IntoView {
    (!warnings.is_empty()).then(|| {
        let items: Vec<_> = warnings
            .into_iter()
            .map(|warning| {
                let (class, shape, word) = if warning.acknowledge {
                    ("bad", Shape::Alert, "Loss: ")
                } else {
                    ("info", Shape::Info, "To know: ")
                };
                view! {
                    <li>
                        <span class=class><Icon shape/></span>
                        <div>
                            <p><span class="visually-hidden">{word}</span>{warning.message}</p>
                            {(!warning.subjects.is_empty()).then(|| view! {
                                <p class="small soft break">{warning.subjects.join(", ")}</p>
                            })}
                        </div>
                    </li>
                }
            })
            .collect();
        view! {
            <section class="card">
                <h2>"What to know first"</h2>
                <ul class="findings">{items}</ul>
            </section>
        }
    })
}

#[component]
fn Survivors(survivors: Vec<SurvivingBackup>, region: String) -> impl IntoView {
    let restore = survivors
        .iter()
        .find(|backup| backup.state == Some(cloudhsm_api::BackupState::Ready))
        .map(|backup| {
            let command = format!(
                "aws cloudhsmv2 create-cluster --region {region} --source-backup-id {} --hsm-type HSM_TYPE --subnet-ids SUBNET_ID …",
                backup.backup_id
            );
            view! {
                <p>"To come back, create a cluster from a backup:"</p>
                <CodeBlock text=command what="command to recreate the cluster" wrap=true/>
            }
        });
    let list = if survivors.is_empty() {
        view! { <p><strong>"Nothing. "</strong>"AWS lists no backup of this cluster."</p> }
            .into_any()
    } else {
        let rows: Vec<_> = survivors.into_iter().map(survivor).collect();
        view! {
            <div class="table-frame">
                <table class="table stacks">
                    <caption class="visually-hidden">"Backups that survive, newest first"</caption>
                    <thead><tr><th scope="col">"Backup"</th><th scope="col">"State"</th><th scope="col">"Created"</th><th scope="col">"Kept until"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { <section class="card"><h2>"What survives"</h2>{list}{restore}</section> }
}

fn survivor(backup: SurvivingBackup) -> impl IntoView {
    view! {
        <tr>
            <th scope="row"><code>{backup.backup_id}</code></th>
            <td data-label="State"><BackupStateBadge state=backup.state/></td>
            <td data-label="Created">
                {match backup.create_timestamp {
                    Some(time) => view! { <When time/> }.into_any(),
                    None => missing("not told"),
                }}
            </td>
            <td data-label="Kept until"><Expiry expiry=backup.expiry/></td>
        </tr>
    }
}

/// The exact request, and the same for the AWS CLI.
#[component]
fn Request(plan: Arc<DeletionPlan>) -> impl IntoView {
    let request = &plan.request;
    let body = serde_json::to_string(&request.body).unwrap_or_default();
    let text = format!("POST {}\nX-Amz-Target: {}\n\n{body}", request.url, request.target);
    view! {
        <section class="card">
            <h2>"What will be sent"</h2>
            <CodeBlock text what="request to AWS" wrap=true/>
            <p class="soft small">"The same as a command of the AWS CLI, which has no guard:"</p>
            <CodeBlock text=request.cli.clone() what="AWS CLI command" wrap=true/>
        </section>
    }
}
