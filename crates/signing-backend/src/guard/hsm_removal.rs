//! Deletes several HSMs of a cluster, one after the other, in the backend: closing the page changes
//! nothing.
//!
//! Each HSM is announced, read, sent and followed until it is gone before the next one's turn. What
//! the deletions before explain is expected to change: the HSMs that are gone, the backup that AWS
//! makes first, the cluster's state. Anything else stops it, and a person decides: an HSM that came
//! back too.

mod expected;
mod listed_again;
mod one_step;

use std::sync::Arc;

use backend_api::{ApiErrorCode, Attempt, AttemptState, AttemptStep, Confirmation, StopReason};
use listed_again::Followed;

use super::{
    DeletionRequest, Guard, Target,
    attempt::{handover::Handover, run::Run},
    ledger::Issued,
    permit_checks::CheckedDeletion,
    sending::{Sent, about},
};
use crate::Failure;

impl Guard {
    /// Begins the confirmed deletion of several HSMs. The first one is sent, or refused, when this
    /// returns; the others follow in the background.
    pub async fn delete_hsms(
        self: &Arc<Self>,
        request: DeletionRequest,
    ) -> Result<Attempt, Failure> {
        let guard = self.clone();
        // What AWS refused, or never got, is an error; what it may have got is followed.
        self.in_time(request.limit, move |handover| async move {
            let (passed, run) = guard.pass(&request, &handover).await?;
            let attempt = run.id().to_owned();
            guard.begin_removal(passed, run, handover).await?;
            guard.attempt(&attempt)
        })
        .await
    }

    async fn begin_removal(
        self: &Arc<Self>,
        passed: CheckedDeletion,
        run: Run,
        handover: Handover,
    ) -> Result<(), Failure> {
        let steps = passed.issued.target.steps();
        let Some(first) = steps.first().cloned() else {
            return Err(Failure::malformed("hsmIds", "No HSM is named."));
        };
        // Of a single HSM the log has one intent, that of its step: with two, the one without an
        // outcome would be open for ever.
        if steps.len() > 1 {
            run.announce().await?;
        }
        run.begins();
        let removal = Removal {
            guard: self.clone(),
            issued: passed.issued,
            confirmation: passed.confirmation,
            run: run.clone(),
            followed: Followed::default(),
        };
        let step = run.step(0, first.id());
        let cancelled = async { handover.cancelled().await.failure() };
        let begin = |ready| self.begin_send(ready, &passed.permit_id, &handover);
        let sent = match removal.send_step(&first, &[], &step, cancelled, begin).await {
            Ok(sent) => sent,
            Err(failure) => {
                run.stopped(StopReason::Refused, failure.error.message.clone()).await;
                return Err(about(failure, run.id(), AttemptState::Refused));
            }
        };
        self.ledger.conclude(&passed.permit_id, &removal.issued, sent.is_too_late());
        drop(passed.busy);
        if sent.verdict.state == AttemptState::Refused {
            let words = sent.verdict.detail.clone().unwrap_or_default();
            run.stopped(StopReason::Refused, words).await;
            return sent.into_answer().map(drop);
        }
        self.sending.spawn(removal.run_to_end(steps, step, sent));
        Ok(())
    }

    /// No further step of an attempt is sent.
    pub fn stop(&self, id: &str) -> Result<Attempt, Failure> {
        self.desk.book.change(id, |attempt| {
            attempt.stopping = attempt.stopping || !attempt.steps.is_empty();
        });
        self.attempt(id)
    }
}

/// A removal on its way.
struct Removal {
    guard: Arc<Guard>,
    issued: Issued,
    confirmation: Confirmation,
    /// The attempt as a whole.
    run: Run,
    /// Who follows the steps that were found gone.
    followed: Followed,
}

/// Why a removal ended before its last step.
type Stop = (StopReason, String);

impl Removal {
    async fn run_to_end(self, steps: Vec<Target>, step: Run, sent: Sent) {
        // Between two steps too.
        let _follower = self.run.follower();
        let stopped = self.all(&steps, step, sent).await;
        match stopped {
            Ok(()) => {
                let words = format!("All {} HSMs are deleted.", steps.len());
                self.run.found_whole(AttemptState::Gone, words).await;
            }
            Err((reason, words)) => self.run.stopped(reason, words).await,
        }
    }

    async fn all(&self, steps: &[Target], first: Run, sent: Sent) -> Result<(), Stop> {
        self.finish_step(steps.first(), first, sent.verdict.state).await?;
        for (index, target) in steps.iter().enumerate().skip(1) {
            let gone = steps.get(..index).unwrap_or_default();
            self.are_gone(gone).await?;
            self.may_continue()?;
            let run = self.run.step(index, target.id());
            let state = match self.next(target, gone, &run).await {
                Ok(state) => state,
                Err(stop) => {
                    // If one came back, that is the reason.
                    self.are_gone(gone).await?;
                    return Err(stop);
                }
            };
            self.finish_step(Some(target), run, state).await?;
        }
        // The last one was looked at just now.
        let earlier = steps.split_last().map(|(_, earlier)| earlier);
        self.look_once_more(earlier.unwrap_or_default()).await;
        self.are_gone(steps).await
    }

    /// Whether the next step may be sent.
    fn may_continue(&self) -> Result<(), Stop> {
        if self.guard.ending.is_cancelled() {
            return Err(ended());
        }
        let book = &self.guard.desk.book;
        if book.get(self.run.id()).is_some_and(|attempt| attempt.stopping) {
            return Err((StopReason::Asked, "Stopped on request.".to_owned()));
        }
        Ok(())
    }
}

/// The backend ends in order.
fn ended() -> Stop {
    (StopReason::Restarted, "The backend was stopped. No further HSM is deleted.".to_owned())
}

/// A stop that came before a step was sent.
fn not_sent((_, words): Stop) -> Failure {
    Failure::backend(ApiErrorCode::DeletionBlocked, format!("{words} Nothing was sent."))
}

/// The steps of a removal before the first one is sent.
pub(super) fn planned_steps(target: &Target) -> Vec<AttemptStep> {
    let step = |step: Target| AttemptStep {
        resource: step.id().to_owned(),
        state: AttemptState::Planned,
        ..AttemptStep::default()
    };
    target.steps().into_iter().map(step).collect()
}
