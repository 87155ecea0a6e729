//! What an observation tells about a deletion that was sent, or may have been.
//!
//! Pure: those who follow a deletion feed it what they see.

use cloudhsm_api::{Cluster, ClusterState, Hsm, HsmState};

/// AWS offers no waiter, and other tools give up after 120 minutes too.
pub const CEILING_MILLIS: f64 = 120.0 * 60.0 * 1000.0;
/// After so many looks that saw no deletion, one whose answer was lost is said not to have begun.
const LOOKS_BEFORE_NOT_BEGUN: u32 = 8;
/// AWS's listings may lag behind its answers: so many looks are allowed not to show it yet.
const LOOKS_BEFORE_CAME_BACK: u32 = 3;

/// A look at the resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The region lists no such resource.
    Absent,
    /// It is listed as DELETED.
    Deleted,
    /// It is listed as DELETE_IN_PROGRESS.
    Deleting,
    /// It is there, in this state.
    There(String),
}

impl Seen {
    /// What a listing tells of a cluster.
    pub fn cluster(found: Option<&Cluster>) -> Self {
        match found.map(|cluster| cluster.state.as_ref()) {
            None => Self::Absent,
            Some(Some(ClusterState::Deleted)) => Self::Deleted,
            Some(Some(ClusterState::DeleteInProgress)) => Self::Deleting,
            Some(state) => Self::There(word(state)),
        }
    }

    /// What a listing tells of an HSM.
    pub fn hsm(found: Option<&Hsm>) -> Self {
        match found.map(|hsm| hsm.state.as_ref()) {
            None => Self::Absent,
            Some(Some(HsmState::Deleted)) => Self::Deleted,
            Some(Some(HsmState::DeleteInProgress)) => Self::Deleting,
            Some(state) => Self::There(word(state)),
        }
    }
}

fn word(state: Option<&impl ToString>) -> String {
    state.map_or_else(|| "in no state".to_owned(), ToString::to_string)
}

/// What is known about a deletion before the next look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// It was sent, or may have been; no answer came.
    Sent,
    /// AWS accepted it.
    Accepted,
    /// It was seen running.
    Seen,
}

/// How a deletion stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// AWS is deleting.
    Deleting,
    /// AWS lists the resource as DELETED: success.
    Deleted,
    /// AWS lists the resource no more: success.
    Gone,
    /// The resource is as before, and it is too early to say anything: look again.
    NotSeenYet(String),
    /// The answer was lost, and the resource stayed as it was.
    NotBegun(String),
    /// It was being deleted, or accepted for it, and is in another state now.
    CameBack(String),
}

impl Progress {
    /// Nothing more will come.
    pub fn is_over(&self) -> bool {
        !matches!(self, Self::Deleting | Self::NotSeenYet(_))
    }

    /// What look number `looks` (from 1) tells.
    pub fn judge(seen: Seen, known: Known, looks: u32) -> Self {
        match (seen, known) {
            (Seen::Absent, _) => Self::Gone,
            (Seen::Deleted, _) => Self::Deleted,
            (Seen::Deleting, _) => Self::Deleting,
            (Seen::There(state), Known::Seen) => Self::CameBack(state),
            (Seen::There(state), Known::Accepted) if looks >= LOOKS_BEFORE_CAME_BACK => {
                Self::CameBack(state)
            }
            (Seen::There(state), Known::Sent) if looks >= LOOKS_BEFORE_NOT_BEGUN => {
                Self::NotBegun(state)
            }
            (Seen::There(state), _) => Self::NotSeenYet(state),
        }
    }
}

/// A deletion that is followed, look by look. A look that failed says nothing about AWS: it is none.
#[derive(Debug, Clone, Copy)]
pub struct Followed {
    known: Known,
    looks: u32,
}

impl Followed {
    /// From what is known before the first look.
    pub fn new(known: Known) -> Self {
        Self { known, looks: 0 }
    }

    /// What one more look tells.
    pub fn look(&mut self, seen: Seen) -> Progress {
        self.looks += 1;
        let progress = Progress::judge(seen, self.known, self.looks);
        if progress == Progress::Deleting {
            self.known = Known::Seen;
        }
        progress
    }
}

/// How long to wait after look number `look` (from 0): quick at first, every 30 s later.
pub fn pause_millis(look: u32) -> u32 {
    1_000_u32.saturating_mul(1_u32.checked_shl(look / 2).unwrap_or(u32::MAX)).min(30_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cluster(state: ClusterState) -> Seen {
        Seen::cluster(Some(&Cluster { state: Some(state), ..Cluster::default() }))
    }

    #[test]
    fn deleted_and_absent_are_told_apart_and_both_are_success() {
        let judge = |seen| Progress::judge(seen, Known::Seen, 1);
        assert_eq!(judge(Seen::cluster(None)), Progress::Gone);
        assert_eq!(judge(cluster(ClusterState::Deleted)), Progress::Deleted);
        let hsm = |state| Hsm { state: Some(state), ..Hsm::default() };
        assert_eq!(judge(Seen::hsm(None)), Progress::Gone);
        assert_eq!(judge(Seen::hsm(Some(&hsm(HsmState::Deleted)))), Progress::Deleted);
    }

    #[test]
    fn a_lost_answer_is_resolved_by_looking_and_not_at_once() {
        let judge = |looks| Progress::judge(cluster(ClusterState::Active), Known::Sent, looks);
        assert_eq!(judge(1), Progress::NotSeenYet("ACTIVE".into()));
        assert_eq!(judge(7), Progress::NotSeenYet("ACTIVE".into()));
        assert_eq!(judge(8), Progress::NotBegun("ACTIVE".into()));
        let seen = Progress::judge(cluster(ClusterState::DeleteInProgress), Known::Sent, 8);
        assert_eq!(seen, Progress::Deleting);
    }

    #[test]
    fn a_cluster_that_comes_back_is_told_and_a_listing_may_lag() {
        let judge = |known, looks| Progress::judge(cluster(ClusterState::Degraded), known, looks);
        assert_eq!(judge(Known::Seen, 1), Progress::CameBack("DEGRADED".into()));
        assert_eq!(judge(Known::Accepted, 1), Progress::NotSeenYet("DEGRADED".into()));
        assert_eq!(judge(Known::Accepted, 3), Progress::CameBack("DEGRADED".into()));
    }

    #[test]
    fn looks_get_rarer_up_to_half_a_minute() {
        let pauses: Vec<_> = (0..100).map(pause_millis).collect();
        assert!(pauses.is_sorted());
        assert_eq!((pauses[0], pauses[99]), (1_000, 30_000));
    }

    #[test]
    fn what_was_seen_running_is_known_from_then_on() {
        let mut followed = Followed::new(Known::Sent);
        assert_eq!(
            followed.look(cluster(ClusterState::Active)),
            Progress::NotSeenYet("ACTIVE".into())
        );
        assert_eq!(followed.look(cluster(ClusterState::DeleteInProgress)), Progress::Deleting);
        assert_eq!(
            followed.look(cluster(ClusterState::Active)),
            Progress::CameBack("ACTIVE".into())
        );
    }

    proptest! {
        #[test]
        fn what_is_there_is_never_called_deleted(
            state in "[A-Z_]{1,20}", known in 0_usize..3, looks in 1_u32..1000
        ) {
            let known = [Known::Sent, Known::Accepted, Known::Seen][known];
            let progress = Progress::judge(Seen::There(state), known, looks);
            prop_assert!(!matches!(progress, Progress::Deleted | Progress::Gone));
            // And nobody waits for ever.
            prop_assert!(looks < LOOKS_BEFORE_NOT_BEGUN || progress.is_over());
        }
    }
}
