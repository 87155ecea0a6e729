//! A backup as a row, with the members that few people need folded away.

use backend_api::{BackupExpiry, Session};
use cloudhsm_api::{Backup, BackupState, Cluster, Operation};
use leptos::prelude::*;

use super::COLUMNS;
use crate::{
    components::{
        ClusterAction, Deed, Icon, MenuItem, Shape, Tone, Value, backup_actions, backup_state,
        copyable_or, facts, kept_until, menu, tags_or, text_or, when_or, word_or,
    },
    route::{Place, Route, Step, cluster_creation},
};

/// What a row is made of.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) backup: &'a Backup,
    pub(super) region: &'a str,
    pub(super) cluster: &'a Cluster,
    /// The backup that retention leaves.
    pub(super) last: Option<&'a str>,
    /// A new cluster would be created from it.
    pub(super) is_newest: bool,
    pub(super) session: &'a Session,
    /// The IDs of the backups whose details are unfolded.
    pub(super) unfolded: RwSignal<Vec<String>>,
}

pub(super) fn row(row: Row<'_>) -> impl IntoView + use<> {
    let Row { backup, region, cluster, last, is_newest, session, unfolded } = row;
    let mut state = vec![backup_state(backup.backup_state.as_ref())];
    if is_newest {
        state.push(Value::Badge(Tone::Calm, "Latest restorable".to_owned()));
    }
    let values = [
        copyable_or(Some(&backup.backup_id), "backup ID", "Unknown ID"),
        Value::Row(state),
        Value::Row(vec![when_or(backup.create_timestamp.as_ref(), "–")]),
        kept_until(BackupExpiry::of(backup, Some(cluster), last)),
        Value::View(view! { <Unfold id=backup.backup_id.clone() unfolded/> }.into_any()),
        Value::Row(vec![
            Value::View(action(backup, region, session)),
            Value::View(more(backup, region, session)),
        ]),
    ];
    let cells = values
        .into_iter()
        .zip(COLUMNS)
        .map(|(value, column)| view! { <td data-label=column>{value.view()}</td> }.into_any())
        .collect_view();
    view! {
        <tr>{cells}</tr>
        <Details backup=backup.clone() unfolded/>
    }
}

/// The way to a new cluster from this backup.
fn creation(backup: &Backup, region: &str, session: &Session) -> Option<MenuItem> {
    let is_ready = backup.backup_state == Some(BackupState::Ready);
    (is_ready && session.allows(Operation::CreateCluster)).then(|| MenuItem {
        label: "Create cluster…",
        deed: Deed::Go(cluster_creation(region, Some(&backup.backup_id))),
        is_grave: false,
    })
}

fn action(backup: &Backup, region: &str, session: &Session) -> AnyView {
    let place = Place::new(region, &backup.backup_id);
    let (operation, words, route) = match backup.backup_state {
        Some(BackupState::Deleted) => return ().into_any(),
        Some(BackupState::PendingDeletion) => {
            (Operation::RestoreBackup, "Restore…", Route::Change(place, Step::RestoreBackup))
        }
        _ => (Operation::DeleteBackup, "Delete backup…", Route::DeleteBackup(place)),
    };
    if !session.allows(operation) {
        return ().into_any();
    }
    let href = route.href();
    let label = [words, " ", &backup.backup_id].concat();
    view! { <a class="button" href=href aria-label=label>{words}</a> }.into_any()
}

/// What else can be done with it, as a menu. What is deleted can only be restored, which has a link.
fn more(backup: &Backup, region: &str, session: &Session) -> AnyView {
    if backup.backup_state == Some(BackupState::PendingDeletion) {
        return ().into_any();
    }
    let actions = backup_actions(&Place::new(region, &backup.backup_id), backup.into(), session);
    let item = |it: &ClusterAction| MenuItem {
        label: it.label,
        deed: Deed::Go(it.route.href()),
        is_grave: it.is_grave,
    };
    let first = creation(backup, region, session);
    let items = move || first.iter().cloned().chain(actions.iter().map(item)).collect();
    let label = ["More for ", &backup.backup_id].concat();
    let shown = view! { "More"<Icon shape=Shape::Down/> };
    menu(["more-for-", &backup.backup_id].concat(), label, shown.into_any(), Box::new(items))
}

/// The button that unfolds the rest of the members, and folds it again.
#[component]
fn Unfold(id: String, unfolded: RwSignal<Vec<String>>) -> impl IntoView {
    let label = ["Details of ", &id].concat();
    let own = id.clone();
    let is_open = move || unfolded.with(|all| all.contains(&own));
    let toggle = move |_| {
        unfolded.update(|all| {
            let before = all.len();
            all.retain(|other| *other != id);
            if all.len() == before {
                all.push(id.clone());
            }
        });
    };
    view! {
        <button type="button" class="button" aria-label=label
            aria-expanded=move || is_open().to_string() on:click=toggle>"Details"</button>
    }
}

/// The rest of the members, in a row below; drawn only while it is unfolded.
#[component]
fn Details(backup: Backup, unfolded: RwSignal<Vec<String>>) -> impl IntoView {
    let columns = COLUMNS.len().to_string();
    view! {
        {move || {
            let is_open = unfolded.with(|all| all.contains(&backup.backup_id));
            let row = || view! { <tr><td colspan=columns.clone()>{facts(members(&backup))}</td></tr> };
            is_open.then(|| row().into_any())
        }}
    }
}

fn members(backup: &Backup) -> Vec<(&'static str, Value)> {
    let never = match backup.never_expires {
        Some(true) => "yes",
        Some(false) => "no",
        None => "–",
    };
    let mut pairs = vec![
        ("HSM type", text_or(backup.hsm_type.as_deref(), "–")),
        ("Mode", word_or(backup.mode.as_ref(), "–")),
        ("Never expires", Value::Text(never.to_owned())),
        ("Cluster", copyable_or(backup.cluster_id.as_deref(), "cluster ID", "–")),
        ("ARN", copyable_or(backup.backup_arn.as_deref(), "backup ARN", "–")),
        ("Tags", tags_or(&backup.tag_list, "–")),
    ];
    let when = |time: &Option<_>| time.as_ref().map(|time| when_or(Some(time), "–"));
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let id = |text: &Option<String>, what| filled(text).map(|text| Value::Copyable { text, what });
    let of_some = [
        ("Copied", when(&backup.copy_timestamp)),
        ("Source region", filled(&backup.source_region).map(Value::Text)),
        ("Source backup", id(&backup.source_backup, "backup ID")),
        ("Source cluster", id(&backup.source_cluster, "cluster ID")),
        ("Purge date", when(&backup.delete_timestamp)),
    ];
    pairs.extend(of_some.into_iter().filter_map(|(name, value)| Some((name, value?))));
    if !backup.extra.is_empty() {
        let others = serde_json::Value::Object(backup.extra.clone()).to_string();
        pairs.push(("Other members", Value::Code(others)));
    }
    pairs
}
