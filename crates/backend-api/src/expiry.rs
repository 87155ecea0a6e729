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
mod tests {
    use super::*;

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
        let cluster = cluster("90");
        let of = |backup: &Backup, last| BackupExpiry::of(backup, Some(&cluster), last);
        let expires_at = Timestamp::from_epoch_seconds(100 * 86_400);
        assert_eq!(of(&ready, None), BackupExpiry::Retention { expires_at, days: 90 });
        assert_eq!(of(&ready, Some("b")), BackupExpiry::LastBackup);
        assert_eq!(BackupExpiry::of(&ready, None, None), BackupExpiry::Unknown);
        let kept = Backup { never_expires: Some(true), ..ready };
        assert_eq!(of(&kept, Some("b")), BackupExpiry::NeverExpires);
        let pending = Backup { backup_state: Some(BackupState::PendingDeletion), ..kept };
        assert_eq!(of(&pending, None), BackupExpiry::PendingDeletion { delete_timestamp: None });
    }

    #[test]
    fn a_copy_has_no_retention() {
        let copy = Backup {
            source_region: Some("eu-west-1".into()),
            ..backup("copy", BackupState::Ready, 10)
        };
        let cluster = cluster("7");
        assert_eq!(BackupExpiry::of(&copy, Some(&cluster), None), BackupExpiry::Copy);
        let own = backup("own", BackupState::Ready, 20);
        assert_eq!(last_by_retention([&copy, &own]), None, "no rule is known beside a copy");
        let never = Backup { never_expires: Some(true), ..copy };
        assert_eq!(BackupExpiry::of(&never, Some(&cluster), None), BackupExpiry::NeverExpires);
    }

    #[test]
    fn what_is_deleted_is_not_kept_until_some_day() {
        let cluster = cluster("7");
        let of = |backup: &Backup| BackupExpiry::of(backup, Some(&cluster), None);
        let gone = backup("gone", BackupState::Deleted, 10);
        assert_eq!(of(&gone), BackupExpiry::Deleted { delete_timestamp: None });
        let failed = Backup { source_region: Some("eu-west-1".into()), ..gone };
        assert_eq!(of(&failed), BackupExpiry::CopyFailed);
        let delete_timestamp = Some(Timestamp::from_epoch_seconds(1));
        let deleted = Backup { delete_timestamp: delete_timestamp.clone(), ..failed };
        assert_eq!(of(&deleted), BackupExpiry::Deleted { delete_timestamp });
    }

    #[test]
    fn a_retention_that_is_no_plain_number_of_days_gives_no_date() {
        let ready = backup("b", BackupState::Ready, 10);
        for days in ["0", "07", "soon"] {
            let expiry = BackupExpiry::of(&ready, Some(&cluster(days)), None);
            let policy = format!("{days} DAYS");
            assert_eq!(expiry, BackupExpiry::UnknownRetention { policy });
        }
        let mut without_type = cluster("30");
        without_type.backup_retention_policy.as_mut().unwrap().r#type = None;
        let expiry = BackupExpiry::of(&ready, Some(&without_type), None);
        assert_eq!(expiry, BackupExpiry::UnknownRetention { policy: "30 (no type)".into() });
    }

    #[test]
    fn a_backup_that_is_still_listed_after_its_date_is_overdue() {
        let expiry =
            BackupExpiry::of(&backup("b", BackupState::Ready, 10), Some(&cluster("90")), None);
        let day = 86_400_000;
        assert_eq!(expiry.overdue_since(100 * day), None);
        let due = Timestamp::from_epoch_seconds(100 * 86_400);
        assert_eq!(expiry.overdue_since(100 * day + 1), Some(&due));
        assert_eq!(BackupExpiry::LastBackup.overdue_since(i64::MAX), None);
    }

    #[test]
    fn a_copy_that_is_not_done_or_failed_does_not_survive() {
        let copy =
            |state| Backup { source_region: Some("eu-west-1".into()), ..backup("copy", state, 10) };
        assert!(survives(&copy(BackupState::Ready)));
        assert!(!survives(&copy(BackupState::CreateInProgress)));
        assert!(!survives(&copy(BackupState::Deleted)));
        assert!(survives(&backup("own", BackupState::CreateInProgress, 10)));
        assert!(!survives(&backup("own", BackupState::Deleted, 10)));
    }

    #[test]
    fn the_last_backup_is_the_newest_ready_one_unless_another_stays_for_ever() {
        let mut backups = vec![
            backup("deleted", BackupState::PendingDeletion, 30),
            backup("old", BackupState::Ready, 10),
            backup("new", BackupState::Ready, 20),
        ];
        assert_eq!(last_by_retention(&backups), Some("new"));
        backups[1].never_expires = Some(true);
        assert_eq!(last_by_retention(&backups), None);
        assert_eq!(newest_ready(&backups).map(|it| it.backup_id.as_str()), Some("new"));
    }

    #[test]
    fn every_expiry_survives_the_wire() {
        let time = Timestamp::from_epoch_seconds(1_800_000_000);
        for expiry in [
            BackupExpiry::NeverExpires,
            BackupExpiry::Retention { expires_at: time.clone(), days: 90 },
            BackupExpiry::LastBackup,
            BackupExpiry::Copy,
            BackupExpiry::CopyFailed,
            BackupExpiry::PendingDeletion { delete_timestamp: Some(time.clone()) },
            BackupExpiry::PendingDeletion { delete_timestamp: None },
            BackupExpiry::Deleted { delete_timestamp: Some(time) },
            BackupExpiry::Deleted { delete_timestamp: None },
            BackupExpiry::UnknownRetention { policy: "07 DAYS".into() },
            BackupExpiry::Unknown,
        ] {
            let json = serde_json::to_string(&expiry).unwrap();
            assert_eq!(serde_json::from_str::<BackupExpiry>(&json).unwrap(), expiry, "{json}");
        }
    }
}
