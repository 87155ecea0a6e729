//! A family on the wire.

use std::time::Duration;

use backend_api::{
    Families, FamilyRegion, RelatedBackup, RelatedCluster, Relation, Sharing, SourceStatus,
};
use cloudhsm_api::{Backup, Cluster, Timestamp};

use super::{
    super::{Outcome, Reading, reading::Refusal},
    Listed, Member, Root, id_of,
    kin::{Kin, kin},
    policies::Policies,
};

/// The family of a cluster of a region.
pub(super) fn families(
    home: &str,
    cluster: &Cluster,
    regions: &[(String, Reading<Listed>)],
    policies: &Reading<Policies>,
    now: Duration,
) -> Families {
    let known = regions.iter().filter_map(|(name, it)| Some((name.as_str(), it.known()?)));
    let found = kin(Root { cluster: Some(cluster), backups: &[] }, known);
    let mut families = Families {
        regions: regions.iter().map(|(name, it)| region(name, it, now)).collect(),
        clusters: Vec::new(),
        backups: Vec::new(),
        sharing: sharing(policies, now),
    };
    for relative in &found {
        let region = relative.region.to_owned();
        let relations = relative.relations.clone();
        match relative.member {
            Member::Cluster(it) if it.cluster_id == cluster.cluster_id => {}
            Member::Cluster(it) => families.clusters.push(RelatedCluster {
                region,
                cluster_id: it.cluster_id.clone(),
                name: it.name().map(str::to_owned),
                state: it.state.clone(),
                relations,
            }),
            Member::Backup(it) if is_own(it, relative.region, home, cluster) => {}
            Member::Backup(it) | Member::Shared(it) if is_worth_a_line(it, relative, &found) => {
                families.backups.push(RelatedBackup {
                    region,
                    backup_id: it.backup_id.clone(),
                    state: it.backup_state.clone(),
                    create_timestamp: it.create_timestamp.clone(),
                    cluster_id: it.cluster_id.clone().or_else(|| it.source_cluster.clone()),
                    relations,
                    shared_by_others: matches!(relative.member, Member::Shared(_)),
                });
            }
            Member::Backup(_) | Member::Shared(_) => {}
        }
    }
    families
}

/// One of the cluster's own, which its page lists anyway.
fn is_own(backup: &Backup, region: &str, home: &str, cluster: &Cluster) -> bool {
    region == home && backup.cluster_id.as_deref().map(id_of) == Some(cluster.cluster_id.as_str())
}

/// Of the backups of a relative, only the newest READY one in a region.
fn is_worth_a_line(backup: &Backup, relative: &Kin<'_>, all: &[Kin<'_>]) -> bool {
    if relative.relations != [Relation::Indirect] {
        return true;
    }
    let made = |it: &Backup| it.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    let is_newer = |other: &Kin<'_>| match other.member {
        Member::Backup(it) | Member::Shared(it) => {
            it.is_ready()
                && other.region == relative.region
                && other.relations == [Relation::Indirect]
                && it.cluster_id == backup.cluster_id
                && (made(it), &it.backup_id) > (made(backup), &backup.backup_id)
        }
        Member::Cluster(_) => false,
    };
    backup.is_ready() && !all.iter().any(is_newer)
}

/// How far a region is known.
fn region(name: &str, reading: &Reading<Listed>, now: Duration) -> FamilyRegion {
    let (mut status, refusal) = status(&reading.outcome);
    let mut message = refusal.map(|it| it.message.clone());
    if reading.known().is_some_and(|it| it.is_cut) {
        status = SourceStatus::Failed;
        message = Some(CUT.to_owned());
    }
    FamilyRegion {
        region: name.to_owned(),
        status,
        age_seconds: age(reading.since, now),
        request_ids: reading.request_ids.clone(),
        code: refusal.and_then(|it| it.code.clone()),
        message,
    }
}

/// Why a region isn't known of which a part was read.
pub(crate) const CUT: &str = "It has more backups than could be read in time.";

fn sharing(reading: &Reading<Policies>, now: Duration) -> Sharing {
    let (status, refusal) = status(&reading.outcome);
    let known = reading.known();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Sharing {
        status,
        asked: known.map_or(0, |it| count(it.asked)),
        of: known.map_or(0, |it| count(it.of)),
        backups: known.map(|it| it.shared.clone()).unwrap_or_default(),
        age_seconds: age(reading.since, now),
        request_ids: reading.request_ids.clone(),
        code: refusal.and_then(|it| it.code.clone()),
        message: refusal.map(|it| it.message.clone()),
    }
}

fn status<T>(outcome: &Outcome<T>) -> (SourceStatus, Option<&Refusal>) {
    match outcome {
        Outcome::Known(_) => (SourceStatus::Known, None),
        Outcome::NotAllowed(refusal) => (SourceStatus::NotAllowed, Some(refusal)),
        Outcome::Failed(refusal) => (SourceStatus::Failed, Some(refusal)),
        Outcome::NotAsked => (SourceStatus::NotAsked, None),
    }
}

fn age(since: Option<Duration>, now: Duration) -> Option<u32> {
    let seconds = now.saturating_sub(since?).as_secs();
    Some(u32::try_from(seconds).unwrap_or(u32::MAX))
}
