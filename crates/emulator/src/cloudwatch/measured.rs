//! The HSMs that were measured: those that are there, and those that they have replaced.
//!
//! Must not know what was measured, or who asks.

use cloudhsm_api::{Cluster, Hsm, HsmState, Timestamp};

use crate::{
    estate::{Ids, Region},
    fleet::{Stories, Story},
};

const MILLIS_A_DAY: i64 = 86_400_000;
const DEFAULT_TYPE: &str = "hsm2m.medium";

/// An HSM, and when it was measured.
#[derive(Debug, Clone)]
pub(super) struct Measured<'a> {
    pub(super) cluster_id: &'a str,
    pub(super) hsm_id: String,
    pub(super) hsm_type: &'a str,
    /// The last letter of its zone's name.
    pub(super) zone: Option<char>,
    /// From when on, in milliseconds since the epoch.
    pub(super) from_millis: i64,
    /// Until when; `None` for an HSM that is still there.
    pub(super) until_millis: Option<i64>,
    pub(super) story: &'a Story,
    /// What its chances follow from: the seed, the cluster and the HSM.
    pub(super) key: u64,
}

/// The HSMs of a region, by cluster and ID. One that was deleted is not among them.
pub(super) fn measured<'a>(
    region: &'a Region,
    stories: &'a Stories,
    seed: u64,
) -> Vec<Measured<'a>> {
    let mut all = Vec::new();
    for record in region.clusters.values() {
        let cluster = &record.cluster;
        let is_there =
            |hsm: &&Hsm| !matches!(hsm.state, Some(HsmState::CreateInProgress | HsmState::Deleted));
        for hsm in cluster.hsms.iter().filter(is_there) {
            add(&mut all, region, cluster, hsm, stories, seed);
        }
    }
    all.sort_by(|one, other| (one.cluster_id, &one.hsm_id).cmp(&(other.cluster_id, &other.hsm_id)));
    all
}

fn add<'a>(
    all: &mut Vec<Measured<'a>>,
    region: &Region,
    cluster: &'a Cluster,
    hsm: &Hsm,
    stories: &'a Stories,
    seed: u64,
) {
    let story = stories.of(&cluster.cluster_id);
    let zone = hsm.availability_zone.as_deref().and_then(|zone| zone.chars().last());
    let created = cluster.create_timestamp.as_ref().and_then(Timestamp::epoch_millis);
    let own = Measured {
        cluster_id: &cluster.cluster_id,
        hsm_id: hsm.hsm_id.clone(),
        hsm_type: cluster.hsm_type.as_deref().unwrap_or(DEFAULT_TYPE),
        zone,
        // One that the fleet did not have is younger than its cluster.
        from_millis: region
            .new_hsms
            .get(&hsm.hsm_id)
            .copied()
            .or(created)
            .unwrap_or(stories.started_millis),
        until_millis: None,
        story,
        key: key(seed, &cluster.cluster_id, &hsm.hsm_id),
    };
    let replaced = story.usage.replaced.filter(|it| Some(it.zone) == zone);
    let Some(replaced) = replaced.filter(|_| !region.new_hsms.contains_key(&hsm.hsm_id)) else {
        return all.push(own);
    };
    let changed_at = stories.started_millis - i64::from(replaced.days_ago) * MILLIS_A_DAY;
    let before = Ids::new(seed, &format!("before {}", hsm.hsm_id)).hsm();
    let before_key = key(seed, &cluster.cluster_id, &before);
    all.push(Measured {
        hsm_id: before,
        key: before_key,
        until_millis: Some(changed_at),
        ..own.clone()
    });
    all.push(Measured { from_millis: changed_at, ..own });
}

/// FNV-1a: stable over releases, unlike the standard library's hasher.
fn key(seed: u64, cluster_id: &str, hsm_id: &str) -> u64 {
    cluster_id
        .bytes()
        .chain(hsm_id.bytes())
        .fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
