//! Why a cluster can't be parked now. Pure.

use cloudhsm_api::{Cluster, ClusterState};

use crate::lifecycle::parked::{are_too_many, parked, present, seats, tags_of};

/// Why a cluster can't be parked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// It has no HSM, and its tags say where they were.
    Parked,
    /// It has no HSM.
    NoHsm,
    /// The deletion of its HSM would change the CSR, and there is no backup.
    NotInitialized,
    /// AWS is changing its HSM type, and deletes no HSM meanwhile.
    Migrating,
    /// AWS makes a backup of an ACTIVE cluster only.
    WrongState(String),
    /// AWS doesn't report the zone of these HSMs.
    UnknownZone(Vec<String>),
    /// It has too many tags for one more.
    NoRoomForTags,
}

/// What stands in the way; nothing where it can be parked.
pub(super) fn obstacles(cluster: &Cluster) -> Vec<Obstacle> {
    if present(cluster).next().is_none() {
        let is_parked = parked(&cluster.tag_list).is_some_and(|it| !it.seats.is_empty());
        return vec![if is_parked { Obstacle::Parked } else { Obstacle::NoHsm }];
    }
    let mut found = Vec::new();
    match &cluster.state {
        Some(ClusterState::Active) => {}
        Some(ClusterState::ModifyInProgress | ClusterState::RollbackInProgress) => {
            found.push(Obstacle::Migrating);
        }
        Some(state) if state.is_before_initialization() => found.push(Obstacle::NotInitialized),
        other => {
            let state = other.as_ref().map_or("unknown", ClusterState::as_str);
            found.push(Obstacle::WrongState(state.to_owned()));
        }
    }
    let (_, unknown) = seats(cluster);
    if !unknown.is_empty() {
        found.push(Obstacle::UnknownZone(unknown));
    }
    if are_too_many(&cluster.tag_list, &tags_of(cluster)) {
        found.push(Obstacle::NoRoomForTags);
    }
    found
}

impl Obstacle {
    /// What it is.
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::Parked => "The cluster is parked",
            Self::NoHsm => "The cluster has no HSM",
            Self::NotInitialized => "The cluster is not initialized",
            Self::Migrating => "AWS is changing the cluster’s HSMs",
            Self::WrongState(_) => "The cluster is not ACTIVE",
            Self::UnknownZone(_) => "AWS doesn’t report the zone of each HSM",
            Self::NoRoomForTags => "The cluster has too many tags",
        }
    }

    /// Why it matters.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Parked => "Its tags say where its HSMs were.".to_owned(),
            Self::NoHsm => "There is nothing to park.".to_owned(),
            Self::NotInitialized => {
                "With its HSM, AWS deletes the CSR: a certificate that was signed for it is then of no use. There is no backup either. Initialize and activate it first, or delete the HSM for good.".to_owned()
            }
            Self::Migrating => {
                "Until that is done, AWS deletes no HSM.".to_owned()
            }
            Self::WrongState(state) => format!(
                "It is {state}. AWS documents a backup before the deletion of an HSM for ACTIVE clusters only: keys since the last backup could be lost."
            ),
            Self::UnknownZone(ids) => {
                format!("So it can’t be remembered where they were: {}.", ids.join(", "))
            }
            Self::NoRoomForTags => {
                "AWS allows 50, and the places of the HSMs need tags too. Remove one first.".to_owned()
            }
        }
    }

    /// The words of the link to where something can be done about it.
    pub(super) fn way_out(&self) -> &'static str {
        match self {
            Self::Parked => "Wake the cluster…",
            Self::NotInitialized => "Initialize the cluster…",
            Self::Migrating => "Show the migration",
            Self::NoRoomForTags => "Edit tags…",
            Self::NoHsm | Self::WrongState(_) | Self::UnknownZone(_) => "Show the HSMs",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudhsm_api::{Hsm, HsmState, Tag};

    fn cluster(state: &str, zones: &[&str]) -> Cluster {
        let hsm = |zone: &&str| Hsm {
            hsm_id: format!("hsm-{zone}"),
            availability_zone: Some((*zone).into()),
            state: Some(HsmState::Active),
            ..Hsm::default()
        };
        Cluster {
            state: Some(ClusterState::from(state)),
            hsms: zones.iter().map(hsm).collect(),
            ..Cluster::default()
        }
    }

    #[test]
    fn only_an_active_cluster_with_hsms_can_be_parked() {
        assert_eq!(obstacles(&cluster("ACTIVE", &["us-east-1a"])), []);
        assert_eq!(obstacles(&cluster("ACTIVE", &[])), [Obstacle::NoHsm]);
        let of = |state: &str| obstacles(&cluster(state, &["us-east-1a"]));
        assert_eq!(of("UNINITIALIZED"), [Obstacle::NotInitialized]);
        assert_eq!(of("MODIFY_IN_PROGRESS"), [Obstacle::Migrating]);
        assert_eq!(of("INITIALIZED"), [Obstacle::WrongState("INITIALIZED".into())]);
        let unknown = obstacles(&cluster("ACTIVE", &["us-east-1a", "?"]));
        assert_eq!(unknown, [Obstacle::UnknownZone(vec!["hsm-?".into()])]);
    }

    #[test]
    fn a_parked_cluster_and_one_without_room_are_named() {
        let tag = Tag::new(crate::lifecycle::parked::KEY, "us-east-1a=10.0.1.5");
        let parked = Cluster { tag_list: vec![tag], ..cluster("ACTIVE", &[]) };
        assert_eq!(obstacles(&parked), [Obstacle::Parked]);
        let many = (0..50).map(|it| Tag::new(it.to_string(), "")).collect();
        let full = Cluster { tag_list: many, ..cluster("ACTIVE", &["us-east-1a"]) };
        assert_eq!(obstacles(&full), [Obstacle::NoRoomForTags]);
    }
}
