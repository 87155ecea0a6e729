//! Until when a backup stays, and by which rule.

use backend_api::BackupExpiry;
use cloudhsm_api::{Backup, BackupState, Cluster};

use crate::order::in_order;

/// Until when a backup of this cluster stays. `is_last` tells that no other READY backup of the
/// cluster is younger.
///
/// The rule: AWS deletes a backup when the cluster's retention has passed since its creation, never
/// the last one (<https://docs.aws.amazon.com/cloudhsm/latest/userguide/manage-backup-retention.html>).
pub fn expiry(backup: &Backup, cluster: &Cluster, is_last: bool) -> BackupExpiry {
    if backup.backup_state == Some(BackupState::PendingDeletion) {
        return BackupExpiry::PendingDeletion { delete_timestamp: backup.delete_timestamp.clone() };
    }
    if backup.never_expires == Some(true) {
        return BackupExpiry::NeverExpires;
    }
    if is_last {
        return BackupExpiry::LastBackup;
    }
    let days = cluster
        .backup_retention_policy
        .as_ref()
        .and_then(cloudhsm_api::BackupRetentionPolicy::days);
    match (days, &backup.create_timestamp) {
        (Some(days), Some(created)) if created.epoch_millis().is_some() => {
            BackupExpiry::Retention { expires_at: created.plus_days(days), days }
        }
        _ => BackupExpiry::Unknown,
    }
}

/// The id of the newest READY backup.
pub fn last_ready(backups: &[Backup]) -> Option<&str> {
    backups
        .iter()
        .filter(|backup| backup.is_ready())
        .max_by_key(|backup| {
            backup.create_timestamp.as_ref().and_then(cloudhsm_api::Timestamp::epoch_millis)
        })
        .map(|backup| backup.backup_id.as_str())
}

/// READY ones first, then the newest.
pub fn ready_first(backups: &[Backup]) -> Vec<Backup> {
    let created = |backup: &Backup| {
        backup.create_timestamp.as_ref().and_then(cloudhsm_api::Timestamp::epoch_millis)
    };
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
    use cloudhsm_api::{BackupRetentionPolicy, Timestamp};

    fn backup(id: &str, state: BackupState, day: i64) -> Backup {
        Backup {
            backup_id: id.into(),
            backup_state: Some(state),
            create_timestamp: Some(Timestamp::from_epoch_seconds(day * 86_400)),
            ..Backup::default()
        }
    }

    fn cluster(days: &str) -> Cluster {
        let policy = BackupRetentionPolicy {
            r#type: Some("DAYS".into()),
            value: Some(days.into()),
            ..BackupRetentionPolicy::default()
        };
        Cluster { backup_retention_policy: Some(policy), ..Cluster::default() }
    }

    #[test]
    fn each_rule_is_named() {
        let ready = backup("b", BackupState::Ready, 10);
        assert_eq!(
            expiry(&ready, &cluster("90"), false),
            BackupExpiry::Retention {
                expires_at: Timestamp::from_epoch_seconds(100 * 86_400),
                days: 90
            }
        );
        assert_eq!(expiry(&ready, &cluster("90"), true), BackupExpiry::LastBackup);
        assert_eq!(expiry(&ready, &Cluster::default(), false), BackupExpiry::Unknown);
        let kept = Backup { never_expires: Some(true), ..ready.clone() };
        assert_eq!(expiry(&kept, &cluster("90"), false), BackupExpiry::NeverExpires);
        let pending = Backup { backup_state: Some(BackupState::PendingDeletion), ..kept };
        assert_eq!(
            expiry(&pending, &cluster("90"), false),
            BackupExpiry::PendingDeletion { delete_timestamp: None }
        );
    }

    #[test]
    fn ready_ones_come_first_and_the_newest_of_them_is_the_last_backup() {
        let backups = [
            backup("deleted", BackupState::PendingDeletion, 30),
            backup("old", BackupState::Ready, 10),
            backup("new", BackupState::Ready, 20),
        ];
        let order: Vec<_> = ready_first(&backups).into_iter().map(|b| b.backup_id).collect();
        assert_eq!(order, ["new", "old", "deleted"]);
        assert_eq!(last_ready(&backups), Some("new"));
    }
}
