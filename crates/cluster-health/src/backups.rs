//! Whether there is a backup to restore from, how old it is, and how long backups stay.
//!
//! AWS backs up an ACTIVE cluster at least once every 24 hours, when it is activated, and when an HSM is
//! added or removed: <https://docs.aws.amazon.com/cloudhsm/latest/userguide/backups.html>. Before that
//! there can be none.

use backend_api::{
    BackupExpiry, Finding, FindingKind as Kind, Severity, last_by_retention, newest_ready, survives,
};
use cloudhsm_api::{Backup, BackupState, Cluster, ClusterState, Timestamp};

use crate::{DAY_MILLIS, finding::finding, words};

/// How old the newest backup may be. AWS documents no limit; by this console's choice one backup of a
/// day may be missing.
const OLD: i64 = 2 * DAY_MILLIS;
/// How long before its end a backup is reported.
const ENDS_SOON: i64 = 7 * DAY_MILLIS;

/// What there is to report about the backups of a cluster.
pub(super) fn findings(cluster: &Cluster, backups: &[Backup], now_millis: i64) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(latest(cluster, backups, now_millis));
    for (backup, expires_at) in ending(cluster, backups, now_millis) {
        let verb = match backup.backup_state {
            Some(BackupState::PendingDeletion) => "is deleted and will be purged",
            _ => "reaches the end of its retention",
        };
        let fact = format!("Backup {} {verb} on {}.", backup.backup_id, expires_at.utc());
        let advice = "The backups tab shows what stays after it.";
        found.push(finding(Kind::BackupEnds, Severity::Info, fact, advice));
    }
    found.extend(staying(backups));
    found
}

/// What there is to report about the newest backup that can be restored.
fn latest(cluster: &Cluster, backups: &[Backup], now_millis: i64) -> Option<Finding> {
    let state = cluster.state.as_ref();
    if state.is_some_and(|it| it.is_before_initialization() || is_going(it)) {
        return None;
    }
    let Some(newest) = newest_ready(backups) else {
        return Some(if state == Some(&ClusterState::Initialized) {
            let advice = match cluster.source_backup() {
                Some(_) => "AWS makes one once the cluster is ACTIVE.",
                None => "AWS makes the first one when the cluster is activated.",
            };
            finding(Kind::NoReadyBackup, Severity::Info, words::NO_READY_BACKUP, advice)
        } else {
            finding(
                Kind::NoReadyBackup,
                Severity::Bad,
                words::NO_READY_BACKUP,
                "If the HSMs fail or are deleted, the keys are permanently lost. AWS backs up an ACTIVE cluster once a day. If no backup appears, open a support case.",
            )
        });
    };
    // Of a cluster without HSMs AWS makes none: the one that is there has its keys.
    if state != Some(&ClusterState::Active) || cluster.present_hsms().next().is_none() {
        return None;
    }
    let made = newest.create_timestamp.as_ref()?;
    let age = now_millis - made.epoch_millis()?;
    (age > OLD).then(|| {
        let fact = format!(
            "{}, {} days ago.",
            words::latest_ready_backup(&made.utc()),
            age.div_euclid(DAY_MILLIS)
        );
        finding(
            Kind::OldBackup,
            Severity::Warn,
            fact,
            "AWS backs up an ACTIVE cluster once a day. Keys created since then are in the HSMs alone. If no newer backup appears, open a support case.",
        )
    })
}

fn is_going(state: &ClusterState) -> bool {
    matches!(state, ClusterState::DeleteInProgress | ClusterState::Deleted)
}

/// Backups that end soon, and when. Those whose retention ends are reported only where AWS creates no
/// new ones: in an active cluster one ends every day.
fn ending<'a>(
    cluster: &Cluster,
    backups: &'a [Backup],
    now_millis: i64,
) -> Vec<(&'a Backup, Timestamp)> {
    let last = last_by_retention(backups);
    let renewed =
        cluster.state == Some(ClusterState::Active) && cluster.present_hsms().next().is_some();
    let soon = |time: &Timestamp| {
        time.epoch_millis().is_some_and(|time| (0..ENDS_SOON).contains(&(time - now_millis)))
    };
    backups
        .iter()
        .filter_map(|backup| match BackupExpiry::of(backup, Some(cluster), last) {
            BackupExpiry::Retention { expires_at, .. } if !renewed => Some((backup, expires_at)),
            BackupExpiry::PendingDeletion { delete_timestamp } => Some((backup, delete_timestamp?)),
            _ => None,
        })
        .filter(|(_, time)| soon(time))
        .collect()
}

/// The backups that no retention ends, whatever cluster they are of; `None` if there is none.
pub fn staying<'a>(backups: impl IntoIterator<Item = &'a Backup>) -> Option<Finding> {
    let (mut never, mut copies) = (Vec::new(), Vec::new());
    for backup in backups.into_iter().filter(|backup| survives(backup)) {
        match BackupExpiry::of(backup, None, None) {
            BackupExpiry::NeverExpires => never.push(&backup.backup_id),
            BackupExpiry::Copy => copies.push(&backup.backup_id),
            _ => {}
        }
    }
    let said = |ids: &[&String], one: &str, many: &str| match ids {
        [] => None,
        [id] => Some(format!("{id} {one}")),
        ids => Some(format!("{} {many}", ids.len())),
    };
    let parts: Vec<_> =
        [said(&never, "never expires", "never expire"), said(&copies, "is a copy", "are copies")]
            .into_iter()
            .flatten()
            .collect();
    let stay = match never.len() + copies.len() {
        0 => return None,
        1 => "1 backup stays until somebody deletes it".to_owned(),
        many => format!("{many} backups stay until somebody deletes them"),
    };
    let fact = format!("{stay}: {}.", parts.join(", "));
    let advice = "OK if intended. Retention doesn’t end copies in another region, nor backups that never expire.";
    Some(finding(Kind::BackupsStay, Severity::Info, fact, advice))
}
