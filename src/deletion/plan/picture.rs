//! A picture of what is deleted and what is kept: the cluster with its zones and HSMs, its backups beside it.
//!
//! Made of elements and not of a drawing, so that it can be read by everyone and on every screen.

use backend_api::{DeletionPlan, SurvivingBackup};
use cloudhsm_api::{BackupState, Cluster, Zone};
use leptos::prelude::*;

use crate::components::{Icon, Shape, backup_state, hsm_state};

/// More than anybody looks at one by one.
const MOST_BACKUPS: usize = 6;

pub(in crate::deletion) fn picture(plan: &DeletionPlan) -> impl IntoView + use<> {
    let nothing = Cluster::default();
    let cluster = plan.cluster.as_deref().unwrap_or(&nothing);
    let title = plan.resource.name.clone().unwrap_or_else(|| plan.resource.id.clone());
    let zones: Vec<_> = cluster.zones().iter().map(zone_view).collect();
    let backups: Vec<_> = plan.survivors.iter().take(MOST_BACKUPS).map(backup_view).collect();
    let more = plan.survivors.len().saturating_sub(MOST_BACKUPS);
    let stays = if backups.is_empty() {
        view! { <p class="none">"Nothing is kept. AWS lists no backups."</p> }.into_any()
    } else {
        view! {
            <ul>{backups}</ul>
            {(more > 0).then(|| view! { <p class="small soft">"and "{more}" more, in the table below"</p> }.into_any())}
        }
        .into_any()
    };
    view! {
        <div class="picture">
            <section class="goes" aria-label="Deleted">
                <h3><Icon shape=Shape::Bin/>"Deleted: "<bdi>{title}</bdi></h3>
                <ul class="zones">{zones}</ul>
            </section>
            <section class="stays" aria-label="Kept">
                <h3><Icon shape=Shape::Shield/>"Kept: backups"</h3>
                {stays}
            </section>
        </div>
    }
}

fn zone_view(zone: &Zone<'_>) -> impl IntoView + use<> {
    let name = if zone.name.is_empty() { "Unknown zone" } else { zone.name }.to_owned();
    let hsms: Vec<_> = zone
        .hsms
        .iter()
        .map(|hsm| {
            view! { <li><code>{hsm.hsm_id.clone()}</code>{hsm_state(hsm.state.as_ref()).view()}</li> }
        })
        .collect();
    let content = if hsms.is_empty() {
        view! { <p class="none">"No HSM"</p> }.into_any()
    } else {
        view! { <ul>{hsms}</ul> }.into_any()
    };
    view! { <li><span class="small soft">{name}</span>{content}</li> }
}

fn backup_view(backup: &SurvivingBackup) -> impl IntoView + use<> {
    let class = if backup.state == Some(BackupState::Ready) { "ready" } else { "" };
    view! {
        <li class=class><code>{backup.backup_id.clone()}</code>{backup_state(backup.state.as_ref()).view()}</li>
    }
}
