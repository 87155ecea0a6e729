//! A confirmed request that destroys something, or takes a protection off: announced, read once
//! more, sent once.
//!
//! The order: first what costs nothing (permit, body), then what the person did (typed text,
//! acknowledgements). Then no other request may act on the same resource. Then the intent is on the disk;
//! then the resource is read; then, not later than two seconds after that reading, the request is
//! sent, in the name of the same access key. The permit is used up right before the send, so that a
//! typing error or a network failure doesn't cost a new plan.

mod fresh;

use std::{sync::Arc, time::Duration};

use backend_api::{ApiErrorCode, AttemptState, PlannedRequest};
use cloudhsm_api::Operation;
use serde::Serialize;
use tracing::Instrument as _;

use super::{
    Guard,
    attempt::{
        goal::{Goal, goal_of},
        handover::{CancelOnDrop, Cancelled, Handover},
        run::Run,
    },
    new_attempt::new_id,
    permit_checks::CheckedDeletion,
    request::DeletionRequest,
    sending::{Sent, about},
};
use crate::{Failure, forward::Answer};

/// A deletion that passed the guard.
#[derive(Debug, Clone)]
pub enum DeletionResponse {
    /// AWS accepted it.
    Answered {
        /// AWS's answer.
        answer: Answer,
        /// The attempt's ID.
        attempt: String,
    },
    /// Nothing was sent, because that was asked for.
    DryRun(DryRun),
}

/// What a dry run answers.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DryRun {
    #[serde(rename = "dryRun")]
    is_one: bool,
    operation: Operation,
    region: String,
    resource: String,
    digest: String,
    /// What would have been sent.
    request: PlannedRequest,
}

impl Guard {
    /// Deletes, or says why not.
    ///
    /// Before the request is handed over to AWS, a client that goes away or the end of the time
    /// cancels it. Afterwards nothing does: then the answer is AWS's, or that the outcome is
    /// unknown.
    pub async fn delete(
        self: &Arc<Self>,
        request: DeletionRequest,
    ) -> Result<DeletionResponse, Failure> {
        let guard = self.clone();
        self.in_time(request.limit, move |handover| async move {
            let (passed, run) = guard.pass(&request, &handover).await?;
            if request.dry_run {
                let rehearsed = guard.dry_run(&request.asked.region, passed, run, &handover);
                return rehearsed.await.map(DeletionResponse::DryRun);
            }
            let attempt = run.id().to_owned();
            let answer = guard.send_confirmed(passed, run, &handover).await?.into_answer()?;
            Ok(DeletionResponse::Answered { answer, attempt })
        })
        .await
    }

    /// Every check that needs no reading; a refusal is recorded.
    pub(super) async fn pass(
        self: &Arc<Self>,
        request: &DeletionRequest,
        handover: &Handover,
    ) -> Result<(CheckedDeletion, Run), Failure> {
        let mut run = self.run(&request.asked).await;
        let checked = self.check(request, &mut run);
        let checked = checked.and_then(|passed| {
            handover.begin(run.id()).map(|()| passed).map_err(Cancelled::failure)
        });
        match checked {
            Ok(passed) => Ok((passed, run)),
            Err(mut failure) => {
                run.refused(&failure).await;
                failure.error.outcome = Some(AttemptState::Refused);
                // Where another request with the same permit is on its way, the attempt is its own.
                let is_anothers = self.desk.book.get(run.id()).is_some_and(|attempt| {
                    attempt.state == AttemptState::Announced || attempt.state.was_sent()
                });
                failure.error.attempt = (!is_anothers).then(|| run.id().to_owned());
                Err(failure)
            }
        }
    }

    /// Runs what may send a request in a task of its own, which continues when the caller no longer
    /// waits. It answers within the limit.
    pub(super) async fn in_time<T, F>(
        self: &Arc<Self>,
        limit: Duration,
        work: impl FnOnce(Handover) -> F,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Failure>> + Send + 'static,
    {
        let handover = Handover::new(self.desk.clock.as_ref(), limit);
        let cancel = CancelOnDrop(handover.clone());
        let mut task = self.sending.spawn(work(handover.clone()).in_current_span());
        let ended = tokio::select! {
            ended = &mut task => ended,
            () = tokio::time::sleep(limit) => {
                if !handover.cancel(Cancelled::TimeLimit) {
                    return Err(unknown_yet(limit, &handover));
                }
                // It says so itself, and records it.
                task.await
            }
        };
        drop(cancel);
        ended.unwrap_or_else(|error| {
            let attempt = handover.attempt().cloned().unwrap_or_default();
            tracing::error!(%error, attempt, "the task of an attempt panicked");
            let message = "The backend failed, and the outcome of this request is not known. Check \
                           Activity first.";
            let failure = Failure::network(ApiErrorCode::OutcomeUnknown, message).not_retryable();
            Err(about(failure, &attempt, AttemptState::Unknown))
        })
    }

    async fn dry_run(
        &self,
        region: &str,
        passed: CheckedDeletion,
        mut run: Run,
        handover: &Handover,
    ) -> Result<DryRun, Failure> {
        let CheckedDeletion { issued, confirmation, digest, .. } = passed;
        // It is no part of the attempt that it rehearses.
        run.entry_mut().attempt = new_id();
        let target = &issued.target;
        let read = tokio::select! {
            read = self.read_again(&issued, &confirmation, &run) => read,
            why = handover.cancelled() => Err(why.failure()),
        };
        if let Err(failure) = read {
            run.refused(&failure).await;
            return Err(about(failure, run.id(), AttemptState::Refused));
        }
        run.rehearsed().await?;
        Ok(DryRun {
            is_one: true,
            operation: target.operation(),
            region: region.to_owned(),
            resource: target.id().to_owned(),
            digest,
            request: target.request(region, self.upstream.as_ref()),
        })
    }

    /// From the intent to the answer.
    pub(super) async fn send_confirmed(
        self: &Arc<Self>,
        passed: CheckedDeletion,
        mut run: Run,
        handover: &Handover,
    ) -> Result<Sent, Failure> {
        let CheckedDeletion { permit_id, issued, confirmation, busy, .. } = passed;
        // If something else is there when it is read again, nothing is sent.
        let goal = goal_of(&issued.target, &issued.state);
        run.entry_mut().change = goal.as_ref().and_then(Goal::to_record);
        run.announce().await?;
        let read = tokio::select! {
            read = self.read_fresh(&issued, &confirmation, &run) => read,
            why = handover.cancelled() => Err(why.failure()),
        };
        let ready = read.and_then(|since| self.is_still_fresh(since).map(|()| since));
        let since = match self.begin_send(ready, &permit_id, handover) {
            Ok(since) => since,
            Err(failure) => {
                run.withdrawn(&failure).await;
                return Err(about(failure, run.id(), AttemptState::Refused));
            }
        };
        let sent = self.send(&issued.target, goal, run, since).await;
        self.ledger.conclude(&permit_id, &issued, sent.is_too_late());
        // Whoever reads from now on sees what came of it, as far as AWS shows it.
        drop(busy);
        Ok(sent)
    }
}

fn unknown_yet(limit: Duration, handover: &Handover) -> Failure {
    let message = format!(
        "AWS didn’t answer within {} s. The request was sent and the outcome is not known yet. The \
         backend is checking.",
        limit.as_secs()
    );
    let failure = Failure::network(ApiErrorCode::OutcomeUnknown, message).not_retryable();
    about(failure, handover.attempt().map_or("", String::as_str), AttemptState::Unknown)
}
