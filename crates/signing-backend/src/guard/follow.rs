//! Follows what was sent to its end: in the background, whether or not anybody looks, and after a
//! restart too.
//!
//! Only reads. Each reading is made in the account and at the endpoint that the request was sent to,
//! or not at all: another account's listing says nothing.

use std::{sync::Arc, time::Duration};

use backend_api::{AttemptState, NotFollowed};
use tokio_util::sync::CancellationToken;

use super::{
    Guard,
    attempt::{
        book::Follower,
        goal::{Goal, observe},
        progress::{Observation, Progress, pause},
        run::Run,
    },
    change::OfOthers,
};
use crate::identity::Identity;

impl Guard {
    /// What other attempts created where this one creates something.
    fn creations_beside(&self, run: &Run, goal: &Goal) -> OfOthers {
        let Goal::Changed(goal) = goal else { return OfOthers::default() };
        let place = goal.place(&run.entry().region);
        place.map(|place| self.creations.of_others(run.id(), &place)).unwrap_or_default()
    }

    /// Follows an attempt in the background.
    pub(super) fn follow(self: &Arc<Self>, run: Run, goal: Option<Goal>, from: AttemptState) {
        let Some(goal) = goal else {
            // Nothing that AWS lists shows whether such a change happened. What AWS accepted is
            // done as far as anybody can know.
            if from != AttemptState::Accepted {
                run.not_followed(NotFollowed::NotReadable);
            }
            return;
        };
        let guard = self.clone();
        self.sending.spawn(async move {
            let mut following = Following::new(run, goal, from);
            let to_the_end = async { while following.step(&guard).await {} };
            guard.ending.run_until_cancelled(to_the_end).await;
        });
    }
}

/// One attempt that is followed.
pub(super) struct Following {
    run: Run,
    goal: Goal,
    progress: Progress,
    look: u32,
    waited: Duration,
    /// When dropped, it notes that nothing follows the attempt any more.
    _follower: Follower,
}

impl Following {
    pub(super) fn new(run: Run, goal: Goal, from: AttemptState) -> Self {
        let progress = Progress::new(from, goal.end());
        let follower = run.follower();
        Self { run, goal, progress, look: 0, waited: Duration::ZERO, _follower: follower }
    }

    pub(super) fn state(&self) -> AttemptState {
        self.progress.state()
    }

    /// One pause and one reading. Whether there is still something to find out.
    pub(super) async fn step(&mut self, guard: &Guard) -> bool {
        let pause = pause(self.look);
        tokio::time::sleep(pause).await;
        self.look = self.look.saturating_add(1);
        let entry = self.run.entry();
        let present: Identity = guard.identity(None, &entry.region).await;
        if let Some(why) = entry.identity.why_not_as(&present) {
            if self.state().is_open() {
                self.run.not_followed(why);
            }
            // It stays open: the credentials may become the right ones again.
            return why != NotFollowed::AccountNotRecorded;
        }
        self.waited = self.waited.saturating_add(pause);
        let upstream = guard.upstream.as_ref();
        let others = guard.creations_beside(&self.run, &self.goal);
        let (region, key) = (&entry.region, present.access_key_id);
        let seen = observe(upstream, region, &self.goal, key, &others).await;
        if let Goal::Changed(goal) = &self.goal
            && let Some(id) = goal.made()
        {
            guard.creations.made(self.run.id(), id);
            // So that the next process knows it too.
            self.run.entry_mut().change = goal.to_record();
        }
        self.run.looked(&seen);
        if let Ok(observation) = &seen {
            let before = self.progress.state();
            let now = self.progress.observe(observation);
            if now != before {
                self.run.found(now, observation).await;
            }
        }
        if self.progress.is_final() {
            return false;
        }
        if self.waited < self.goal.follow() {
            return true;
        }
        let before = self.progress.state();
        let after = self.progress.give_up();
        if after != before {
            let minutes = self.goal.follow().as_secs() / 60;
            let detail = format!("Checked for {minutes} minutes. The outcome is not known.");
            self.run.given_up(after, detail).await;
        }
        false
    }

    /// Until it is gone, came back, or nothing more is found out. The rest goes on in the
    /// background, until the result is cancelled.
    pub(super) async fn until_it_counts(
        mut self,
        guard: &Arc<Guard>,
    ) -> (AttemptState, CancellationToken) {
        let counts = |state| !matches!(state, AttemptState::Accepted | AttemptState::Unknown);
        while self.step(guard).await {
            if counts(self.state()) {
                return (self.state(), self.go_on(guard));
            }
        }
        (self.state(), CancellationToken::new())
    }

    /// Revises what was found gone, as a reading lists it again, and follows it anew in the
    /// background, until the result is cancelled.
    pub(super) async fn listed_again(
        run: Run,
        goal: Goal,
        seen: &Observation,
        guard: &Arc<Guard>,
    ) -> CancellationToken {
        let progress = Progress::listed_again(goal.end(), seen);
        let following = Self { progress, ..Self::new(run, goal, AttemptState::Gone) };
        following.run.looked(&Ok(seen.clone()));
        following.run.found(following.state(), seen).await;
        following.go_on(guard)
    }

    fn go_on(mut self, guard: &Arc<Guard>) -> CancellationToken {
        let (guard_of_task, ends) = (guard.clone(), guard.ending.child_token());
        let cancelled = ends.clone();
        guard.sending.spawn(async move {
            let rest = async { while self.step(&guard_of_task).await {} };
            cancelled.run_until_cancelled(rest).await;
        });
        ends
    }
}
