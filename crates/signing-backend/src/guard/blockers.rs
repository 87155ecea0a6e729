//! What stands in the way of a deletion.
//!
//! Only what AWS documents or the operator decided. A state in which AWS's behaviour is documented
//! nowhere is no blocker: AWS's own answer counts.

use backend_api::{Blocker, BlockerCode};
use cloudhsm_api::{BackupState, Cluster, ClusterState, Hsm, HsmState, Tag, tag_value};

use super::{GuardRules, Target, snapshot::Snapshot};

pub(crate) fn blockers(snapshot: &Snapshot, target: &Target, rules: &GuardRules) -> Vec<Blocker> {
    let mut blockers = Vec::new();
    let operation = target.operation();
    if rules.operations.read_only() {
        blockers.push(blocker(
            BlockerCode::ReadOnly,
            "This backend only reads. Start it without --read-only to delete.".to_owned(),
            vec![],
        ));
    } else if !rules.operations.allows(operation) {
        blockers.push(blocker(
            BlockerCode::OperationNotAllowed,
            format!(
                "This backend does not sign {operation}. --allow-operation {operation} lets it."
            ),
            vec![operation.name().to_owned()],
        ));
    }
    match target.protection_key() {
        Some(key) => blockers.extend(not_protected(snapshot, target, key)),
        None => blockers.extend(protection(snapshot, target, rules)),
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
            blockers.extend(snapshot.hsm(hsm_id).and_then(hsm_state));
        }
        Target::Hsms { hsms, .. } => {
            blockers.extend(snapshot.cluster.as_ref().and_then(|it| cluster_state(it, false)));
            let going =
                hsms.as_slice().iter().filter_map(|id| snapshot.hsm(id)).find_map(hsm_state);
            blockers.extend(going);
        }
        Target::Backup { backup_id } => blockers.extend(backup_state(snapshot, backup_id)),
        Target::ClusterProtection { .. } | Target::BackupProtection { .. } => {}
    }
    blockers
}

fn blocker(code: BlockerCode, message: String, subjects: Vec<String>) -> Blocker {
    Blocker { code, message, subjects }
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
                "{} carries the tag {key} = {value}, which forbids deletions here. Take the \
                 protection off first, if that is what you mean.",
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
        let message = format!("{id} has no tag {key}: there is no protection to take off.");
        blocker(BlockerCode::NotProtected, message, vec![id.to_owned()])
    })
}

fn cluster_state(cluster: &Cluster, is_target: bool) -> Option<Blocker> {
    let id = || vec![cluster.cluster_id.clone()];
    match cluster.state {
        Some(ClusterState::DeleteInProgress) => Some(blocker(
            BlockerCode::DeletionInProgress,
            "The cluster is being deleted. There is nothing left to do but wait.".to_owned(),
            id(),
        )),
        Some(ClusterState::Deleted) => Some(blocker(
            BlockerCode::AlreadyDeleted,
            if is_target {
                "The cluster is deleted already.".to_owned()
            } else {
                "The HSM's cluster is deleted already.".to_owned()
            },
            id(),
        )),
        _ => None,
    }
}

fn hsms_present(cluster: &Cluster) -> Option<Blocker> {
    let present: Vec<&Hsm> =
        cluster.hsms.iter().filter(|hsm| hsm.state != Some(HsmState::Deleted)).collect();
    if present.is_empty() {
        return None;
    }
    let leaving =
        present.iter().filter(|hsm| hsm.state == Some(HsmState::DeleteInProgress)).count();
    let count = match present.len() {
        1 => "an HSM".to_owned(),
        many => format!("{many} HSMs"),
    };
    let advice = if leaving == present.len() {
        "Wait until their deletion is done."
    } else {
        "Delete each of them first; a deletion takes a few minutes."
    };
    Some(blocker(
        BlockerCode::HsmsPresent,
        format!("The cluster still has {count}, and AWS deletes only clusters without. {advice}"),
        present.iter().map(|hsm| hsm.hsm_id.clone()).collect(),
    ))
}

fn hsm_state(hsm: &Hsm) -> Option<Blocker> {
    let (code, message) = match hsm.state {
        Some(HsmState::DeleteInProgress) => (
            BlockerCode::DeletionInProgress,
            "The HSM is being deleted. There is nothing left to do but wait.",
        ),
        Some(HsmState::Deleted) => (BlockerCode::AlreadyDeleted, "The HSM is deleted already."),
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
                    "The backup is deleted and goes for good at {}. Until then RestoreBackup \
                     brings it back.",
                    time.to_rfc3339()
                ),
                None => {
                    "The backup is deleted; for 7 days RestoreBackup brings it back.".to_owned()
                }
            },
        ),
        Some(BackupState::Deleted) => {
            (BlockerCode::AlreadyDeleted, "The backup is deleted already.".to_owned())
        }
        _ => return None,
    };
    Some(blocker(code, message, vec![backup_id.to_owned()]))
}
