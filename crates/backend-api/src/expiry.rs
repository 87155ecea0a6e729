//! Until when a backup stays: AWS's retention rule, in one place for the plan and for the page.
//!
//! AWS deletes a backup when the cluster's retention has passed since its creation, and never a
//! cluster's last one:
//! <https://docs.aws.amazon.com/cloudhsm/latest/userguide/manage-backup-retention.html>.

use cloudhsm_api::{
    Backup, BackupRetentionPolicy, BackupState, Cluster, Timestamp,
    shape::{Member, Members, Mismatch, Schemas, reference},
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::reading::{deserialize_by_member, tagged};

/// Until when a backup stays, and by which rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(tag = "rule", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum BackupExpiry {
    /// `NeverExpires` is set.
    NeverExpires,
    /// The retention policy ends it.
    Retention {
        /// When.
        expires_at: Timestamp,
        /// The policy's days.
        days: u32,
    },
    /// AWS never deletes the last backup of a cluster by retention.
    LastBackup,
    /// It was deleted, and goes for good at this time.
    PendingDeletion {
        /// When, if AWS told.
        delete_timestamp: Option<Timestamp>,
    },
    /// The API does not tell enough.
    #[default]
    Unknown,
}

impl Member for BackupExpiry {
    fn read(value: Value) -> Result<Self, Mismatch> {
        let mut members = Members::of(value);
        let rule: String = members.take("rule");
        let expires_at: Option<Timestamp> = members.take("expiresAt");
        let days: Option<u32> = members.take("days");
        let delete_timestamp = members.take("deleteTimestamp");
        members.end()?;
        Ok(match (rule.as_str(), expires_at, days) {
            ("never-expires", ..) => Self::NeverExpires,
            ("retention", Some(expires_at), Some(days)) => Self::Retention { expires_at, days },
            ("last-backup", ..) => Self::LastBackup,
            ("pending-deletion", ..) => Self::PendingDeletion { delete_timestamp },
            _ => Self::Unknown,
        })
    }

    fn write(&self) -> Option<Value> {
        serde_json::to_value(self).ok()
    }

    fn schema(named: &mut Schemas) -> Value {
        reference(named, "BackupExpiry", |named| {
            let (time, days) = (Timestamp::schema(named), u32::schema(named));
            let end = Option::<Timestamp>::schema(named);
            json!({ "oneOf": [
                tagged("rule", "never-expires", &[]),
                tagged("rule", "retention", &[("expiresAt", time), ("days", days)]),
                tagged("rule", "last-backup", &[]),
                tagged("rule", "pending-deletion", &[("deleteTimestamp", end)]),
                tagged("rule", "unknown", &[]),
            ] })
        })
    }
}

deserialize_by_member!(BackupExpiry);

impl BackupExpiry {
    /// Until when a backup stays. `last` is what [`last_by_retention`] tells of its cluster's
    /// backups; the cluster may be gone.
    pub fn of(backup: &Backup, cluster: Option<&Cluster>, last: Option<&str>) -> Self {
        if backup.backup_state == Some(BackupState::PendingDeletion) {
            return Self::PendingDeletion { delete_timestamp: backup.delete_timestamp.clone() };
        }
        if backup.never_expires == Some(true) {
            return Self::NeverExpires;
        }
        if last == Some(backup.backup_id.as_str()) {
            return Self::LastBackup;
        }
        let days = cluster
            .and_then(|cluster| cluster.backup_retention_policy.as_ref())
            .and_then(BackupRetentionPolicy::days);
        match (&backup.create_timestamp, days) {
            (Some(created), Some(days)) if created.epoch_millis().is_some() => {
                Self::Retention { expires_at: created.plus_days(days), days }
            }
            _ => Self::Unknown,
        }
    }
}

/// The newest READY backup: what a new cluster would be created from. One that does not say when it
/// was made counts as the oldest.
pub fn newest_ready<'a>(backups: impl IntoIterator<Item = &'a Backup>) -> Option<&'a Backup> {
    let created =
        |backup: &Backup| backup.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    backups.into_iter().filter(|backup| backup.is_ready()).max_by_key(|backup| created(backup))
}

/// The id of the backup that retention leaves of a cluster's backups.
///
/// Only where nothing else stays for ever: beside a backup that never expires, AWS documents no
/// such rule for the newest of the others.
pub fn last_by_retention<'a>(
    backups: impl IntoIterator<Item = &'a Backup> + Clone,
) -> Option<&'a str> {
    let stays = |backup: &Backup| backup.is_ready() && backup.never_expires == Some(true);
    if backups.clone().into_iter().any(stays) {
        return None;
    }
    newest_ready(backups).map(|backup| backup.backup_id.as_str())
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
            BackupExpiry::PendingDeletion { delete_timestamp: Some(time) },
            BackupExpiry::PendingDeletion { delete_timestamp: None },
            BackupExpiry::Unknown,
        ] {
            let json = serde_json::to_string(&expiry).unwrap();
            assert_eq!(serde_json::from_str::<BackupExpiry>(&json).unwrap(), expiry, "{json}");
        }
    }
}
