//! How long AWS keeps a backup: the retention rule, in one place for the plan and for the page.
//!
//! AWS deletes a backup when the cluster's retention has passed since its creation, and never a
//! cluster's last one:
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/manage-backup-retention.html>. Copies in
//! another region have no retention: somebody deletes them by hand.

use std::ops::RangeInclusive;

use cloudhsm_api::{Backup, BackupRetentionPolicy, BackupState, Cluster, Timestamp};

use crate::wire::tagged_enum;

tagged_enum! {
    /// How long a backup is kept, and by which rule.
    #[derive(Default)]
    BackupExpiry by "rule", unknown: BackupExpiry::unknown {
        /// `NeverExpires` is set.
        NeverExpires = "never-expires",
        /// The retention policy ends it. The time may have passed, and the backup still be listed.
        Retention = "retention" {
            /// When.
            expires_at: Timestamp = "expiresAt",
            /// The policy's days.
            days: u32 = "days",
        },
        /// AWS never deletes the last backup of a cluster by retention.
        LastBackup = "last-backup",
        /// A copy: no retention applies, and it is deleted by hand.
        Copy = "copy",
        /// A copy that failed, so that there is nothing to restore.
        CopyFailed = "copy-failed",
        /// It was deleted, and is purged at this time; until then it can be restored.
        PendingDeletion = "pending-deletion" {
            /// When, if AWS reports it.
            delete_timestamp: Option<Timestamp> = "deleteTimestamp",
        },
        /// It is deleted and can't be restored.
        Deleted = "deleted" {
            /// When it was purged, if AWS reports it.
            delete_timestamp: Option<Timestamp> = "deleteTimestamp",
        },
        /// The cluster's retention policy is not a plain number of days, so that there is no date.
        UnknownRetention = "unknown-retention" {
            /// The policy as AWS sent it.
            policy: String = "policy",
        },
        /// AWS doesn't report enough.
        #[default]
        Unknown = "unknown",
    }
}

impl BackupExpiry {
    fn unknown(_: &str) -> Self {
        Self::Unknown
    }

    /// How long a backup is kept. `last` is what [`last_by_retention`] says of its cluster's
    /// backups; the cluster may be gone.
    pub fn of(backup: &Backup, cluster: Option<&Cluster>, last: Option<&str>) -> Self {
        let delete_timestamp = backup.delete_timestamp.clone();
        match backup.backup_state {
            Some(BackupState::PendingDeletion) => {
                return Self::PendingDeletion { delete_timestamp };
            }
            // A deleted backup has the time of its purge; a copy that failed never had one.
            Some(BackupState::Deleted) if backup.is_copy() && delete_timestamp.is_none() => {
                return Self::CopyFailed;
            }
            Some(BackupState::Deleted) => return Self::Deleted { delete_timestamp },
            _ => {}
        }
        if backup.never_expires == Some(true) {
            return Self::NeverExpires;
        }
        if backup.is_copy() {
            return Self::Copy;
        }
        if last == Some(backup.backup_id.as_str()) {
            return Self::LastBackup;
        }
        let Some(policy) = cluster.and_then(|it| it.backup_retention_policy.as_ref()) else {
            return Self::Unknown;
        };
        match (&backup.create_timestamp, policy.days()) {
            (_, None) => Self::UnknownRetention { policy: policy.as_sent() },
            (Some(created), Some(days)) if created.epoch_millis().is_some() => {
                Self::Retention { expires_at: created.plus_days(days), days }
            }
            _ => Self::Unknown,
        }
    }

    /// When retention should have ended the backup, if that is before this moment: AWS lists it all
    /// the same.
    pub fn overdue_since(&self, now_millis: i64) -> Option<&Timestamp> {
        match self {
            Self::Retention { expires_at, .. } => {
                Some(expires_at).filter(|it| it.epoch_millis().is_some_and(|it| it < now_millis))
            }
            _ => None,
        }
    }
}

/// Whether a backup outlives the deletion of its cluster: it is not DELETED, and not a copy that AWS
/// still makes, which can fail.
pub fn survives(backup: &Backup) -> bool {
    match backup.backup_state {
        Some(BackupState::Deleted) => false,
        Some(BackupState::CreateInProgress) => !backup.is_copy(),
        _ => true,
    }
}

/// The newest READY backup: what a new cluster would be created from. One that does not say when it
/// was made counts as the oldest.
pub fn newest_ready<'a>(backups: impl IntoIterator<Item = &'a Backup>) -> Option<&'a Backup> {
    let created =
        |backup: &Backup| backup.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    backups.into_iter().filter(|backup| backup.is_ready()).max_by_key(|backup| created(backup))
}

/// The ID of the backup that retention leaves of a cluster's backups.
///
/// Only where no other is kept for good: beside a backup that never expires, or a copy, AWS
/// documents no such rule for the newest of the others.
pub fn last_by_retention<'a>(
    backups: impl IntoIterator<Item = &'a Backup> + Clone,
) -> Option<&'a str> {
    let has_no_retention = |backup: &Backup| {
        backup.is_ready() && (backup.never_expires == Some(true) || backup.is_copy())
    };
    if backups.clone().into_iter().any(has_no_retention) {
        return None;
    }
    newest_ready(backups).map(|backup| backup.backup_id.as_str())
}

/// The days of a retention that AWS accepts:
/// <https://docs.aws.amazon.com/cloudhsm/latest/APIReference/API_BackupRetentionPolicy.html>.
pub const RETENTION_DAYS: RangeInclusive<u32> = 7..=379;

/// The READY backups whose retention would be over with so many days, and isn't with the present
/// ones.
pub fn ended_by_retention<'a>(
    backups: &'a [Backup],
    cluster: &Cluster,
    days: u32,
    now_millis: i64,
) -> Vec<&'a Backup> {
    let policy = BackupRetentionPolicy {
        r#type: Some("DAYS".to_owned()),
        value: Some(days.to_string()),
        ..BackupRetentionPolicy::default()
    };
    // Nothing else of the cluster counts.
    let then = Cluster { backup_retention_policy: Some(policy), ..Cluster::default() };
    let last = last_by_retention(backups);
    let is_over = |backup: &Backup, cluster: &Cluster| {
        BackupExpiry::of(backup, Some(cluster), last).overdue_since(now_millis).is_some()
    };
    let ready = backups.iter().filter(|backup| backup.is_ready());
    ready.filter(|it| is_over(it, &then) && !is_over(it, cluster)).collect()
}

#[cfg(test)]
mod tests;
