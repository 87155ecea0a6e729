//! What an observation tells about a deletion that was sent, or may have been.
//!
//! Pure: the tracker feeds it what it sees.

use cloudhsm_api::ClusterState;

/// AWS offers no waiter, and other tools give up after 120 minutes too.
pub const CEILING_MILLIS: f64 = 120.0 * 60.0 * 1000.0;

/// A look at the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The region lists no such cluster.
    Absent,
    /// It is there, in this state.
    State(Option<ClusterState>),
}

/// How a deletion stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// AWS is deleting.
    Deleting,
    /// AWS lists the cluster as DELETED: success.
    Deleted,
    /// AWS lists the cluster no more: success.
    Gone,
    /// Not known to have been accepted, and the cluster is as before: look again.
    NotSeenYet(Option<ClusterState>),
    /// It was being deleted, or accepted for it, and is in another state now.
    CameBack(Option<ClusterState>),
}

impl Progress {
    /// Nothing more will come.
    pub fn is_over(&self) -> bool {
        !matches!(self, Self::Deleting | Self::NotSeenYet(_))
    }

    /// What an observation tells. `accepted`: AWS said yes to the deletion, or was seen deleting.
    pub fn judge(seen: &Seen, accepted: bool) -> Self {
        match seen {
            Seen::Absent => Self::Gone,
            Seen::State(Some(ClusterState::Deleted)) => Self::Deleted,
            Seen::State(Some(ClusterState::DeleteInProgress)) => Self::Deleting,
            Seen::State(state) if accepted => Self::CameBack(state.clone()),
            Seen::State(state) => Self::NotSeenYet(state.clone()),
        }
    }
}

/// How long to wait before look number `look` (from 0): quick at first, every 30 s later.
pub fn pause_millis(look: u32) -> u32 {
    1_000_u32.saturating_mul(1_u32.checked_shl(look / 2).unwrap_or(u32::MAX)).min(30_000)
}

/// After this many looks that saw no deletion, one whose answer was lost is said not to have begun.
pub const LOOKS_BEFORE_NOT_BEGUN: u32 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn state(state: ClusterState) -> Seen {
        Seen::State(Some(state))
    }

    #[test]
    fn deleted_and_absent_are_told_apart_and_both_are_success() {
        assert_eq!(Progress::judge(&Seen::Absent, true), Progress::Gone);
        assert_eq!(Progress::judge(&state(ClusterState::Deleted), true), Progress::Deleted);
        assert!(Progress::Gone.is_over() && Progress::Deleted.is_over());
    }

    #[test]
    fn an_unknown_outcome_is_never_called_a_success_while_the_cluster_is_there() {
        let seen = state(ClusterState::Active);
        let progress = Progress::judge(&seen, false);
        assert_eq!(progress, Progress::NotSeenYet(Some(ClusterState::Active)));
        assert!(!progress.is_over());
        assert_eq!(
            Progress::judge(&state(ClusterState::DeleteInProgress), false),
            Progress::Deleting
        );
    }

    #[test]
    fn a_cluster_that_comes_back_is_told() {
        assert_eq!(
            Progress::judge(&state(ClusterState::Active), true),
            Progress::CameBack(Some(ClusterState::Active))
        );
    }

    #[test]
    fn looks_get_rarer_up_to_half_a_minute() {
        let pauses: Vec<_> = (0..100).map(pause_millis).collect();
        assert!(pauses.is_sorted());
        assert_eq!((pauses[0], pauses[99]), (1_000, 30_000));
    }
}
