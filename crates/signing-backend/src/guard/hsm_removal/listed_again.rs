//! HSMs that were found gone, and that AWS lists again while the others are deleted.
//!
//! Two readings without an HSM mean that it is gone; a later one can say otherwise. Then nothing
//! further is sent until it is gone after all, and if it came back, a person decides.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use backend_api::{AttemptState, StopReason};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{Removal, Stop, ended};
use crate::guard::{
    Target,
    attempt::{
        goal::{deletion_of_hsm, goal_of},
        progress::Observation,
    },
    follow::Following,
    reading::Depth,
    snapshot::Snapshot,
};

/// Who follows the HSMs that were found gone, by their IDs: one each.
#[derive(Debug, Default)]
pub(super) struct Followed(Mutex<HashMap<String, CancellationToken>>);

impl Followed {
    /// From now on it is this one.
    pub(super) fn set(&self, hsm: &str, follower: CancellationToken) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(hsm.to_owned(), follower);
    }

    /// From now on nothing follows it.
    fn end(&self, hsm: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(follower) = all.remove(hsm) {
            follower.cancel();
        }
    }
}

impl Removal {
    /// Waits while one of the first steps, which were all found gone, may not be gone after all. One
    /// that came back stops the removal.
    pub(super) async fn are_gone(&self, first: &[Target]) -> Result<(), Stop> {
        let book = &self.guard.desk.book;
        let mut changes = book.changes();
        loop {
            changes.borrow_and_update();
            let steps = book.get(self.run.id()).map(|attempt| attempt.steps).unwrap_or_default();
            let mut steps = steps.into_iter().take(first.len());
            let Some(step) = steps.find(|step| step.state != AttemptState::Gone) else {
                return Ok(());
            };
            let words = |why: &str| format!("{}: {why}.", step.resource);
            match step.state {
                AttemptState::Accepted | AttemptState::Unknown => self.may_continue()?,
                AttemptState::CameBack => {
                    let seen = step.last_seen.as_deref().unwrap_or("an unknown state");
                    let why = format!("it was gone, and AWS lists it again as {seen}");
                    return Err((StopReason::Changed, words(&why)));
                }
                state => return Err((StopReason::Unknown, words(state.words()))),
            }
            tokio::select! {
                () = self.guard.ending.cancelled() => return Err(ended()),
                // The book lives as long as the guard.
                _ = changes.changed() => {}
            }
        }
    }

    /// Reads the cluster, and follows those again that it lists. What was found gone a while ago is
    /// not looked at any more.
    pub(super) async fn look_once_more(&self, gone: &[Target]) {
        let Some(last) = gone.last() else { return };
        let entry = self.run.entry();
        let present = self.guard.identity(None, &entry.region).await;
        if entry.identity.why_not_as(&present).is_some() {
            return;
        }
        match self
            .guard
            .read(&entry.region, last, present.access_key_id, Depth::Again(None, None))
            .await
        {
            Ok(found) => self.revise(gone, &found, |_| true).await,
            Err(failure) => {
                let (attempt, error) = (self.run.id(), &failure.error.message);
                tracing::warn!(attempt, error, "the cluster can't be read after its last HSM");
            }
        }
    }

    /// Whether a reading lists one of those that were found gone as if nothing had happened: what
    /// is still being deleted is a listing that lags. If so, it is followed again, and this says which
    /// one.
    pub(super) async fn came_back(&self, gone: &[Target], found: &Snapshot) -> Option<String> {
        let is_back = |seen: &Observation| matches!(seen, Observation::Before(_));
        let (hsm, seen) = listed(gone, found).find(|(_, seen)| is_back(seen))?;
        let (id, state) = (hsm.id(), seen.words());
        self.revise(gone, found, is_back).await;
        Some(format!("{id} was gone, and AWS lists it again as {state}. Nothing more was sent."))
    }

    async fn revise(
        &self,
        gone: &[Target],
        found: &Snapshot,
        which: impl Fn(&Observation) -> bool,
    ) {
        for (hsm, seen) in listed(gone, found).filter(|(_, seen)| which(seen)) {
            let (Some(goal), Some(index)) =
                (goal_of(hsm, &Value::Null), gone.iter().position(|it| it == hsm))
            else {
                continue;
            };
            self.followed.end(hsm.id());
            let run = self.run.step(index, hsm.id());
            let follower = Following::listed_again(run, goal, &seen, &self.guard).await;
            self.followed.set(hsm.id(), follower);
        }
    }
}

/// Those of some HSMs that a reading lists, other than as deleted.
fn listed<'a>(
    hsms: &'a [Target],
    found: &'a Snapshot,
) -> impl Iterator<Item = (&'a Target, Observation)> {
    let list = found.state.pointer("/cluster/Hsms").and_then(Value::as_array);
    let list = list.map(Vec::as_slice).unwrap_or_default();
    hsms.iter()
        .map(|hsm| (hsm, deletion_of_hsm(list, hsm.id())))
        .filter(|(_, seen)| matches!(seen, Observation::Before(_) | Observation::UnderWay(_)))
}
