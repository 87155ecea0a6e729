//! One HSM of several: announced, read, sent, and followed until it is gone.

use std::time::Duration;

use backend_api::{ApiErrorCode, AttemptState, StopReason};
use serde_json::Value;

use super::{
    Removal, Stop, ended,
    expected::{changed, is_expected},
    not_sent,
};
use crate::{
    Failure,
    guard::{
        Target,
        attempt::{goal::goal_of, run::Run},
        confirm,
        difference::differences,
        follow::Following,
        key_stores,
        ledger::Issued,
        reading::Depth,
        sending::Sent,
    },
};

impl Removal {
    /// One of the steps after the first.
    pub(super) async fn next(
        &self,
        target: &Target,
        gone: &[Target],
        run: &Run,
    ) -> Result<AttemptState, Stop> {
        let busy = self.guard.busy.enter(&self.issued.region, &self.issued.places());
        let busy = busy.map_err(|failure| self.why(&failure))?;
        let ending = async {
            self.guard.ending.cancelled().await;
            not_sent(ended())
        };
        let sent = self.send_step(target, gone, run, ending, |ready| ready).await;
        drop(busy);
        let Sent { verdict, .. } = sent.map_err(|failure| self.why(&failure))?;
        match verdict.state {
            AttemptState::Refused => Err((StopReason::Refused, verdict.detail.unwrap_or_default())),
            state => Ok(state),
        }
    }

    /// Announces, reads and sends one step. `cancelled` ends the reading, and `begin` has the last
    /// word before the send.
    pub(super) async fn send_step(
        &self,
        target: &Target,
        gone: &[Target],
        run: &Run,
        cancelled: impl Future<Output = Failure>,
        begin: impl FnOnce(Result<Duration, Failure>) -> Result<Duration, Failure>,
    ) -> Result<Sent, Failure> {
        run.announce().await?;
        let read = tokio::select! {
            read = self.read(target, gone, run) => read,
            failure = cancelled => Err(failure),
        };
        // A stop can have been asked for while it was read.
        let ready = read.and_then(|since| self.may_continue().map(|()| since).map_err(not_sent));
        match begin(ready) {
            // What is handed over has its answer recorded, whatever ends meanwhile.
            Ok(since) => Ok(self
                .guard
                .send(target, goal_of(target, &self.issued.state), run.clone(), since)
                .await),
            Err(failure) => {
                run.withdrawn(&failure).await;
                Err(failure)
            }
        }
    }

    /// Why nothing further is sent after a step that was not.
    fn why(&self, failure: &Failure) -> Stop {
        let message = failure.error.message.clone();
        if failure.error.code == ApiErrorCode::PlanChanged {
            return (StopReason::Changed, message);
        }
        self.may_continue().err().unwrap_or((StopReason::Refused, message))
    }

    /// Waits until a step's HSM is gone.
    pub(super) async fn finish_step(
        &self,
        target: Option<&Target>,
        run: Run,
        from: AttemptState,
    ) -> Result<(), Stop> {
        let Some(goal) = target.and_then(|it| goal_of(it, &Value::Null)) else { return Ok(()) };
        let id = run.entry().resource.clone();
        let counts = Following::new(run, goal, from).until_it_counts(&self.guard);
        match self.guard.ending.run_until_cancelled(counts).await {
            None => Err(ended()),
            Some((AttemptState::Gone, rest)) => {
                self.followed.set(&id, rest);
                Ok(())
            }
            Some((state, _)) => Err((StopReason::Unknown, format!("{id}: {}.", state.words()))),
        }
    }

    /// Reads the cluster not more than two seconds before this returns, and finds nothing but what
    /// the steps before explain. When the reading began.
    async fn read(&self, target: &Target, gone: &[Target], run: &Run) -> Result<Duration, Failure> {
        let Issued { region, target: whole, .. } = &self.issued;
        let key = run.identity().access_key_id.clone();
        let depth = Depth::Again(self.issued.seen.clone(), None);
        let found = self.guard.read(region, target, key, depth).await?;
        if let Some(words) = self.came_back(gone, &found).await {
            return Err(Failure::backend(ApiErrorCode::PlanChanged, words));
        }
        let changes = differences(&self.issued.state, &found.state);
        // What was confirmed is the whole, until a part of it is done.
        let asked = if gone.is_empty() { whole } else { target };
        let mut changes = key_stores::that_count(changes, &found, asked);
        if !gone.is_empty() {
            let gone: Vec<_> = gone.iter().map(Target::id).collect();
            changes.retain(|change| !is_expected(change, &gone));
        }
        // Of the whole: what is lost was acknowledged for all HSMs together.
        let described = self.guard.describe(region, whole, &found);
        let blockers = self.guard.describe(region, asked, &found).blockers;
        if !found.holds(target) || !changes.is_empty() || !blockers.is_empty() {
            if gone.is_empty() {
                let identity = run.identity().clone();
                return Err(self.guard.no_longer(region, whole, found, changes, identity)?);
            }
            // No new plan: it would not be shown to anyone.
            return Err(changed(target, &changes, &blockers));
        }
        if gone.is_empty() {
            confirm::check_acknowledged(&self.confirmation, &described.warnings)?;
        }
        let since = self.guard.freshen(region, target, &found, run).await?;
        self.guard.is_still_fresh(since)?;
        self.guard.keep_left(run.id(), &described, &found);
        Ok(since)
    }
}
