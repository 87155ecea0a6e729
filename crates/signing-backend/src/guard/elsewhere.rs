//! Where the keys of a cluster also exist, in all regions: what is lost with a deletion is what exists
//! nowhere else.
//!
//! Asked for a plan that takes a cluster or a backup, side by side with the rest, and not again before
//! the request is sent: every region would have to answer once more. What was acknowledged of it is
//! bound to the permit. Only what keys can be restored from is read: all clusters and the READY backups,
//! in two listings a region. Filters would be quicker, but AWS documents none that finds a copy whose
//! source is gone, so that "none" could not be said.

use std::time::Duration;

use cloudhsm_api::{Cluster, ClusterState, HsmState, Timestamp};

use super::Target;
use crate::dependents::{
    Asking, CUT, Extent, Listed, Member, Outcome, Reading, Root, in_regions, kin,
};

/// So many places are named.
pub(super) const NAMED: usize = 5;

/// Where the keys also exist, as a plan asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    /// In words: the first of them, [`NAMED`] at most.
    pub(super) first: Vec<String>,
    /// How many there are.
    pub(super) count: usize,
    /// The regions that were asked.
    pub(super) regions: Vec<String>,
    /// The regions that aren't known, each with why.
    pub(super) unknown: Vec<(String, String)>,
    /// How many of these the AWS identity isn't allowed to read.
    pub(super) refused: usize,
    /// The region that has the original of the backup as READY, if that is a copy and one has it.
    pub(super) original: Option<String>,
    /// When, on the monotonic clock.
    pub(super) asked: Duration,
}

/// What the regions have.
pub(super) type InRegions = Vec<(String, Reading<Listed>)>;

/// Whether it matters to a deletion.
pub(super) fn matters(target: &Target) -> bool {
    matches!(target, Target::Cluster { .. } | Target::Backup { .. })
}

/// Asks all regions.
pub(super) async fn ask(asking: &Asking<'_>, regions: &[String]) -> InRegions {
    in_regions(asking, regions, Extent::Restorable).await
}

impl Elsewhere {
    /// What the regions have of the keys that a deletion takes.
    pub(super) fn of(read: &InRegions, own: &Root<'_>, target: &Target, asked: Duration) -> Self {
        let backup = |id: &str| own.backups.iter().find(|backup| backup.backup_id == id);
        let known = read.iter().filter_map(|(region, it)| Some((region.as_str(), it.known()?)));
        let found = kin(*own, known);
        // The cluster itself, and its backups in its region, are listed separately in the plan anyway.
        let cluster_id = own.cluster.map(|it| it.cluster_id.as_str());
        let is_own = |member: &Member<'_>| {
            let id = member.id();
            id == target.id() || Some(id) == cluster_id || backup(id).is_some()
        };
        let places: Vec<_> = found
            .iter()
            .filter(|it| !is_own(&it.member))
            .filter_map(|it| place(it.region, it.member))
            .collect();
        let source = target.backup_id().and_then(|id| backup(id)?.source_backup.as_deref());
        let original = source.and_then(|source| {
            let is_it = |it: &_| is_ready_backup(it, source);
            found.iter().map(|it| (it.member, it.region)).find(is_it)
        });
        Self {
            count: places.len(),
            first: places.into_iter().take(NAMED).collect(),
            regions: read.iter().map(|(name, _)| name.clone()).collect(),
            unknown: read.iter().filter_map(|(name, it)| Some((name.clone(), why(it)?))).collect(),
            refused: read.iter().filter(|(_, it)| is_refused(it)).count(),
            original: original.map(|(_, region)| region.to_owned()),
            asked,
        }
    }

    /// Whether what a region has is known.
    pub(super) fn knows(&self, region: &str) -> bool {
        let is_unknown = self.unknown.iter().any(|(name, _)| name == region);
        !is_unknown && self.regions.iter().any(|name| name == region)
    }
}

fn is_ready_backup((member, _): &(Member<'_>, &str), id: &str) -> bool {
    matches!(member, Member::Backup(it) if it.is_ready() && it.backup_id == id)
}

/// What keys can be restored from or used in, in words; `None` for what has none: a backup that isn't
/// READY, a cluster without an ACTIVE HSM.
fn place(region: &str, member: Member<'_>) -> Option<String> {
    match member {
        Member::Cluster(cluster) if has_keys(cluster) => {
            let state = cluster.state.as_ref().map_or("unknown", ClusterState::as_str);
            Some(format!("{} in {region} ({state})", cluster.cluster_id))
        }
        Member::Backup(backup) if backup.is_ready() => {
            let made = backup.create_timestamp.as_ref().map(Timestamp::to_rfc3339);
            let made = made.map_or_else(|| "unknown date".to_owned(), |it| format!("of {it}"));
            Some(format!("{} in {region} ({made})", backup.backup_id))
        }
        Member::Cluster(_) | Member::Backup(_) | Member::Shared(_) => None,
    }
}

/// Keys are in HSMs: without one that works, a cluster has only its backups.
fn has_keys(cluster: &Cluster) -> bool {
    let is_there = match &cluster.state {
        Some(state) => {
            !state.is_before_initialization()
                && !matches!(state, ClusterState::DeleteInProgress | ClusterState::Deleted)
        }
        None => false,
    };
    is_there && cluster.hsms.iter().any(|hsm| hsm.state == Some(HsmState::Active))
}

fn is_refused(reading: &Reading<Listed>) -> bool {
    matches!(reading.outcome, Outcome::NotAllowed(_))
}

/// Why a region isn't known.
fn why(reading: &Reading<Listed>) -> Option<String> {
    match &reading.outcome {
        Outcome::Known(listed) => listed.is_cut.then(|| CUT.to_owned()),
        Outcome::NotAllowed(refusal) => {
            Some(format!("The AWS identity isn’t allowed to: {}", refusal.message))
        }
        Outcome::Failed(refusal) => Some(refusal.message.clone()),
        Outcome::NotAsked => Some("Not asked.".to_owned()),
    }
}
