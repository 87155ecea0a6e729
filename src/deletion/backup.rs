//! `/regions/{region}/backups/{id}/delete`: deleting a backup through the guard, and the days in which
//! it can be restored.

use std::sync::Arc;

use backend_api::{ApiError, BlockerCode, DeletionPlan};
use cloudhsm_api::{Backup, BackupState, Operation};
use leptos::prelude::*;

use super::frame::{Head, frame};
use crate::{
    api::{Client, PlanTarget},
    components::{
        CodeBlock, Shape, Value, backup_state, card, clusters_crumb, copyable_or, empty,
        facts_card, link_to_clusters, set_title_of, text_or, when_or,
    },
    guarded::plan::{
        confirmation::{ConfirmPlan, Words},
        page::{Known, PlanPage, RefreshLabel, Texts},
        plain_blockers::plain_blockers,
        request::request,
        warnings::to_know,
    },
    route::{Place, Route, Step, Tab},
    state::use_connected,
};

impl Known {
    /// It is deleted, and can be restored.
    fn is_deleted(&self) -> bool {
        self.plan.blockers.iter().any(|it| it.code == BlockerCode::DeletionInProgress)
    }
}

/// The page of one backup's deletion.
#[component]
pub fn BackupPage(place: Place) -> impl IntoView {
    set_title_of("Delete backup", &place.id);
    let page = PlanPage::open(place, &[Operation::DeleteBackup, Operation::RestoreBackup], look);
    let known = page.known.value;
    // Nothing is left to be planned of what is deleted; it may have been restored meanwhile.
    let refresh = Memo::new(move |_| {
        let is_gone = page.known.error.with(Option::is_some)
            || known.get().is_some_and(|known| known.is_deleted());
        if is_gone { RefreshLabel::Page } else { RefreshLabel::Plan }
    });
    let heading = view! { <h1>"Delete backup"</h1> }.into_any();
    let head = Head { crumbs: vec![clusters_crumb()], heading, id: "backup ID", refresh };
    let texts = Texts {
        loading: "the deletion plan",
        unreadable: "Couldn’t plan the deletion",
        nothing: "Nothing was deleted",
        absent,
    };
    frame(page, head, texts, body)
}

fn absent(_: &ApiError) -> AnyView {
    let words = "AWS doesn’t list it in this region. It may have been purged.";
    empty("Backup not found", words.to_owned(), link_to_clusters())
}

async fn look(client: Client, place: Place) -> Result<Known, ApiError> {
    let target = PlanTarget::Backup(place.id.clone());
    let plan = Arc::new(client.deletion_plan(&place.region, &target).await?);
    let listed = match &plan.resource.cluster_id {
        Some(cluster) => client.backups(&place.region, Some(cluster)).await?,
        None => Vec::new(),
    };
    let backup = listed.into_iter().find(|backup| backup.backup_id == place.id);
    Ok(Known { plan, backup })
}

fn body(known: &Known, page: PlanPage) -> AnyView {
    let plan = &known.plan;
    if known.is_deleted() {
        return view! { {about(known)}{restore(known)} }.into_any();
    }
    let words = Words {
        action: "Delete this backup".to_owned(),
        shape: Shape::Bin,
        doing: "Deleting",
        id: "ID of the backup",
        ids: "ID of backup",
        name: "name of the backup",
        nothing: "Nothing was deleted",
        is_grave: true,
    };
    let on_outcome = page.on_outcome("AWS accepted the deletion of the backup");
    let confirm = plan.blockers.is_empty().then(|| {
        view! { <ConfirmPlan plan=Arc::clone(plan) words on_outcome replan=page.again/> }
    });
    let cluster = cluster_place(known);
    let undo = card("How to restore it", view! {
        <p>"You can restore the backup for 7 days, here or with the AWS CLI. After that, AWS purges it."</p>
        {restore_command(plan)}
    }.into_any());
    view! {
        {about(known)}
        {plain_blockers(plan.blockers.iter(), &cluster)}
        {to_know("Before you delete", &plan.warnings, &cluster)}
        {undo}
        {request(plan)}
        {confirm}
    }
    .into_any()
}

fn cluster_place(known: &Known) -> Place {
    let cluster = known.plan.resource.cluster_id.clone().unwrap_or_default();
    Place::new(&known.plan.region, cluster)
}

/// The backend's own command that restores the backup.
fn restore_command(plan: &DeletionPlan) -> AnyView {
    let command = plan.undo.as_ref().map(|undo| undo.request.cli.clone());
    command
        .map(|text| {
            view! { <CodeBlock text what="command that restores the backup" wrap=true/> }.into_any()
        })
        .into_any()
}

fn about(known: &Known) -> AnyView {
    let nothing = Backup::default();
    let backup = known.backup.as_ref().unwrap_or(&nothing);
    let resource = &known.plan.resource;
    let cluster = match &resource.cluster_id {
        Some(id) if known.plan.cluster.is_some() => {
            let href = Route::Cluster(Place::new(&known.plan.region, id), Tab::Backups).href();
            Value::View(view! { <a href=href><code>{id.clone()}</code></a> }.into_any())
        }
        id => Value::Row(vec![
            copyable_or(id.as_deref(), "cluster ID", "–"),
            Value::Note("deleted: this backup may be the only copy of its keys".to_owned()),
        ]),
    };
    let others = known.plan.survivors.iter();
    let ready = others.filter(|it| it.state == Some(BackupState::Ready)).count();
    let mut pairs = vec![
        ("Backup ID", Value::Code(resource.id.clone())),
        ("Name", text_or(resource.name.as_deref(), "–")),
        ("State", backup_state(backup.backup_state.as_ref())),
        ("Created", when_or(backup.create_timestamp.as_ref(), "–")),
        ("Cluster", cluster),
        ("Other READY backups of the cluster", Value::Text(ready.to_string())),
        ("HSM type", text_or(backup.hsm_type.as_deref(), "–")),
    ];
    if let Some(purge) = &backup.delete_timestamp {
        pairs.push(("Purge date", Value::When(purge.clone())));
    }
    facts_card("The backup", pairs)
}

/// It is deleted, and can be restored.
fn restore(known: &Known) -> AnyView {
    let until = known.backup.as_ref().and_then(|backup| backup.delete_timestamp.clone());
    let until = when_or(until.as_ref(), "7 days after it was deleted").view();
    let place = Place::new(&known.plan.region, &known.plan.resource.id);
    let href = Route::Change(place, Step::RestoreBackup).href();
    let link = if use_connected().session.allows(Operation::RestoreBackup) {
        view! { <a class="button primary" href=href>"Restore this backup…"</a> }.into_any()
    } else {
        view! { <p class="small">"This backend doesn’t allow RestoreBackup."</p> }.into_any()
    };
    let content = view! {
        <p>"The backup is deleted. You can restore it until "{until}". After that, AWS purges it."</p>
        {restore_command(&known.plan)}
        <div>{link}</div>
    };
    card("You can still restore it", content.into_any())
}
