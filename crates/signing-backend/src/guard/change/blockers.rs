//! What blocks a change: only what AWS documents.

use backend_api::{Blocker, BlockerCode, ended_by_retention};
use cloudhsm_api::{Cluster, ClusterMode, ClusterState, Hsm, HsmState, Timestamp};

use super::{Change, NewCluster, Room, backups, certificates, is_migrating, migration};
use crate::{
    clock::epoch_millis,
    guard::{GuardRules, blocker::blocker, snapshot::Snapshot},
};

/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/limits.html>
const MOST_HSMS: usize = 28;
/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/hsm1-to-hsm2-migration.html>
const MOST_TO_MIGRATE: usize = 27;

/// All of them. What holds for a deletion of the cluster under way, the caller has said already.
pub(crate) fn blockers(snapshot: &Snapshot, change: &Change, rules: &GuardRules) -> Vec<Blocker> {
    if let Change::Backup(change) = change {
        return backups::blockers(snapshot, change, rules);
    }
    let mut blockers = of_change(snapshot, change);
    blockers.extend(protected_from_retention(snapshot, change, rules));
    blockers.extend(snapshot.room.iter().flat_map(Room::blockers));
    blockers
}

fn of_change(snapshot: &Snapshot, change: &Change) -> Vec<Blocker> {
    if let Change::CreateCluster(new) = change {
        return creation(snapshot, new);
    }
    let Some(cluster) = &snapshot.cluster else { return Vec::new() };
    match change {
        Change::CreateCluster(_) | Change::Backup(_) => Vec::new(),
        Change::CreateHsm { zone, ip, .. } => add_hsm(cluster, zone, ip.as_deref()),
        Change::Initialize { signed_cert, trust_anchor, .. } => {
            initialize(snapshot, cluster, signed_cert, trust_anchor)
        }
        Change::Retention { days, .. } => retention(cluster, *days).into_iter().collect(),
        Change::HsmType { hsm_type, .. } => {
            hsm_type_change(snapshot, cluster, hsm_type).into_iter().collect()
        }
    }
}

/// No HSM is added or deleted while AWS changes the type of all of them.
pub(crate) fn migrating(cluster: &Cluster) -> Option<Blocker> {
    is_migrating(cluster).then(|| {
        let state = state_of(cluster);
        blocker(
            BlockerCode::MigrationInProgress,
            format!(
                "The cluster is {state}: AWS is replacing its HSMs one after the other. Until that \
                 is done, no HSM can be added or deleted."
            ),
            vec![cluster.cluster_id.clone()],
        )
    })
}

fn state_of(cluster: &Cluster) -> &str {
    cluster.state.as_ref().map_or("unknown", ClusterState::as_str)
}

fn add_hsm(cluster: &Cluster, zone: &str, ip: Option<&str>) -> Vec<Blocker> {
    let mut blockers: Vec<_> = migrating(cluster).into_iter().collect();
    if !cluster.subnet_mapping.contains_key(zone) {
        let zones: Vec<_> = cluster.subnet_mapping.keys().cloned().collect();
        let message = format!(
            "The cluster has no subnet in {zone}. It has one in: {}. AWS can’t add a zone later.",
            if zones.is_empty() { "no zone".to_owned() } else { zones.join(", ") }
        );
        blockers.push(blocker(BlockerCode::ZoneNotInCluster, message, zones));
    }
    // AWS doesn't document when one that is being deleted no longer counts.
    let staying = || {
        let leaves = |hsm: &&Hsm| hsm.state == Some(HsmState::DeleteInProgress);
        cluster.present_hsms().filter(move |hsm| !leaves(hsm))
    };
    let there = staying().count();
    if cluster.state.as_ref().is_some_and(ClusterState::is_before_initialization) && there > 0 {
        let ids = staying().map(|hsm| hsm.hsm_id.clone()).collect();
        let message = if cluster.source_backup().is_some() {
            "The cluster takes one HSM until AWS has restored its backup, and has it. Wait until the \
             cluster is ACTIVE."
        } else {
            "A cluster that is not initialized takes one HSM, and has it. Initialize the cluster \
             first, and activate it; then add more."
        };
        blockers.push(blocker(BlockerCode::FirstHsmOnly, message.to_owned(), ids));
    }
    if there >= MOST_HSMS {
        let message = format!("The cluster has {there} HSMs. AWS allows {MOST_HSMS} a cluster.");
        blockers.push(blocker(BlockerCode::TooManyHsms, message, vec![]));
    }
    let taken = ip.and_then(|ip| {
        let is_there = |hsm: &&Hsm| hsm.eni_ip.as_deref() == Some(ip);
        staying().find(is_there)
    });
    if let Some(hsm) = taken {
        let ip = ip.unwrap_or_default();
        let message = format!("{} has the address {ip}. Choose another one, or none.", hsm.hsm_id);
        blockers.push(blocker(BlockerCode::AddressTaken, message, vec![hsm.hsm_id.clone()]));
    }
    blockers
}

fn initialize(
    snapshot: &Snapshot,
    cluster: &Cluster,
    signed_cert: &str,
    trust_anchor: &str,
) -> Vec<Blocker> {
    match &cluster.state {
        Some(ClusterState::Uninitialized) => {}
        Some(ClusterState::CreateInProgress) => {
            let message = "AWS is still creating the cluster. Wait until it is UNINITIALIZED.";
            return vec![blocker(BlockerCode::WrongState, message.to_owned(), vec![])];
        }
        _ => {
            let message = format!(
                "The cluster is {}. Only an UNINITIALIZED cluster can be initialized, and only once.",
                state_of(cluster)
            );
            return vec![blocker(BlockerCode::WrongState, message, vec![])];
        }
    }
    if cluster.certificate(cloudhsm_api::CertificateSlot::ClusterCsr).is_none() {
        let message = "The cluster has no CSR yet. AWS makes it with the first HSM: add one, and wait \
                       until it is ACTIVE.";
        return vec![blocker(BlockerCode::NoCsr, message.to_owned(), vec![])];
    }
    certificates::rejected(snapshot, signed_cert, trust_anchor)
}

/// A shorter retention deletes backups: what is protected from deletion is protected from that too.
fn protected_from_retention(
    snapshot: &Snapshot,
    change: &Change,
    rules: &GuardRules,
) -> Option<Blocker> {
    let (Change::Retention { days, .. }, Some(cluster)) = (change, &snapshot.cluster) else {
        return None;
    };
    let now = epoch_millis(snapshot.read_at);
    let purged = ended_by_retention(&snapshot.backups, cluster, *days, now);
    let own = purged.iter().filter(|it| rules.is_protected(&it.tag_list));
    let mut holders: Vec<_> = own.map(|it| it.backup_id.clone()).collect();
    if !purged.is_empty() && rules.is_protected(&cluster.tag_list) {
        holders.push(cluster.cluster_id.clone());
    }
    let (key, value) = &rules.deletion_protection;
    (!holders.is_empty()).then(|| {
        let message = format!(
            "With {days} days, AWS would delete backups, and {} has the tag {key}={value}. Turn the \
             protection off first, or choose more days.",
            holders.join(" and ")
        );
        blocker(BlockerCode::DeletionProtection, message, holders)
    })
}

fn retention(cluster: &Cluster, days: u32) -> Option<Blocker> {
    let now = cluster.backup_retention_policy.as_ref()?.days()?;
    (now == days).then(|| {
        let message = format!("Backups are kept for {days} days already.");
        blocker(BlockerCode::NothingChanges, message, vec![])
    })
}

fn hsm_type_change(snapshot: &Snapshot, cluster: &Cluster, hsm_type: &str) -> Option<Blocker> {
    let own = cluster.hsm_type.as_deref().unwrap_or_default();
    if cluster.state == Some(ClusterState::RollbackInProgress) {
        let message = "AWS is rolling the migration back already.";
        return Some(blocker(BlockerCode::MigrationInProgress, message.to_owned(), vec![]));
    }
    let is_back = migration::is_rollback(cluster, hsm_type);
    if !is_migrating(cluster) && own == hsm_type {
        let message = format!("The cluster has the HSM type {hsm_type} already.");
        return Some(blocker(BlockerCode::NothingChanges, message, vec![]));
    }
    if is_back {
        let until = cluster.hsm_type_rollback_expiration.as_ref();
        let until = until
            .filter(|it| it.epoch_millis().is_none_or(|it| it > epoch_millis(snapshot.read_at)));
        return until.is_none().then(|| {
            let over = cluster.hsm_type_rollback_expiration.as_ref().map(Timestamp::to_rfc3339);
            let message = match over {
                Some(time) => format!(
                    "AWS rolls a migration back for 24 hours after its start. That ended at {time}."
                ),
                None => "AWS reports no time until which this migration could be rolled back."
                    .to_owned(),
            };
            blocker(BlockerCode::RollbackOver, message, vec![])
        });
    }
    if cluster.state != Some(ClusterState::Active) {
        let message = format!(
            "The cluster is {}. AWS changes the HSM type of an ACTIVE cluster only.",
            state_of(cluster)
        );
        return Some(blocker(BlockerCode::WrongState, message, vec![]));
    }
    let there = cluster.present_hsms().count();
    (there > MOST_TO_MIGRATE).then(|| {
        let message = format!(
            "The cluster has {there} HSMs. AWS needs room for one more meanwhile: delete one first, \
             so that there are at most {MOST_TO_MIGRATE}."
        );
        blocker(BlockerCode::TooManyHsms, message, vec![])
    })
}

fn creation(snapshot: &Snapshot, new: &NewCluster) -> Vec<Blocker> {
    let mut blockers = Vec::new();
    let mismatch = |message: String| blocker(BlockerCode::ModeMismatch, message, vec![]);
    let mode = new.mode.as_deref();
    // <https://docs.aws.amazon.com/cloudhsm/latest/userguide/cluster-hsm-types.html>
    if new.hsm_type == migration::OLD && mode == Some("NON_FIPS") {
        blockers.push(mismatch(format!("{} has the mode FIPS only.", migration::OLD)));
    }
    // Another account's backup can't be read by its ARN.
    let Some(id) = new.source_backup.as_deref().filter(|id| id.starts_with("backup-")) else {
        return blockers;
    };
    let Some(backup) = snapshot.backup(id) else {
        let message = format!("There is no backup {id} in this region.");
        blockers.push(blocker(BlockerCode::BackupNotUsable, message, vec![id.to_owned()]));
        return blockers;
    };
    if !backup.is_ready() {
        let state = backup.backup_state.as_ref().map_or("unknown", |it| it.as_str());
        let message = format!("{id} is {state}. A cluster is created from a READY backup only.");
        blockers.push(blocker(BlockerCode::BackupNotUsable, message, vec![id.to_owned()]));
    }
    let own = backup.mode.as_ref().map(ClusterMode::as_str);
    if let (Some(own), Some(wanted)) = (own, mode)
        && own != wanted
    {
        let message =
            format!("{id} is of a cluster in mode {own}, and restores into that mode only.");
        blockers.push(mismatch(message));
    }
    blockers
}
