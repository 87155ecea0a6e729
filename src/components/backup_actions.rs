//! What can be done with a backup here: the menu of its row and the palette offer the same.

use backend_api::Session;
use cloudhsm_api::{Backup, BackupState, Operation};

use super::ClusterAction;
use crate::route::{Place, Route, Step};

/// What is known of a backup; by default nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct KnownBackup<'a> {
    /// Its state.
    pub state: Option<&'a BackupState>,
    /// Whether it never expires.
    pub is_kept: Option<bool>,
}

impl<'a> From<&'a Backup> for KnownBackup<'a> {
    /// Of a listed one.
    fn from(backup: &'a Backup) -> Self {
        let is_kept = Some(backup.never_expires == Some(true));
        Self { state: backup.backup_state.as_ref(), is_kept }
    }
}

/// What can be done with a backup beside its deletion: what the backend signs and the backup's state makes
/// sensible.
pub fn backup_actions(
    place: &Place,
    backup: KnownBackup<'_>,
    session: &Session,
) -> Vec<ClusterAction> {
    let KnownBackup { state, is_kept } = backup;
    let is_deleted = matches!(state, Some(BackupState::PendingDeletion | BackupState::Deleted));
    let is_ready = matches!(state, None | Some(BackupState::Ready));
    let keep = match is_kept {
        None => "Change backup expiry…",
        Some(true) => "Let it expire again…",
        Some(false) => "Keep for ever…",
    };
    let allows = |operation| session.allows(operation);
    let can_share = allows(Operation::PutResourcePolicy) || allows(Operation::DeleteResourcePolicy);
    let can_restore = state.is_none_or(|it| *it == BackupState::PendingDeletion);
    let all = [
        (
            is_ready && allows(Operation::CopyBackupToRegion),
            ("Copy to another region…", Step::CopyBackup),
        ),
        (!is_deleted && allows(Operation::ModifyBackupAttributes), (keep, Step::KeepBackup)),
        (is_ready && can_share, ("Share with other accounts…", Step::ShareBackup)),
        (can_restore && allows(Operation::RestoreBackup), ("Restore backup…", Step::RestoreBackup)),
    ];
    let sensible = all.into_iter().filter(|(is_sensible, _)| *is_sensible);
    let action = |(_, (label, step))| ClusterAction {
        label,
        route: Route::Change(place.clone(), step),
        is_grave: false,
    };
    sensible.map(action).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn labels(backup: KnownBackup<'_>, allowed_operations: Vec<Operation>) -> Vec<&'static str> {
        let session = Session { allowed_operations, ..samples::session() };
        let actions = backup_actions(&Place::new("r", "backup-a"), backup, &session);
        actions.into_iter().map(|it| it.label).collect()
    }

    #[test]
    fn each_state_has_its_own() {
        let of = |state: &str, never_expires| {
            let backup_state = Some(BackupState::from(state));
            let backup = Backup { backup_state, never_expires, ..Backup::default() };
            labels((&backup).into(), Operation::ALL.to_vec())
        };
        let (copy, share) = ("Copy to another region…", "Share with other accounts…");
        assert_eq!(of("READY", Some(false)), [copy, "Keep for ever…", share]);
        assert_eq!(of("READY", Some(true)), [copy, "Let it expire again…", share]);
        assert_eq!(of("CREATE_IN_PROGRESS", None), ["Keep for ever…"]);
        assert_eq!(of("PENDING_DELETION", None), ["Restore backup…"]);
        assert_eq!(of("DELETED", None), [""; 0]);
    }

    #[test]
    fn only_what_the_backend_signs_is_offered() {
        assert_eq!(labels(KnownBackup::default(), Vec::new()), [""; 0]);
        assert_eq!(
            labels(KnownBackup::default(), vec![Operation::RestoreBackup]),
            ["Restore backup…"]
        );
        assert_eq!(
            labels(KnownBackup::default(), vec![Operation::ModifyBackupAttributes]),
            ["Change backup expiry…"]
        );
        assert_eq!(
            labels(KnownBackup::default(), vec![Operation::DeleteResourcePolicy]),
            ["Share with other accounts…"]
        );
    }
}
