//! What a change of a backup gives away, ends or can't take back.

use backend_api::{BackupExpiry, WarningCode, last_by_retention};
use cloudhsm_api::{Backup, ClusterState, Timestamp};
use serde_json::Value;

use super::{BackupAction, BackupChange, access::Access};
use crate::{
    clock::epoch_millis,
    guard::{GuardRules, snapshot::Snapshot, warning_list::Warnings},
    reader::text,
};

/// Puts them on the list.
pub(in crate::guard::change) fn warn(
    warnings: &mut Warnings,
    snapshot: &Snapshot,
    change: &BackupChange,
    rules: &GuardRules,
) {
    let Some(backup) = snapshot.backup(&change.backup_id) else { return };
    match &change.action {
        BackupAction::Copy { destination, .. } => copy(warnings, snapshot, destination),
        BackupAction::NeverExpires(true) | BackupAction::Restore => {}
        BackupAction::NeverExpires(false) => may_expire(warnings, snapshot, backup, rules),
        BackupAction::Share { policy, .. } => of_policy(warnings, snapshot, Some(policy)),
        BackupAction::Unshare { .. } => of_policy(warnings, snapshot, None),
    }
}

fn copy(warnings: &mut Warnings, snapshot: &Snapshot, destination: &str) {
    match snapshot.beside.as_ref().and_then(|it| it.copies.as_ref()) {
        Some(Ok(copies)) => {
            let state = |it: &Value| text(it, "BackupState").unwrap_or("no state").to_owned();
            let named = copies
                .iter()
                .filter(|it| state(it) != "DELETED")
                .map(|it| format!("{} ({})", text(it, "BackupId").unwrap_or("no ID"), state(it)));
            let named: Vec<_> = named.collect();
            if !named.is_empty() {
                let message = format!("{destination} has a copy of this backup already.");
                warnings.require_acknowledgement(WarningCode::AlreadyCopied, message, named);
            }
        }
        Some(Err(why)) => {
            let message = format!(
                "It isn’t known whether {destination} has a copy already, and it may never be known \
                 whether this one arrives. {why}"
            );
            let region = vec![destination.to_owned()];
            warnings.require_acknowledgement(WarningCode::DestinationUnknown, message, region);
        }
        // A blocker says why.
        None => {}
    }
    let message = format!(
        "A copy has no retention: AWS keeps it in {destination} until someone deletes it there. Its \
         policy and its protection are its own."
    );
    warnings.info(WarningCode::CopyKept, message, vec![]);
}

/// When retention ends a backup that so far never expired, and what is lost with it.
fn may_expire(warnings: &mut Warnings, snapshot: &Snapshot, backup: &Backup, rules: &GuardRules) {
    let kept = match backup.never_expires {
        Some(false) => None,
        Some(true) => Some("This backup is set to never expire. Someone meant to keep it."),
        None => Some(
            "AWS doesn’t report whether this backup is set to never expire. Someone may have meant \
             to keep it.",
        ),
    };
    if let Some(message) = kept {
        warnings.require_acknowledgement(WarningCode::NeverExpires, message, vec![]);
    }
    let cluster = snapshot.cluster.as_ref();
    let is_gone = cluster.is_none_or(|it| it.state == Some(ClusterState::Deleted));
    let then = Backup { never_expires: Some(false), ..backup.clone() };
    let others: Vec<_> =
        snapshot.backups.iter().filter(|it| it.backup_id != backup.backup_id).collect();
    let last = last_by_retention(others.iter().copied().chain([&then]));
    let expiry = BackupExpiry::of(&then, cluster, last);
    let is_over = expiry.overdue_since(epoch_millis(snapshot.read_at)).is_some();
    let code = WarningCode::BackupsExpire;
    match &expiry {
        BackupExpiry::Retention { expires_at, days } if is_over => {
            let end = expires_at.to_rfc3339();
            let message = format!(
                "The cluster’s retention of {days} days ended at {end} for this backup. AWS can \
                 delete it at any time."
            );
            let id = vec![backup.backup_id.clone()];
            warnings.require_acknowledgement(WarningCode::BackupsPurged, message, id);
        }
        BackupExpiry::Retention { expires_at, days } => {
            let end = expires_at.to_rfc3339();
            let message =
                format!("With the cluster’s retention of {days} days, AWS deletes it at {end}.");
            warnings.info(code, message, vec![end]);
        }
        BackupExpiry::LastBackup => {
            let message = "AWS never deletes the last backup of a cluster by retention. Once there is \
                           a newer one, the retention applies to this one.";
            warnings.info(code, message, vec![]);
        }
        BackupExpiry::PendingDeletion { delete_timestamp } => {
            let end = delete_timestamp.as_ref().map(Timestamp::to_rfc3339);
            let purge = end.as_ref().map_or_else(
                || "AWS doesn’t report when it purges it.".to_owned(),
                |end| format!("AWS purges it at {end}."),
            );
            let message = format!(
                "The backup is in PENDING_DELETION. {purge} If it is restored before, the retention \
                 applies to it."
            );
            warnings.info(code, message, end.into_iter().collect());
        }
        BackupExpiry::Copy => {
            let message = "It is a copy. AWS documents no retention for copies.";
            warnings.info(WarningCode::CopyKept, message, vec![]);
        }
        BackupExpiry::UnknownRetention { policy } => {
            let message = format!("It isn’t known when AWS deletes it: the retention is {policy}.");
            warnings.info(code, message, vec![]);
        }
        _ => {
            let message = "It isn’t known when AWS deletes it: the retention of its cluster, or when \
                           it was made, can’t be read.";
            warnings.info(code, message, vec![]);
        }
    }
    if backup.is_ready() && !others.iter().any(|it| it.is_ready()) {
        let message = "This is the last READY backup of its cluster in this region.";
        let id = backup.cluster_id.clone().into_iter().collect();
        warnings.require_acknowledgement(WarningCode::LastBackup, message, id);
    }
    if is_gone {
        let message = "The backup’s cluster no longer exists: its keys are only in its backups.";
        let id = backup.cluster_id.clone().into_iter().collect();
        warnings.require_acknowledgement(WarningCode::ClusterGone, message, id);
    }
    let of_cluster = cluster.map_or(&[][..], |it| &it.tag_list);
    let mut tags = rules.production_tags.among(&backup.tag_list);
    tags.extend(rules.production_tags.among(of_cluster));
    warnings.production(&tags, "The backup or its cluster is tagged as production.");
}

/// Who gets access, and who loses it.
fn of_policy(warnings: &mut Warnings, snapshot: &Snapshot, after: Option<&str>) {
    let read = snapshot.beside.as_ref().and_then(|it| it.policy.as_ref());
    let then = after.and_then(Access::of).unwrap_or_default();
    if then.is_public {
        warnings.require_acknowledgement(
            WarningCode::PublicAccess,
            "The policy doesn’t name who has access: it allows everyone, or everyone but some. \
             Whoever can create a cluster from the backup has its keys.",
            vec![],
        );
    }
    if !then.principals.is_empty() {
        warnings.require_acknowledgement(
            WarningCode::AccessGiven,
            "These have access to the backup as the policy allows. Whoever can create a cluster from \
             it has its keys. They don’t see the backup in their own listings until the share is \
             promoted in AWS RAM.",
            then.principals.iter().cloned().collect(),
        );
    }
    match read {
        Some(Err(why)) => {
            let message = format!(
                "It isn’t known which policy the backup has now, and who loses access. {why}"
            );
            warnings.require_acknowledgement(WarningCode::PolicyUnknown, message, vec![]);
        }
        Some(Ok(Some(before))) => {
            let Some(now) = Access::of(before) else {
                let message = "The policy that the backup has now can’t be read, so it isn’t known \
                               who loses access.";
                return warnings.require_acknowledgement(
                    WarningCode::PolicyUnknown,
                    message,
                    vec![],
                );
            };
            let lost: Vec<_> = now.principals.difference(&then.principals).cloned().collect();
            if !lost.is_empty() && !then.names_everyone {
                let message =
                    "These lose access, and can no longer create clusters from the backup.";
                warnings.require_acknowledgement(WarningCode::AccessLost, message, lost);
            }
        }
        _ => {}
    }
}
