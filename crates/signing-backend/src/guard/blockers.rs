//! What blocks a deletion.
//!
//! Only what AWS documents or the operator decided. A state for which AWS documents no behavior is
//! no blocker: AWS's own answer counts.

use backend_api::{Blocker, BlockerCode};
use cloudhsm_api::{BackupState, Cluster, ClusterState, Hsm, HsmState, Tag, tag_value};

use crate::operations::how_to_allow;

use super::{Change, GuardRules, Target, blocker::blocker, change, key_stores, snapshot::Snapshot};

pub(crate) fn blockers(snapshot: &Snapshot, target: &Target, rules: &GuardRules) -> Vec<Blocker> {
    let mut blockers = Vec::new();
    let operation = target.operation();
    if rules.operations.read_only() {
        blockers.push(blocker(
            BlockerCode::ReadOnly,
            rules.operations.why_read_only().to_owned(),
            vec![],
        ));
    } else if !rules.operations.allows(operation) {
        blockers.push(blocker(
            BlockerCode::OperationNotAllowed,
            format!("{operation} isn’t allowed. {}", how_to_allow(operation)),
            vec![operation.name().to_owned()],
        ));
    }
    match (target, target.protection_key()) {
        (_, Some(key)) => blockers.extend(not_protected(snapshot, target, key)),
        // What is protected from deletion can be changed.
        (Target::Change(_), None) => {}
        (_, None) => blockers.extend(protection(snapshot, target, rules)),
    }
    match target {
        Target::Cluster { .. } => {
            if let Some(cluster) = &snapshot.cluster {
                blockers.extend(cluster_state(cluster, true));
                blockers.extend(hsms_present(cluster));
            }
        }
        Target::Hsm { hsm_id, .. } => {
            blockers.extend(snapshot.cluster.as_ref().and_then(|it| cluster_state(it, false)));
            blockers.extend(snapshot.cluster.as_ref().and_then(change::migrating));
            blockers.extend(snapshot.hsm(hsm_id).and_then(hsm_state));
        }
        Target::Hsms { hsms, .. } => {
            blockers.extend(snapshot.cluster.as_ref().and_then(|it| cluster_state(it, false)));
            blockers.extend(snapshot.cluster.as_ref().and_then(change::migrating));
            let going =
                hsms.as_slice().iter().filter_map(|id| snapshot.hsm(id)).find_map(hsm_state);
            blockers.extend(going);
        }
        Target::Backup { backup_id } => blockers.extend(backup_state(snapshot, backup_id)),
        Target::ClusterProtection { .. } | Target::BackupProtection { .. } => {}
        // A backup can be changed without its cluster.
        Target::Change(change @ Change::Backup(_)) => {
            blockers.extend(change::blockers(snapshot, change, rules));
        }
        Target::Change(change) => {
            let going = snapshot.cluster.as_ref().and_then(|it| cluster_state(it, true));
            match going {
                Some(going) => blockers.push(going),
                None => blockers.extend(change::blockers(snapshot, change, rules)),
            }
        }
    }
    blockers.extend(key_stores::connected(snapshot, target));
    blockers
}

/// The tag may be on the cluster, or on the backup itself.
fn protection(snapshot: &Snapshot, target: &Target, rules: &GuardRules) -> Option<Blocker> {
    let (key, value) = &rules.deletion_protection;
    let found = |tags: &[Tag], id: &str| rules.is_protected(tags).then(|| id.to_owned());
    let cluster = snapshot.cluster.as_ref();
    let mut holders: Vec<_> =
        cluster.and_then(|it| found(&it.tag_list, &it.cluster_id)).into_iter().collect();
    if let Target::Backup { backup_id } = target {
        holders.extend(snapshot.backup(backup_id).and_then(|it| found(&it.tag_list, backup_id)));
    }
    (!holders.is_empty()).then(|| {
        blocker(
            BlockerCode::DeletionProtection,
            format!(
                "Protected: {} has the tag {key}={value}. Turn the protection off first.",
                holders.join(" and ")
            ),
            holders,
        )
    })
}

/// A tag of that key with another value protects nothing, but can be removed all the same.
fn not_protected(snapshot: &Snapshot, target: &Target, key: &str) -> Option<Blocker> {
    let absent = tag_value(snapshot.tags_of(target), key).is_none();
    absent.then(|| {
        let id = target.id();
        let message = format!("{id} has no tag {key}. There is no protection to turn off.");
        blocker(BlockerCode::NotProtected, message, vec![id.to_owned()])
    })
}

fn cluster_state(cluster: &Cluster, is_target: bool) -> Option<Blocker> {
    let id = || vec![cluster.cluster_id.clone()];
    match cluster.state {
        Some(ClusterState::DeleteInProgress) => Some(blocker(
            BlockerCode::DeletionInProgress,
            "The cluster is already being deleted.".to_owned(),
            id(),
        )),
        Some(ClusterState::Deleted) => Some(blocker(
            BlockerCode::AlreadyDeleted,
            if is_target {
                "The cluster is already deleted.".to_owned()
            } else {
                "The HSM’s cluster is already deleted.".to_owned()
            },
            id(),
        )),
        _ => None,
    }
}

fn hsms_present(cluster: &Cluster) -> Option<Blocker> {
    let present: Vec<&Hsm> = cluster.present_hsms().collect();
    let leaving =
        present.iter().filter(|hsm| hsm.state == Some(HsmState::DeleteInProgress)).count();
    let message = match (present.len(), leaving) {
        (0, _) => return None,
        (1, 1) => "Wait until the cluster’s HSM is deleted.".to_owned(),
        (1, _) => "Delete the cluster’s HSM first.".to_owned(),
        (all, leaving) if all == leaving => {
            format!("Wait until the cluster’s {all} HSMs are deleted.")
        }
        (all, _) => format!("Delete the cluster’s {all} HSMs first."),
    };
    let ids = present.iter().map(|hsm| hsm.hsm_id.clone()).collect();
    Some(blocker(BlockerCode::HsmsPresent, message, ids))
}

fn hsm_state(hsm: &Hsm) -> Option<Blocker> {
    let (code, message) = match hsm.state {
        Some(HsmState::DeleteInProgress) => {
            (BlockerCode::DeletionInProgress, "The HSM is already being deleted.")
        }
        Some(HsmState::Deleted) => (BlockerCode::AlreadyDeleted, "The HSM is already deleted."),
        _ => return None,
    };
    Some(blocker(code, message.to_owned(), vec![hsm.hsm_id.clone()]))
}

fn backup_state(snapshot: &Snapshot, backup_id: &str) -> Option<Blocker> {
    let backup = snapshot.backup(backup_id)?;
    let (code, message) = match backup.backup_state {
        Some(BackupState::PendingDeletion) => (
            BlockerCode::DeletionInProgress,
            match &backup.delete_timestamp {
                Some(time) => format!(
                    "The backup is already deleted and will be purged at {}. Until then it can be \
                     restored.",
                    time.to_rfc3339()
                ),
                None => "The backup is already deleted. For 7 days it can be restored.".to_owned(),
            },
        ),
        Some(BackupState::Deleted) => {
            (BlockerCode::AlreadyDeleted, "The backup is already deleted.".to_owned())
        }
        _ => return None,
    };
    Some(blocker(code, message, vec![backup_id.to_owned()]))
}
