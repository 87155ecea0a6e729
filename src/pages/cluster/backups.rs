//! The cluster's backups, and until when each stays.

use std::sync::Arc;

use backend_api::BackupExpiry;
use cloudhsm_api::{Backup, Cluster};
use leptos::prelude::*;

use super::expiry::{expiry, last_ready, ready_first};
use crate::{
    components::{
        BackupStateBadge, Copyable, ErrorView, Skeleton, When, copyable_or, fact, missing, text_or,
        when_or, word_or,
    },
    state::Loaded,
};

/// The tab.
#[component]
pub fn Backups(cluster: Arc<Cluster>, backups: Loaded<Vec<Backup>>) -> impl IntoView {
    move || {
        let error = backups
            .error
            .get()
            .map(|error| view! { <ErrorView error title="The backups could not be read"/> });
        let list = match backups.value.get() {
            Some(all) if all.is_empty() => view! {
                <div class="empty">
                    <h2>"No backups"</h2>
                    <p>"AWS backs a cluster up once it is ACTIVE, and before it deletes the last HSM of an ACTIVE cluster."</p>
                </div>
            }
            .into_any(),
            Some(all) => {
                let last = last_ready(&all).map(str::to_owned);
                ready_first(&all)
                    .into_iter()
                    .map(|backup| {
                        let is_last = last.as_deref() == Some(backup.backup_id.as_str());
                        view! { <BackupCard backup cluster=Arc::clone(&cluster) is_last/> }
                    })
                    .collect_view()
                    .into_any()
            }
            None if backups.loading.get() => view! { <Skeleton what="backups"/> }.into_any(),
            None => ().into_any(),
        };
        view! { {error}{list} }
    }
}

#[component]
fn BackupCard(backup: Backup, cluster: Arc<Cluster>, is_last: bool) -> impl IntoView {
    let expiry = expiry(&backup, &cluster, is_last);
    let never = match backup.never_expires {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not told",
    };
    let tags: Vec<_> =
        backup.tag_list.iter().map(|tag| format!("{}={}", tag.key, tag.value)).collect();
    let extra = (!backup.extra.is_empty())
        .then(|| serde_json::to_string(&backup.extra).unwrap_or_default());
    view! {
        <section class="card">
            <div class="card-head">
                <h2><Copyable text=backup.backup_id.clone() what="backup id"/></h2>
                <span class="title-line">
                    {is_last.then(|| view! { <span class="badge">"newest READY: what a deletion would leave"</span> })}
                    <BackupStateBadge state=backup.backup_state.clone()/>
                </span>
            </div>
            <dl class="facts">
                {fact("Created", when_or(backup.create_timestamp.as_ref(), "not told"))}
                {fact("Kept until", view! { <Expiry expiry/> })}
                {fact("Never expires", never)}
                {fact("HSM type", text_or(backup.hsm_type.as_deref(), "not told"))}
                {fact("Mode", word_or(backup.mode.as_ref(), "not told"))}
                {fact("Cluster", copyable_or(backup.cluster_id.as_deref(), "cluster id", "not told"))}
                {fact("Copied", when_or(backup.copy_timestamp.as_ref(), "not a copy"))}
                {fact("Source region", text_or(backup.source_region.as_deref(), "not a copy"))}
                {fact("Source backup", copyable_or(backup.source_backup.as_deref(), "backup id", "not a copy"))}
                {fact("Source cluster", copyable_or(backup.source_cluster.as_deref(), "cluster id", "not a copy"))}
                {fact("Deleted for good", when_or(backup.delete_timestamp.as_ref(), "not deleted"))}
                {fact("Tags", text_or(Some(&tags.join(", ")), "none"))}
                {fact("ARN", copyable_or(backup.backup_arn.as_deref(), "backup ARN", "not told"))}
                {extra.map(|text| view! { {fact("Other members", view! { <code class="break">{text}</code> })} })}
            </dl>
        </section>
    }
}

/// Until when, and by which rule.
#[component]
pub fn Expiry(expiry: BackupExpiry) -> impl IntoView {
    match expiry {
        BackupExpiry::NeverExpires => "for good: NeverExpires is set".into_any(),
        BackupExpiry::LastBackup => {
            "for as long as it is the newest: AWS never expires a cluster’s last backup".into_any()
        }
        BackupExpiry::Retention { expires_at, days } => view! {
            <When time=expires_at/><span class="small soft">{format!("retention of {days} days")}</span>
        }
        .into_any(),
        BackupExpiry::PendingDeletion { delete_timestamp: Some(time) } => {
            view! { <When time/><span class="small soft">"deleted; it can be restored until then"</span> }.into_any()
        }
        BackupExpiry::PendingDeletion { delete_timestamp: None } => {
            "7 days after it was deleted; AWS tells no time".into_any()
        }
        BackupExpiry::Unknown => missing("not known: AWS tells no retention for it"),
    }
}
