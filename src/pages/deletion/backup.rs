//! `/regions/{region}/backups/{id}/delete`: deleting a backup through the guard, and the days in which
//! it can be restored.

use std::sync::Arc;

use backend_api::{ApiError, BlockerCode, DeletionPlan, code};
use cloudhsm_api::{Backup, BackupState, Operation};
use leptos::prelude::*;

use super::{
    confirm_plan::{ConfirmPlan, Words},
    outcome::Outcome,
    refusal::Refusal,
    request::request,
    warnings::warnings,
};
use crate::{
    api::{Client, PlanTarget},
    components::{
        CodeBlock, Copyable, Crumb, NoticeKind, Skeleton, Value, backup_state, card, copyable_or,
        empty, error_view, facts_card, link_to_clusters, live, notice, page_header, refresh_button,
        set_title, text_or, when_or,
    },
    route::{Place, Route, Tab},
    state::{Loaded, spawn_scoped, use_connected, use_connection},
};

/// What is known about the backup.
#[derive(Debug)]
struct Known {
    plan: Arc<DeletionPlan>,
    /// As its cluster's backups are listed; `None` where that does not show it.
    backup: Option<Backup>,
}

/// What came of the newest thing that was asked for.
#[derive(Debug, Clone)]
enum Told {
    Nothing,
    Deleted,
    Restored,
    Open(Arc<ApiError>),
    Refused(Arc<ApiError>),
    NotRestored(Arc<ApiError>),
}

#[derive(Debug, Clone, Copy)]
struct Page {
    place: StoredValue<Place>,
    known: Loaded<Known>,
    told: RwSignal<Told>,
    again: Callback<()>,
}

/// The page of one backup's deletion.
#[component]
pub fn BackupPage(place: Place) -> impl IntoView {
    set_title("Delete backup");
    let known = Loaded::<Known>::default();
    let client = StoredValue::new(use_connected().client);
    let Place { region, id } = place.clone();
    let place = StoredValue::new(place);
    let owner = Owner::current();
    let again = Callback::new(move |()| {
        if let Some(owner) = &owner {
            owner.with(|| known.load(look(client.get_value(), place.get_value())));
        }
    });
    again.run(());
    let page = Page { place, known, told: RwSignal::new(Told::Nothing), again };
    let crumbs = vec![Crumb { text: "Clusters".into(), href: Route::Clusters.href() }];
    let heading = view! { <h1>"Delete backup"</h1> };
    let subtitle = view! { <Copyable text=id what="backup id"/><span>{region}</span> };
    let loading = known.loading;
    let actions =
        refresh_button(move || loading.get(), move || again.run(()), ("Plan again", "Planning…"));
    view! {
        {page_header(crumbs, heading.into_any(), subtitle.into_any(), actions)}
        <div class="deletion page-part">
            {live(move || told(page.told.get()))}
            {live(move || match (known.error.get(), known.value.get()) {
                (Some(error), _) if error.code == code::RESOURCE_NOT_FOUND => {
                    let words = "AWS does not list it in this region: it may be gone for good.";
                    empty("There is no such backup", words.to_owned(), link_to_clusters())
                }
                (Some(error), _) => error_view(&error, "The deletion could not be planned".to_owned(), Some(again)),
                (None, Some(known)) => body(&known, page),
                (None, None) => view! { <Skeleton what="the deletion plan"/> }.into_any(),
            })}
        </div>
    }
}

async fn look(client: Client, place: Place) -> Result<Known, ApiError> {
    let target = PlanTarget::Backup(place.id.clone());
    let plan = Arc::new(client.deletion_plan(&place.region, &target).await?);
    let listed = match &plan.resource.cluster_id {
        Some(cluster) => client.backups(&place.region, cluster).await?,
        None => Vec::new(),
    };
    let backup = listed.into_iter().find(|backup| backup.backup_id == place.id);
    Ok(Known { plan, backup })
}

fn body(known: &Known, page: Page) -> AnyView {
    let plan = &known.plan;
    let blocked_by = |code| plan.blockers.iter().any(|blocker| blocker.code == code);
    if blocked_by(BlockerCode::DeletionInProgress) {
        return view! { {about(known)}{restore(known, page)} }.into_any();
    }
    let blockers: Vec<_> = plan
        .blockers
        .iter()
        .map(|blocker| {
            let words = view! { <p>{blocker.message.clone()}</p> };
            notice(NoticeKind::Danger, None, words.into_any())
        })
        .collect();
    let place = cluster_place(known, page);
    let to_know = (!plan.warnings.is_empty())
        .then(|| card("What to know first", warnings(&plan.warnings, &place)));
    let words = Words {
        action: "Delete this backup",
        doing: "Deleting",
        id: "id of the backup",
        name: "name of the backup",
    };
    let settle = Arc::new(move |_: &DeletionPlan, outcome| {
        let told = match outcome {
            Outcome::Accepted => Told::Deleted,
            Outcome::Unknown(error) => Told::Open(error),
            Outcome::Refused(error) => Told::Refused(error),
        };
        if page.told.try_set(told).is_none() {
            // What is there now, not what the answer promised.
            page.known.value.set(None);
            page.again.run(());
        }
    });
    let confirm = plan.blockers.is_empty().then(|| {
        view! { <ConfirmPlan plan=Arc::clone(plan) words settle replan=page.again/> }
    });
    let undo = card("How to come back", view! {
        <p>"For 7 days RestoreBackup brings the backup back, here or with the AWS CLI. After that it is gone for good."</p>
        <CodeBlock text=restore_command(plan) what="command that restores the backup" wrap=true/>
    }.into_any());
    view! {
        {about(known)}
        {(!blockers.is_empty()).then_some(blockers)}
        {to_know}
        {undo}
        {request(plan)}
        {confirm}
    }
    .into_any()
}

fn cluster_place(known: &Known, page: Page) -> Place {
    let cluster = known.plan.resource.cluster_id.clone().unwrap_or_default();
    page.place.with_value(|place| Place::new(&place.region, cluster))
}

/// The backend's own command, for the operation that undoes it.
fn restore_command(plan: &DeletionPlan) -> String {
    plan.request.cli.replacen("delete-backup", "restore-backup", 1)
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
            copyable_or(id.as_deref(), "cluster id", "not told"),
            Value::Note("gone: this backup may be all that holds its keys".to_owned()),
        ]),
    };
    let others = known.plan.survivors.iter();
    let ready = others.filter(|it| it.state == Some(BackupState::Ready)).count();
    let pairs = vec![
        ("Backup ID", Value::Code(resource.id.clone())),
        ("Name", text_or(resource.name.as_deref(), "no Name tag")),
        ("State", backup_state(backup.backup_state.as_ref())),
        ("Created", when_or(backup.create_timestamp.as_ref(), "not told")),
        ("Cluster", cluster),
        ("Other READY backups of the cluster", Value::Text(ready.to_string())),
        ("Deleted for good", when_or(backup.delete_timestamp.as_ref(), "not deleted")),
        ("HSM type", text_or(backup.hsm_type.as_deref(), "not told")),
    ];
    facts_card("The backup", pairs)
}

/// It is deleted, and can be brought back.
fn restore(known: &Known, page: Page) -> AnyView {
    let until = known.backup.as_ref().and_then(|backup| backup.delete_timestamp.clone());
    let until = when_or(until.as_ref(), "7 days after it was deleted").view();
    let connected = use_connected();
    let allowed = connected.session.allows(Operation::RestoreBackup);
    let going = RwSignal::new(false);
    let client = StoredValue::new(connected.client);
    let connection = use_connection();
    let owner = Owner::current();
    let click = move |_| {
        if going.get_untracked() {
            return;
        }
        going.set(true);
        let (client, place) = (client.get_value(), page.place.get_value());
        let work = async move {
            let result = client.restore_backup(&place.region, &place.id).await;
            page.told.set(match result {
                Ok(()) => Told::Restored,
                Err(error) => {
                    connection.notice(&error);
                    Told::NotRestored(Arc::new(error))
                }
            });
            page.again.run(());
        };
        if let Some(owner) = &owner {
            owner.with(|| spawn_scoped(work));
        }
    };
    let button = if allowed {
        view! { <button type="button" class="button primary" on:click=click>"Restore this backup"</button> }.into_any()
    } else {
        view! { <p class="small">"This backend does not sign RestoreBackup."</p> }.into_any()
    };
    let content = view! {
        <p>"The backup is deleted. It can be restored until "{until}"; then it is gone for good."</p>
        <CodeBlock text=restore_command(&known.plan) what="command that restores the backup" wrap=true/>
        <div>{button}</div>
    };
    card("It can still be brought back", content.into_any())
}

fn told(told: Told) -> AnyView {
    let good = |words: &'static str| {
        notice(NoticeKind::Good, Some("status"), view! { <h2>{words}</h2> }.into_any())
    };
    match told {
        Told::Nothing => ().into_any(),
        Told::Deleted => good("AWS accepted the deletion of the backup"),
        Told::Restored => good("AWS accepted to restore the backup"),
        Told::Refused(error) => view! { <Refusal error/> }.into_any(),
        Told::NotRestored(error) => {
            error_view(&error, "The backup could not be restored".to_owned(), None)
        }
        Told::Open(error) => {
            let said = error.to_string();
            let content = view! {
                <h2>"The outcome is not known"</h2>
                <p class="break">"The request was sent, or may have been, and the answer does not tell what became of it: "<span class="small">{said}</span></p>
                <p>"Below is how AWS lists the backup now. Nothing is sent again."</p>
            };
            notice(NoticeKind::Warn, Some("alert"), content.into_any())
        }
    }
}
