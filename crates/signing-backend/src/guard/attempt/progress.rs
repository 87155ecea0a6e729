//! What later readings say about an attempt that was sent.
//!
//! A listing can lag behind an answer, leave something out once, or show it again later. So one
//! reading alone proves little: a resource that is missing is *gone* after two readings in a row,
//! one that was being deleted, or was gone, and is shown in another state *came back* after three, and
//! either word is revised while the backend still checks. One that is shown as DELETED is *gone* at once,
//! and looked at some more as well: it may be what an earlier deletion left, before it was there again.
//! A reading that failed says nothing.

use std::time::Duration;

use backend_api::AttemptState;

/// What a well-formed reading shows, seen from what the attempt wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Observation {
    /// AWS reports what was wanted: the resource as DELETED, the tags as asked for.
    Reached(String),
    /// AWS is carrying it out.
    UnderWay(String),
    /// AWS reports it as it was before, in this state.
    Before(String),
    /// AWS does not list it.
    Absent,
    /// What AWS reports decides nothing, in words.
    Undecided(String),
}

impl Observation {
    /// AWS's state, for people.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Reached(state)
            | Self::UnderWay(state)
            | Self::Before(state)
            | Self::Undecided(state) => state.clone(),
            Self::Absent => "not listed".to_owned(),
        }
    }
}

/// So many readings in a row without the resource mean that it is gone.
const ABSENT_IN_A_ROW: u32 = 2;
/// So many readings in a row in another state mean that it came back.
const BEFORE_IN_A_ROW: u32 = 3;
/// So many more readings are made after a resource was gone.
const LOOKS_AFTER_GONE: u32 = 4;

/// An attempt that is followed, reading by reading.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    state: AttemptState,
    /// Where it ends: gone for a deletion, done for a change.
    goal: AttemptState,
    seen_under_way: bool,
    absent: u32,
    before: u32,
    after_gone: u32,
    is_final: bool,
}

impl Progress {
    /// From the state that the answer, or its absence, left.
    pub(crate) fn new(state: AttemptState, goal: AttemptState) -> Self {
        Self {
            state,
            goal,
            seen_under_way: state == AttemptState::CameBack,
            absent: 0,
            before: 0,
            after_gone: 0,
            is_final: false,
        }
    }

    /// Of what was found gone, and is listed again by a reading that is none of those here.
    pub(crate) fn listed_again(goal: AttemptState, seen: &Observation) -> Self {
        let state = match seen {
            Observation::UnderWay(_) => AttemptState::Accepted,
            _ => AttemptState::Unknown,
        };
        Self { seen_under_way: true, ..Self::new(state, goal) }
    }

    pub(crate) fn state(&self) -> AttemptState {
        self.state
    }

    /// Nothing that a further reading shows would change the state.
    pub(crate) fn is_final(&self) -> bool {
        self.is_final
    }

    /// What one more reading shows.
    pub(crate) fn observe(&mut self, observation: &Observation) -> AttemptState {
        if !matches!(observation, Observation::Absent) {
            self.absent = 0;
        }
        if !matches!(observation, Observation::Before(_)) {
            self.before = 0;
        }
        match observation {
            Observation::Reached(_) if self.goal == AttemptState::Gone => self.gone(),
            Observation::Reached(_) => {
                self.state = self.goal;
                self.is_final = true;
            }
            Observation::UnderWay(_) => {
                self.seen_under_way = true;
                self.state = AttemptState::Accepted;
            }
            // A tag's resource that is missing says nothing about the tag.
            Observation::Absent if self.goal != AttemptState::Gone => {}
            Observation::Absent => self.absent(),
            Observation::Before(_) => self.before(),
            Observation::Undecided(_) => {}
        }
        self.state
    }

    fn absent(&mut self) {
        self.absent += 1;
        if self.state == AttemptState::Gone || self.absent >= ABSENT_IN_A_ROW {
            self.gone();
        }
    }

    fn gone(&mut self) {
        if self.state == AttemptState::Gone {
            self.after_gone += 1;
            self.is_final = self.after_gone >= LOOKS_AFTER_GONE;
        } else {
            self.state = AttemptState::Gone;
            self.after_gone = 0;
        }
    }

    fn before(&mut self) {
        self.before += 1;
        if self.state == AttemptState::Gone {
            // The listing had left it out, or was an old one. What is known is what was known before.
            self.state = AttemptState::Unknown;
            self.seen_under_way = true;
        }
        // If AWS was not seen to start, a listing that lags looks the same.
        if self.seen_under_way && self.before >= BEFORE_IN_A_ROW {
            self.state = AttemptState::CameBack;
        }
    }

    /// The backend stops checking.
    pub(crate) fn give_up(&mut self) -> AttemptState {
        if matches!(self.state, AttemptState::Accepted | AttemptState::Unknown) {
            self.state = AttemptState::StillUnknown;
        }
        self.is_final = true;
        self.state
    }
}

/// How long a deletion is followed. AWS offers no waiter; Terraform's provider gives up after 120
/// minutes too.
pub(crate) const FOLLOW_DELETION: Duration = Duration::from_hours(2);
/// How long a change of tags, or a restored backup, is followed.
pub(crate) const FOLLOW_CHANGE: Duration = Duration::from_mins(10);

/// The pause before reading number `look`, from 0: one second at first, half a minute later.
pub(crate) fn pause(look: u32) -> Duration {
    let seconds = 1_u64.checked_shl(look / 2).unwrap_or(u64::MAX);
    Duration::from_secs(seconds.min(30))
}

#[cfg(test)]
mod tests;
