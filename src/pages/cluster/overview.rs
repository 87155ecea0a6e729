//! What the cluster is and how it does: every member that is not a list of its own.

use std::sync::Arc;

use cloudhsm_api::{Backup, Cluster, Secret};
use leptos::prelude::*;

use super::findings::{Severity, findings};
use crate::{
    components::{
        ClusterStateBadge, CodeBlock, CopyButton, Copyable, Icon, Shape, copyable_or, fact,
        missing, text_or, when_or, word_or,
    },
    state::Loaded,
};

/// The tab.
#[component]
pub fn Overview(
    region: String,
    cluster: Arc<Cluster>,
    backups: Loaded<Vec<Backup>>,
) -> impl IntoView {
    let for_findings = Arc::clone(&cluster);
    let c = Arc::clone(&cluster);
    let retention = match &c.backup_retention_policy {
        None => None,
        Some(policy) => match policy.days() {
            Some(days) => Some(format!("{days} days")),
            None => Some(
                [policy.value.as_deref(), policy.r#type.as_deref()]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
        },
    };
    let extra = (!c.extra.is_empty()).then(|| {
        let text = serde_json::to_string_pretty(&c.extra).unwrap_or_default();
        view! {
            <section class="card">
                <h2>"Other members"</h2>
                <p class="soft">"AWS returned these too; this version of the console does not know them."</p>
                <CodeBlock text what="other members"/>
            </section>
        }
    });
    view! {
        <Findings cluster=for_findings backups/>
        <div class="cards">
            <section class="card">
                <h2>"Identity and state"</h2>
                <dl class="facts">
                    {fact("Cluster ID", view! { <Copyable text=c.cluster_id.clone() what="cluster id"/> })}
                    {fact("Name", text_or(c.name(), "no Name tag"))}
                    {fact("State", view! { <ClusterStateBadge state=c.state.clone()/> })}
                    {fact("State message", text_or(c.state_message.as_deref(), "none"))}
                    {fact("Region", region)}
                    {fact("Created", when_or(c.create_timestamp.as_ref(), "not told"))}
                </dl>
            </section>
            <section class="card">
                <h2>"HSM type and mode"</h2>
                <dl class="facts">
                    {fact("HSM type", text_or(c.hsm_type.as_deref(), "not told"))}
                    {fact("Mode", word_or(c.mode.as_ref(), "not told"))}
                    {fact("Rollback of HSM type until", when_or(c.hsm_type_rollback_expiration.as_ref(), "no change to roll back"))}
                    {fact("HSMs", c.hsms.len())}
                </dl>
            </section>
            <section class="card">
                <h2>"Network"</h2>
                <dl class="facts">
                    {fact("VPC", copyable_or(c.vpc_id.as_deref(), "VPC id", "not told"))}
                    {fact("Security group", copyable_or(c.security_group.as_deref(), "security group id", "not told"))}
                    {fact("Network type", word_or(c.network_type.as_ref(), "not told"))}
                    {fact("Availability Zones", text_or(Some(&c.subnet_mapping.keys().cloned().collect::<Vec<_>>().join(", ")), "no subnet mapping"))}
                </dl>
            </section>
            <section class="card">
                <h2>"Backups and origin"</h2>
                <dl class="facts">
                    {fact("Backup policy", text_or(c.backup_policy.as_deref(), "not told"))}
                    {fact("Backup retention", text_or(retention.as_deref(), "no policy told"))}
                    {fact("Created from backup", copyable_or(c.source_backup_id.as_deref(), "backup id", "not from a backup"))}
                    {fact("Pre-Crypto Officer password", match &c.pre_co_password {
                            Some(secret) => view! { <MaskedSecret secret=secret.clone()/> }.into_any(),
                            None => missing("none: AWS tells it only before initialization"),
                        })}
                </dl>
            </section>
        </div>
        {extra}
    }
}

/// What is wrong, gravest first.
#[component]
fn Findings(cluster: Arc<Cluster>, backups: Loaded<Vec<Backup>>) -> impl IntoView {
    move || {
        let backups = backups.value.get();
        let found = findings(&cluster, backups.as_deref().map(Vec::as_slice));
        (!found.is_empty()).then(|| {
            let items: Vec<_> = found
                .into_iter()
                .map(|finding| {
                    let (class, shape, word) = match finding.severity {
                        Severity::Bad => ("bad", Shape::Stop, "Problem: "),
                        Severity::Warn => ("warn", Shape::Alert, "Risk: "),
                        Severity::Info => ("info", Shape::Info, "To do: "),
                    };
                    view! {
                        <li>
                            <span class=class><Icon shape/></span>
                            <div>
                                <p><span class="visually-hidden">{word}</span><strong>{finding.fact}</strong></p>
                                <p class="soft">{finding.advice}</p>
                            </div>
                        </li>
                    }
                })
                .collect();
            view! {
                <section class="card">
                    <h2>"What to look at"</h2>
                    <ul class="findings">{items}</ul>
                </section>
            }
        })
    }
}

/// A secret that is in the page only while a person looks at it, and for ten seconds at most.
#[component]
fn MaskedSecret(secret: Secret) -> impl IntoView {
    let shown = RwSignal::new(false);
    let secret = StoredValue::new(secret);
    let reveal = move |_| {
        shown.set(!shown.get_untracked());
        // The page may be gone by then.
        let hide = move || {
            shown.try_set(false);
        };
        set_timeout(hide, std::time::Duration::from_secs(10));
    };
    view! {
        {move || if shown.get() {
            let text = secret.with_value(|secret| secret.expose().to_owned());
            view! { <code>{text.clone()}</code><CopyButton text what="password"/> }.into_any()
        } else {
            view! { <code aria-label="hidden">"••••••••"</code> }.into_any()
        }}
        <button type="button" class="button" on:click=reveal>
            <Icon shape=Shape::Eye/>{move || if shown.get() { "Hide" } else { "Show for 10 seconds" }}
        </button>
    }
}
