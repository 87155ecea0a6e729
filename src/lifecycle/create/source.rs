//! What a new cluster starts from: nothing, a backup of the region, or one that another account shares.

use cloudhsm_api::{Backup, BackupState, Timestamp};
use leptos::prelude::*;

use super::{
    draft::Start,
    fields::{choice_field, text_field},
    form::Form,
};
use crate::{
    components::{Skeleton, error_view, radio, radio_group},
    sorting::in_order,
    time::day,
};

/// The choice, and the backup.
pub(super) fn source(form: &Form) -> AnyView {
    let form = *form;
    let choices = [
        (Start::Empty, "An empty cluster, to be initialized"),
        (Start::Own, "A backup in this region"),
        (Start::Shared, "A backup of another account, by its ARN"),
    ];
    let choices = choices.map(|(start, words)| {
        let is_chosen = Signal::derive(move || form.start.get() == start);
        let choose = Callback::new(move |()| form.start.set(start));
        radio("start", view! { <span>{words}</span> }.into_any(), is_chosen, choose)
    });
    view! {
        {radio_group("Create from", choices.into())}
        {move || match form.start.get() {
            Start::Empty => ().into_any(),
            Start::Own => own(&form),
            Start::Shared => text_field(
                "shared-backup",
                "ARN of the backup",
                "arn:aws:cloudhsm:REGION:ACCOUNT:backup/backup-…. It has to be shared with this account.",
                form.shared_backup,
            ),
        }}
    }
    .into_any()
}

/// The READY backups of the region, newest first.
fn own(form: &Form) -> AnyView {
    let form = *form;
    let shown = move || {
        if let Some(error) = form.backups.error.get() {
            return error_view(&error, "Couldn’t read the backups".to_owned(), None);
        }
        let Some(all) = form.backups.value.get() else {
            return view! { <Skeleton what="the backups"/> }.into_any();
        };
        let ready = usable(&all);
        if ready.is_empty() {
            let words = "This region has no READY backup.";
            return view! { <p class="soft">{words}</p> }.into_any();
        }
        let nothing = (String::new(), "Choose a backup".to_owned());
        let choices = ready.iter().map(|backup| (backup.backup_id.clone(), words(backup)));
        let choices = std::iter::once(nothing).chain(choices).collect();
        let hint = "The cluster gets the backup’s keys, users and certificates, and its mode.";
        choice_field("own-backup", "Backup", hint, choices, form.own_backup)
    };
    // A backup that somebody chose has its own mode.
    Effect::new(move |_| {
        let (id, all) = (form.own_backup.get(), form.backups.value.get());
        let backup = all.as_ref().and_then(|all| all.iter().find(|it| it.backup_id == id));
        if let Some(mode) = backup.and_then(|it| it.mode.as_ref()) {
            form.mode.set(mode.to_string());
        }
        if let Some(own) = backup.and_then(|it| it.hsm_type.clone()) {
            // AWS creates no cluster of the old type; its backups restore into the new one.
            let is_old = own == "hsm1.medium";
            form.hsm_type.set(if is_old { super::draft::DEFAULT_TYPE.to_owned() } else { own });
        }
    });
    view! { {move || shown()} }.into_any()
}

/// Those that a cluster can be created from, newest first.
fn usable(all: &[Backup]) -> Vec<Backup> {
    let is_ready = |it: &&Backup| it.backup_state == Some(BackupState::Ready);
    let ready: Vec<_> = all.iter().filter(is_ready).cloned().collect();
    let made = |it: &Backup| it.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    in_order(&ready, |one, other| made(other).cmp(&made(one)))
}

fn words(backup: &Backup) -> String {
    let made = backup.create_timestamp.as_ref().map(day);
    let made = made.as_deref().unwrap_or("unknown date");
    let cluster = backup.cluster_id.as_deref().unwrap_or("an unknown cluster");
    [&*backup.backup_id, " – ", made, ", of ", cluster].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ready_backups_are_offered_newest_first() {
        let backup = |id: &str, state, day: i64| Backup {
            backup_id: id.into(),
            backup_state: Some(state),
            create_timestamp: Some(Timestamp::from_epoch_seconds(day * 86_400)),
            ..Backup::default()
        };
        let all = [
            backup("old", BackupState::Ready, 1),
            backup("deleted", BackupState::PendingDeletion, 9),
            backup("new", BackupState::Ready, 8),
            backup("coming", BackupState::CreateInProgress, 9),
        ];
        let ids: Vec<_> = usable(&all).into_iter().map(|it| it.backup_id).collect();
        assert_eq!(ids, ["new", "old"]);
    }
}
