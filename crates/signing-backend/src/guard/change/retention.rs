//! Which backups a shorter retention ends.

use backend_api::{BackupExpiry, last_by_retention};
use cloudhsm_api::{Backup, BackupRetentionPolicy, Cluster};

use crate::{clock::epoch_millis, guard::snapshot::Snapshot};

/// The READY backups whose time is over with so many days, and isn't with the present ones. AWS never
/// deletes the last one by retention.
pub(super) fn purged<'a>(snapshot: &'a Snapshot, cluster: &Cluster, days: u32) -> Vec<&'a Backup> {
    let policy = BackupRetentionPolicy {
        r#type: Some("DAYS".to_owned()),
        value: Some(days.to_string()),
        ..BackupRetentionPolicy::default()
    };
    let shorter = Cluster { backup_retention_policy: Some(policy), ..cluster.clone() };
    let last = last_by_retention(&snapshot.backups);
    let now = epoch_millis(snapshot.read_at);
    let is_over = |backup: &Backup, of: &Cluster| {
        BackupExpiry::of(backup, Some(of), last).overdue_since(now).is_some()
    };
    let ready = snapshot.backups.iter().filter(|backup| backup.is_ready());
    ready.filter(|it| is_over(it, &shorter) && !is_over(it, cluster)).collect()
}
