//! The attempts that can be asked for: those of this process, and those that the audit log shows.
//!
//! Kept in memory and bounded: what was sent is kept before what was only planned.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use backend_api::{Attempt, AttemptState, AttemptStep, NotFollowed};
use tokio::sync::watch;

/// So many attempts that were confirmed are kept.
const MOST: usize = 500;
/// So many that were only planned.
const MOST_PLANNED: usize = 100;

/// All attempts, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Book {
    attempts: Mutex<VecDeque<Attempt>>,
    /// Counts the changes.
    changes: watch::Sender<u64>,
    /// How many of the steps of an attempt are followed at the moment, by its ID.
    followers: Mutex<HashMap<String, u32>>,
}

impl Book {
    /// Adds an attempt.
    pub(crate) fn add(&self, attempt: Attempt) {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.push_back(attempt);
        bound(&mut attempts, MOST_PLANNED, is_planned);
        bound(&mut attempts, MOST, |attempt| !is_planned(attempt));
        drop(attempts);
        self.changed();
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Told of every change.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Changes an attempt, if it is there.
    pub(crate) fn change(&self, id: &str, change: impl FnOnce(&mut Attempt)) {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(attempt) = attempts.iter_mut().rev().find(|attempt| attempt.id == id) {
            change(attempt);
            drop(attempts);
            self.changed();
        }
    }

    /// One attempt.
    pub(crate) fn get(&self, id: &str) -> Option<Attempt> {
        let attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.iter().rev().find(|attempt| attempt.id == id).cloned()
    }

    /// All, newest first.
    pub(crate) fn all(&self) -> Vec<Attempt> {
        let attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.iter().rev().cloned().collect()
    }

    /// Whether the attempt is followed.
    pub(crate) fn is_followed(&self, id: &str) -> bool {
        self.followers.lock().unwrap_or_else(PoisonError::into_inner).contains_key(id)
    }

    /// Follows an attempt, or one of its steps, until the result is dropped.
    pub(crate) fn follower(self: &Arc<Self>, id: &str) -> Follower {
        let mut followers = self.followers.lock().unwrap_or_else(PoisonError::into_inner);
        *followers.entry(id.to_owned()).or_default() += 1;
        Follower { book: self.clone(), id: id.to_owned() }
    }
}

/// Somebody who follows an attempt. When the last one is gone and the attempt is still open, it says
/// so.
#[derive(Debug)]
pub(crate) struct Follower {
    book: Arc<Book>,
    id: String,
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut followers = self.book.followers.lock().unwrap_or_else(PoisonError::into_inner);
        let left = followers.get(&self.id).map_or(0, |count| count.saturating_sub(1));
        if left > 0 {
            followers.insert(self.id.clone(), left);
            return;
        }
        followers.remove(&self.id);
        drop(followers);
        self.book.change(&self.id, |attempt| {
            if attempt.is_open() {
                attempt.not_followed = Some(NotFollowed::TimeOver);
            }
        });
    }
}

fn is_planned(attempt: &Attempt) -> bool {
    matches!(attempt.state, AttemptState::Planned | AttemptState::Permitted)
}

/// Drops the oldest of a kind beyond a number, but none that is still open.
fn bound(attempts: &mut VecDeque<Attempt>, most: usize, is_kind: impl Fn(&Attempt) -> bool) {
    let mut beyond = attempts.iter().filter(|it| is_kind(it)).count().saturating_sub(most);
    attempts.retain(|attempt| {
        let drops = beyond > 0 && is_kind(attempt) && !attempt.state.is_open();
        beyond -= usize::from(drops);
        !drops
    });
}

/// The state of an attempt with steps: that of the step that decides.
pub(crate) fn state_of_steps(attempt: &Attempt) -> AttemptState {
    let steps = &attempt.steps;
    let is = |state: AttemptState| move |step: &AttemptStep| step.state == state;
    if steps.iter().all(is(AttemptState::Gone)) {
        return AttemptState::Gone;
    }
    // What is still looked for is not finished because something else was given up.
    for worst in [AttemptState::CameBack, AttemptState::Unknown, AttemptState::StillUnknown] {
        if steps.iter().any(is(worst)) {
            return worst;
        }
    }
    let none_was_sent = !steps.iter().any(|step| step.state.was_sent());
    match attempt.stop_reason {
        // AWS continues what it has accepted.
        Some(_) if steps.iter().any(is(AttemptState::Accepted)) => AttemptState::Accepted,
        Some(_) if none_was_sent => AttemptState::Refused,
        Some(_) => AttemptState::Stopped,
        None if none_was_sent => AttemptState::Announced,
        None => AttemptState::Accepted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend_api::StopReason;

    fn planned(id: &str) -> Attempt {
        let at = cloudhsm_api::Timestamp::default();
        let operation = cloudhsm_api::Operation::DeleteCluster;
        Attempt::planned(id.into(), operation, String::new(), String::new(), at)
    }

    fn attempt(id: usize, state: AttemptState) -> Attempt {
        Attempt { state, ..planned(&id.to_string()) }
    }

    #[test]
    fn what_is_still_open_when_nobody_follows_it_any_more_says_so() {
        let book = Arc::new(Book::default());
        book.add(attempt(0, AttemptState::CameBack));
        let followers = [book.follower("0"), book.follower("0")];
        let [first, second] = followers;
        drop(first);
        assert!(book.get("0").unwrap().is_open());
        drop(second);
        assert_eq!(book.get("0").unwrap().not_followed, Some(NotFollowed::TimeOver));
        book.add(attempt(1, AttemptState::Gone));
        drop(book.follower("1"));
        assert_eq!(book.get("1").unwrap().not_followed, None);
    }

    #[test]
    fn it_is_bounded_and_forgets_nothing_that_is_open() {
        let book = Book::default();
        book.add(attempt(0, AttemptState::Accepted));
        for number in 1..2000 {
            let state = if number % 2 == 0 { AttemptState::Gone } else { AttemptState::Permitted };
            book.add(attempt(number, state));
        }
        let all = book.all();
        assert_eq!(all.len(), MOST + MOST_PLANNED);
        assert_eq!(all.first().map(|it| it.id.as_str()), Some("1999"));
        assert!(book.get("0").is_some() && book.get("2").is_none());
    }

    #[test]
    fn an_attempt_of_several_steps_is_as_its_worst_step() {
        use AttemptState::{
            Accepted, Announced, CameBack, Gone, Planned, Refused, StillUnknown, Stopped, Unknown,
        };
        let told = |states: &[AttemptState], stop_reason| {
            let step =
                |state: &AttemptState| AttemptStep { state: *state, ..AttemptStep::default() };
            let steps = states.iter().map(step).collect();
            state_of_steps(&Attempt { steps, stop_reason, ..planned("a") })
        };
        assert_eq!(told(&[Gone, Gone], None), Gone);
        assert_eq!(told(&[Announced, Planned], None), Announced);
        assert_eq!(told(&[Gone, Announced], None), Accepted);
        assert_eq!(told(&[Gone, Unknown, Planned], Some(StopReason::Unknown)), Unknown);
        assert_eq!(told(&[StillUnknown, Unknown], None), Unknown);
        assert_eq!(told(&[Gone, CameBack], None), CameBack);
        assert_eq!(told(&[Refused, Planned], Some(StopReason::Refused)), Refused);
        assert_eq!(told(&[Gone, Planned], Some(StopReason::Asked)), Stopped);
        assert_eq!(told(&[Accepted, Planned], Some(StopReason::Asked)), Accepted);
    }
}
