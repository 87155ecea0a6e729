//! What readings say about a deletion that wasn't started through this backend.
//!
//! As careful as the backend is with its own: a cluster that is missing is gone after two readings in
//! a row, one that was being deleted came back after three in another state, and either is revised by
//! what is read later. A reading that failed says nothing.

use cloudhsm_api::{Cluster, ClusterState};

/// What a well-formed reading shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sight {
    /// AWS doesn't list it.
    Absent,
    /// It is listed as DELETED.
    Deleted,
    /// It is listed as DELETE_IN_PROGRESS.
    Deleting,
    /// It is listed in this state.
    Other(String),
    /// It is listed, and its state can't be read.
    NoState,
}

impl Sight {
    pub(super) fn of(found: Option<&Cluster>) -> Self {
        match found.map(|cluster| cluster.state.as_ref()) {
            None => Self::Absent,
            Some(Some(ClusterState::Deleted)) => Self::Deleted,
            Some(Some(ClusterState::DeleteInProgress)) => Self::Deleting,
            Some(Some(state)) => Self::Other(state.to_string()),
            Some(None) => Self::NoState,
        }
    }
}

/// How the deletion stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Progress {
    /// AWS is deleting it, as far as is known.
    Deleting,
    /// AWS reports it as DELETED.
    Deleted,
    /// AWS no longer lists it.
    Gone,
    /// AWS was deleting it, or no longer listed it, and reports it in this state again.
    CameBack(String),
}

/// So many readings in a row without the cluster mean that it is gone.
const ABSENT_IN_A_ROW: u32 = 2;
/// So many readings in a row in another state mean that it came back.
const OTHER_IN_A_ROW: u32 = 3;
/// So many more readings are made after it was gone.
const READINGS_AFTER_GONE: u32 = 8;

/// A deletion that is followed by readings. It was seen running, or finished.
#[derive(Debug, Clone)]
pub(super) struct Readings {
    progress: Progress,
    absent: u32,
    other: u32,
}

impl Readings {
    pub(super) fn new() -> Self {
        Self { progress: Progress::Deleting, absent: 0, other: 0 }
    }

    /// What one more reading says.
    pub(super) fn read(&mut self, sight: Sight) -> &Progress {
        self.absent = if sight == Sight::Absent { self.absent + 1 } else { 0 };
        self.other = if matches!(sight, Sight::Other(_)) { self.other + 1 } else { 0 };
        match sight {
            Sight::Deleted => self.progress = Progress::Deleted,
            Sight::Deleting => self.progress = Progress::Deleting,
            // A cluster that was DELETED is no longer listed some time later.
            Sight::Absent if self.progress == Progress::Deleted => {}
            Sight::Absent if self.absent >= ABSENT_IN_A_ROW => self.progress = Progress::Gone,
            Sight::Other(state) if self.other >= OTHER_IN_A_ROW => {
                self.progress = Progress::CameBack(state);
            }
            // It was left out of a listing.
            Sight::Other(_) if self.progress == Progress::Gone => {
                self.progress = Progress::Deleting;
            }
            Sight::NoState if self.progress == Progress::Gone => self.progress = Progress::Deleting,
            Sight::Absent | Sight::Other(_) | Sight::NoState => {}
        }
        &self.progress
    }

    /// Nothing that is read later would change it.
    pub(super) fn is_settled(&self) -> bool {
        self.progress == Progress::Deleted || self.absent >= ABSENT_IN_A_ROW + READINGS_AFTER_GONE
    }
}

/// The pause after reading number `reading` (from 0): one second at first, half a minute later.
pub(super) fn pause_millis(reading: u32) -> u32 {
    1_000_u32.saturating_mul(1_u32.checked_shl(reading / 2).unwrap_or(u32::MAX)).min(30_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(sights: &[Sight]) -> Progress {
        let mut readings = Readings::new();
        sights.iter().cloned().fold(Progress::Deleting, |_, sight| readings.read(sight).clone())
    }

    fn active() -> Sight {
        Sight::Other("ACTIVE".into())
    }

    #[test]
    fn one_listing_without_it_proves_nothing() {
        use Sight::Absent;
        assert_eq!(after(&[Absent]), Progress::Deleting);
        assert_eq!(after(&[Absent, active(), Absent]), Progress::Deleting);
        assert_eq!(after(&[Absent, Absent]), Progress::Gone);
        assert_eq!(after(&[Absent, Absent, active()]), Progress::Deleting);
        assert_eq!(after(&[Sight::Deleted, Absent, Absent]), Progress::Deleted);
    }

    #[test]
    fn a_state_that_cannot_be_read_says_nothing_but_that_it_is_listed() {
        use Sight::{Absent, NoState};
        assert_eq!(after(&[NoState, NoState, NoState, NoState]), Progress::Deleting);
        assert_eq!(after(&[Absent, NoState, Absent]), Progress::Deleting);
        assert_eq!(after(&[Absent, Absent, NoState]), Progress::Deleting);
    }

    #[test]
    fn it_came_back_after_three_readings_until_it_is_deleted() {
        let back = [active(), active(), active()];
        assert_eq!(after(&back[..2]), Progress::Deleting);
        assert_eq!(after(&back), Progress::CameBack("ACTIVE".into()));
        let mut later = back.to_vec();
        later.push(Sight::Deleting);
        assert_eq!(after(&later), Progress::Deleting);
    }

    #[test]
    fn pauses_grow_to_half_a_minute() {
        let pauses: Vec<_> = (0..100).map(pause_millis).collect();
        assert!(pauses.is_sorted());
        assert_eq!((pauses[0], pauses[99]), (1_000, 30_000));
    }

    fn sight() -> impl Strategy<Value = Sight> {
        prop_oneof![
            Just(Sight::Absent),
            Just(active()),
            Just(Sight::Deleting),
            Just(Sight::NoState)
        ]
    }

    proptest! {
        #[test]
        fn what_was_listed_last_is_never_called_gone(
            sights in prop::collection::vec(sight(), 1..30)
        ) {
            let gone = matches!(after(&sights), Progress::Gone | Progress::Deleted);
            prop_assert!(!gone || sights.last() == Some(&Sight::Absent));
        }
    }
}
