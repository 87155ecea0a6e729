//! What stands in the way of a change: only what AWS documents.

use backend_api::{Blocker, BlockerCode};
use cloudhsm_api::{Cluster, ClusterMode, ClusterState, Timestamp};

use super::{Change, NewCluster, Room, certificates, is_migrating, migration};
use crate::{
    clock::epoch_millis,
    guard::{blocker::blocker, snapshot::Snapshot},
};

/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/limits.html>
const MOST_HSMS: usize = 28;
/// <https://docs.aws.amazon.com/cloudhsm/latest/userguide/hsm1-to-hsm2-migration.html>
const MOST_TO_MIGRATE: usize = 27;

/// All of them. What holds for a deletion of the cluster under way, the caller has said already.
pub(crate) fn blockers(snapshot: &Snapshot, change: &Change) -> Vec<Blocker> {
    let mut blockers = of_change(snapshot, change);
    blockers.extend(snapshot.room.iter().flat_map(Room::blockers));
    blockers
}

fn of_change(snapshot: &Snapshot, change: &Change) -> Vec<Blocker> {
    if let Change::CreateCluster(new) = change {
        return creation(snapshot, new);
    }
    let Some(cluster) = &snapshot.cluster else { return Vec::new() };
    match change {
        Change::CreateCluster(_) => Vec::new(),
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
        let state = cluster.state.as_ref().map_or("unknown", ClusterState::as_str);
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
    let there = cluster.present_hsms().count();
    if !cluster.subnet_mapping.contains_key(zone) {
        let zones: Vec<_> = cluster.subnet_mapping.keys().cloned().collect();
        let message = format!(
            "The cluster has no subnet in {zone}. It has one in: {}. AWS can’t add a zone later.",
            if zones.is_empty() { "no zone".to_owned() } else { zones.join(", ") }
        );
        blockers.push(blocker(BlockerCode::ZoneNotInCluster, message, zones));
    }
    if cluster.state.as_ref().is_some_and(ClusterState::is_before_initialization) && there > 0 {
        let ids = cluster.present_hsms().map(|hsm| hsm.hsm_id.clone()).collect();
        blockers.push(blocker(
            BlockerCode::FirstHsmOnly,
            "A cluster that is not initialized takes one HSM, and has it. Initialize the cluster \
             first, and activate it; then add more."
                .to_owned(),
            ids,
        ));
    }
    if there >= MOST_HSMS {
        let message = format!("The cluster has {there} HSMs. AWS allows {MOST_HSMS} a cluster.");
        blockers.push(blocker(BlockerCode::TooManyHsms, message, vec![]));
    }
    let taken = ip.and_then(|ip| {
        let is_there = |hsm: &&cloudhsm_api::Hsm| hsm.eni_ip.as_deref() == Some(ip);
        cluster.present_hsms().find(is_there)
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

fn retention(cluster: &Cluster, days: u32) -> Option<Blocker> {
    let now = cluster.backup_retention_policy.as_ref()?.days()?;
    (now == days).then(|| {
        let message = format!("Backups are kept for {days} days already.");
        blocker(BlockerCode::NothingChanges, message, vec![])
    })
}

fn hsm_type_change(snapshot: &Snapshot, cluster: &Cluster, hsm_type: &str) -> Option<Blocker> {
    let own = cluster.hsm_type.as_deref().unwrap_or_default();
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
