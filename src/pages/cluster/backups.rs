//! The cluster's backups, and until when each stays.

use std::sync::Arc;

use backend_api::{BackupExpiry, last_by_retention, newest_ready};
use cloudhsm_api::{Backup, BackupState, Cluster, Operation, Timestamp};
use leptos::prelude::*;

use crate::{
    components::{
        Copyable, Skeleton, Tone, Value, backup_state, copyable_or, empty, error_view, facts,
        tags_or, text_or, when_or, word_or,
    },
    order::in_order,
    route::{Place, Route},
    state::{Loaded, use_connected},
};

/// The tab.
#[component]
pub fn Backups(
    region: String,
    cluster: Arc<Cluster>,
    backups: Loaded<Vec<Backup>>,
) -> impl IntoView {
    let can_delete = use_connected().session.allows(Operation::DeleteBackup);
    move || {
        let error = backups
            .error
            .get()
            .map(|error| error_view(&error, "The backups could not be read".to_owned(), None));
        let list = match backups.value.get() {
            Some(all) if all.is_empty() => {
                let words = "AWS backs a cluster up once it is ACTIVE, and before it deletes the last HSM of an ACTIVE cluster.";
                empty("No backups", words.to_owned(), ().into_any())
            }
            Some(all) => {
                let last = last_by_retention(all.iter());
                let newest = newest_ready(all.iter()).map(|backup| backup.backup_id.as_str());
                let cards = ready_first(&all).into_iter().map(|backup| {
                    let is_newest = newest == Some(backup.backup_id.as_str());
                    // Where a deleted one is restored, too.
                    let place = Place::new(&region, &backup.backup_id);
                    let href = can_delete.then(|| Route::DeleteBackup(place).href());
                    backup_card(backup, &cluster, last, is_newest, href)
                });
                cards.collect::<Vec<_>>().into_any()
            }
            None if backups.loading.get() => view! { <Skeleton what="backups"/> }.into_any(),
            None => ().into_any(),
        };
        view! { {error}{list} }
    }
}

fn backup_card(
    backup: Backup,
    cluster: &Cluster,
    last: Option<&str>,
    is_newest: bool,
    href: Option<String>,
) -> AnyView {
    let action = match backup.backup_state {
        Some(BackupState::Deleted) => None,
        Some(BackupState::PendingDeletion) => Some("Restore…"),
        _ => Some("Delete backup…"),
    };
    let link = action.zip(href).map(|(words, href)| {
        let label = [words, " ", &backup.backup_id].concat();
        view! { <div><a href=href class="button" aria-label=label>{words}</a></div> }
    });
    let kept = kept_until(BackupExpiry::of(&backup, Some(cluster), last));
    let never = match backup.never_expires {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not told",
    };
    let mut pairs = vec![
        ("Created", when_or(backup.create_timestamp.as_ref(), "not told")),
        ("Kept until", kept),
        ("Never expires", Value::Text(never.to_owned())),
        ("HSM type", text_or(backup.hsm_type.as_deref(), "not told")),
        ("Mode", word_or(backup.mode.as_ref(), "not told")),
        ("Cluster", copyable_or(backup.cluster_id.as_deref(), "cluster id", "not told")),
        ("Copied", when_or(backup.copy_timestamp.as_ref(), "not a copy")),
        ("Source region", text_or(backup.source_region.as_deref(), "not a copy")),
        ("Source backup", copyable_or(backup.source_backup.as_deref(), "backup id", "not a copy")),
        (
            "Source cluster",
            copyable_or(backup.source_cluster.as_deref(), "cluster id", "not a copy"),
        ),
        ("Deleted for good", when_or(backup.delete_timestamp.as_ref(), "not deleted")),
        ("Tags", tags_or(&backup.tag_list, "none")),
        ("ARN", copyable_or(backup.backup_arn.as_deref(), "backup ARN", "not told")),
    ];
    if !backup.extra.is_empty() {
        let others = serde_json::Value::Object(backup.extra.clone()).to_string();
        pairs.push(("Other members", Value::Code(others)));
    }
    let mut marks = vec![backup_state(backup.backup_state.as_ref())];
    if is_newest {
        let words = "newest READY: what a deletion would leave";
        marks.insert(0, Value::Badge(Tone::Calm, words.to_owned()));
    }
    view! {
        <section class="card">
            <div class="card-head">
                <h2><Copyable text=backup.backup_id what="backup id"/></h2>
                {Value::Row(marks).view()}
            </div>
            {facts(pairs)}
            {link}
        </section>
    }
    .into_any()
}

/// Until when a backup is kept, and by which rule.
pub fn kept_until(expiry: BackupExpiry) -> Value {
    let text = |text: &str| Value::Text(text.to_owned());
    let time_and = |time, note: String| Value::Row(vec![Value::When(time), Value::Note(note)]);
    match expiry {
        BackupExpiry::NeverExpires => text("for good: NeverExpires is set"),
        BackupExpiry::LastBackup => {
            text("for as long as it is the newest: AWS never expires a cluster’s last backup")
        }
        BackupExpiry::Retention { expires_at, days } => {
            time_and(expires_at, format!("retention of {days} days"))
        }
        BackupExpiry::PendingDeletion { delete_timestamp: Some(time) } => {
            time_and(time, "deleted; it can be restored until then".to_owned())
        }
        BackupExpiry::PendingDeletion { delete_timestamp: None } => {
            text("7 days after it was deleted; AWS tells no time")
        }
        BackupExpiry::Unknown => Value::Missing("not known: AWS tells no retention for it"),
    }
}

/// READY ones first, then the newest.
fn ready_first(backups: &[Backup]) -> Vec<Backup> {
    let created =
        |backup: &Backup| backup.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    in_order(backups, |a, b| {
        b.is_ready()
            .cmp(&a.is_ready())
            .then_with(|| created(b).cmp(&created(a)))
            .then_with(|| a.backup_id.cmp(&b.backup_id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_ones_come_first_and_the_newest_of_them_leads() {
        let backup = |id: &str, state, day: i64| Backup {
            backup_id: id.into(),
            backup_state: Some(state),
            create_timestamp: Some(Timestamp::from_epoch_seconds(day * 86_400)),
            ..Backup::default()
        };
        let order: Vec<_> = ready_first(&[
            backup("deleted", BackupState::PendingDeletion, 30),
            backup("old", BackupState::Ready, 10),
            backup("new", BackupState::Ready, 20),
        ])
        .into_iter()
        .map(|backup| backup.backup_id)
        .collect();
        assert_eq!(order, ["new", "old", "deleted"]);
    }
}
