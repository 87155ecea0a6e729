//! A confirmed request that destroys something, or takes a protection off: announced, read once
//! more, sent once.
//!
//! The order: first what costs nothing (permit, body), then what the person did (typed text,
//! acknowledgements). Then nobody else may act on the same resource. Then the intent is on the disk;
//! then the resource is read; then, not later than two seconds after that reading, the request is
//! sent, in the name of the same access key. The permit is used up right before the send, so that a
//! typing error or a network failure costs nobody a new plan.

use std::{sync::Arc, time::Duration};

use backend_api::{AttemptState, Confirmation, PlannedRequest, code};
use bytes::Bytes;
use cloudhsm_api::{Operation, OperationClass};
use serde::Serialize;
use serde_json::Value;
use tracing::Instrument as _;

use super::{
    Guard, Target,
    attempt::{
        handover::{CancelOnDrop, Cancelled, Handover},
        run::Run,
        sight::goal_of,
        verdict::Verdict,
    },
    checks::Passed,
    ledger::Issued,
    record::{Asked, new_id},
    snapshot::{self, Snapshot},
};
use crate::{
    Failure,
    forward::{Answer, CallError},
};

/// A reading older than this is made again before the send.
const FRESH: Duration = Duration::from_secs(2);
/// So often a reading that took too long is made again.
const READINGS: u32 = 3;

/// What came with a request that needs a permit.
#[derive(Debug, Clone)]
pub struct DeletionRequest {
    /// What is asked for, and by whom.
    pub asked: Asked,
    /// The header [`backend_api::PERMIT_HEADER`].
    pub permit: Option<String>,
    /// The header [`backend_api::CONFIRMATION_HEADER`].
    pub confirmation: Option<String>,
    /// Everything but the request.
    pub dry_run: bool,
    /// The time in which an answer must be there.
    pub limit: Duration,
}

/// A deletion that passed the guard.
#[derive(Debug, Clone)]
pub enum Done {
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
    pub async fn delete(self: &Arc<Self>, request: DeletionRequest) -> Result<Done, Failure> {
        let guard = self.clone();
        self.in_time(request.limit, move |handover| async move {
            let (passed, run) = guard.pass(&request, &handover).await?;
            if request.dry_run {
                let rehearsed = guard.dry_run(&request.asked.region, passed, run, &handover);
                return rehearsed.await.map(Done::DryRun);
            }
            let attempt = run.id().to_owned();
            let answer = guard.send_confirmed(passed, run, &handover).await?.into_answer()?;
            Ok(Done::Answered { answer, attempt })
        })
        .await
    }

    /// Every check that needs no reading; a refusal is recorded.
    pub(super) async fn pass(
        self: &Arc<Self>,
        request: &DeletionRequest,
        handover: &Handover,
    ) -> Result<(Passed, Run), Failure> {
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

    /// Runs what may send a request in a task of its own, which goes on when the caller no longer
    /// waits; what it answers is there within the limit.
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
            tracing::error!(%error, attempt, "the task of an attempt broke");
            let message = "The backend has a defect, and the outcome of this request is not known. \
                           Check Activity before you do anything else.";
            let failure = Failure::network(code::OUTCOME_UNKNOWN, message).not_retryable();
            Err(about(failure, &attempt, AttemptState::Unknown))
        })
    }

    async fn dry_run(
        &self,
        region: &str,
        passed: Passed,
        mut run: Run,
        handover: &Handover,
    ) -> Result<DryRun, Failure> {
        let Passed { issued, confirmation, digest, .. } = passed;
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
        passed: Passed,
        run: Run,
        handover: &Handover,
    ) -> Result<Sent, Failure> {
        let Passed { permit_id, issued, confirmation, busy, .. } = passed;
        run.announce().await?;
        let read = tokio::select! {
            read = self.read_fresh(&issued, &confirmation, &run) => read,
            why = handover.cancelled() => Err(why.failure()),
        };
        let ready = match read {
            Ok(since) => self.ledger.consume(&permit_id).map(|()| since),
            Err(failure) => {
                if failure.error.plan.is_some() || !failure.error.differences.is_empty() {
                    self.ledger.end_changed(&permit_id);
                }
                Err(failure)
            }
        };
        let ready = ready.and_then(|since| self.is_still_fresh(since).map(|()| since));
        let ready = ready.and_then(|since| {
            let sending = handover.begin_send(self.desk.clock.as_ref());
            sending.map(|()| since).map_err(Cancelled::failure)
        });
        let since = match ready {
            Ok(since) => since,
            Err(failure) => {
                run.withdrawn(&failure).await;
                return Err(about(failure, run.id(), AttemptState::Refused));
            }
        };
        let sent = self.send(&issued.target, run, since).await;
        self.ledger.settle(&permit_id, &issued, sent.is_too_late());
        // Whoever reads from now on sees what came of it, as far as AWS shows it.
        drop(busy);
        Ok(sent)
    }

    /// Sends the request of a target once, and has what came of it recorded and followed. `since`
    /// is when the reading began that it rests on.
    pub(super) async fn send(self: &Arc<Self>, target: &Target, run: Run, since: Duration) -> Sent {
        // What was planned, not what was received.
        let body = Bytes::from(Value::Object(target.body()).to_string());
        let send_before = since.saturating_add(FRESH);
        self.hand_over(target.operation(), body, run, goal_of(target), Some(send_before)).await
    }

    pub(super) fn is_still_fresh(&self, since: Duration) -> Result<(), Failure> {
        if self.desk.clock.monotonic().saturating_sub(since) <= FRESH {
            return Ok(());
        }
        Err(too_slow())
    }

    /// The second reading, not older than two seconds when this returns: when it began.
    async fn read_fresh(
        &self,
        issued: &Issued,
        confirmation: &Confirmation,
        run: &Run,
    ) -> Result<Duration, Failure> {
        let found = self.read_again(issued, confirmation, run).await?;
        self.freshen(&issued.region, &issued.target, &found, run).await
    }

    /// Reads the target alone again where the whole reading took longer than two seconds.
    pub(super) async fn freshen(
        &self,
        region: &str,
        target: &Target,
        found: &Snapshot,
        run: &Run,
    ) -> Result<Duration, Failure> {
        let mut since = found.read_since;
        for _ in 0..READINGS {
            if self.is_still_fresh(since).is_ok() {
                return Ok(since);
            }
            let key = run.identity().access_key_id.clone();
            let upstream = self.upstream.as_ref();
            let clock = self.desk.clock.as_ref();
            let (began, is_same) =
                snapshot::read_target_again(upstream, region, target, key, found, clock).await?;
            if !is_same {
                return Err(Failure::backend(
                    code::PLAN_CHANGED,
                    "The resource changed while it was read. Nothing was sent. Refresh the plan.",
                ));
            }
            since = began;
        }
        self.is_still_fresh(since).map(|()| since)
    }
}

/// What came of a request that was handed over.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) result: Result<Answer, CallError>,
    pub(super) verdict: Verdict,
    pub(super) attempt: String,
}

impl Sent {
    /// It was not sent, because its reading had become too old.
    pub(super) fn is_too_late(&self) -> bool {
        matches!(self.result, Err(CallError::TooLate))
    }

    /// AWS's answer if it accepted, else the failure that says what is known.
    pub(super) fn into_answer(self) -> Result<Answer, Failure> {
        let Self { result, verdict, attempt } = self;
        if verdict.state == AttemptState::Accepted
            && let Ok(answer) = result
        {
            return Ok(answer);
        }
        // Even when nothing was sent, the permit is used up.
        Err(about(failure(result, &verdict), &attempt, verdict.state).not_retryable())
    }
}

/// The error for a verdict that is no success.
fn failure(result: Result<Answer, CallError>, verdict: &Verdict) -> Failure {
    let detail = verdict.detail.clone().unwrap_or_default();
    let answered = result.as_ref().ok().and_then(Answer::error);
    if verdict.state == AttemptState::Refused {
        return match (result, answered) {
            (_, Some(error)) => Failure::service(error),
            (Err(error), None) => error.into_failure(OperationClass::Destroying),
            (Ok(_), None) => Failure::network(code::UPSTREAM_GARBLED, detail),
        };
    }
    let message = format!("{detail} The outcome is not known; the backend is checking.");
    let mut failure = Failure::network(code::OUTCOME_UNKNOWN, message);
    if let Some(error) = answered {
        let told = backend_api::ApiError::from(error);
        failure.error.upstream_status = told.upstream_status;
        failure.error.request_id = told.request_id;
        failure.error.raw = told.raw;
    } else if let Ok(answer) = result {
        failure.error.upstream_status = Some(answer.status);
        failure.error.request_id = answer.request_id;
    }
    failure
}

/// A failure with the attempt that it is about.
pub(super) fn about(mut failure: Failure, attempt: &str, state: AttemptState) -> Failure {
    failure.error.attempt = Some(attempt.to_owned());
    failure.error.outcome = Some(state);
    failure
}

fn unknown_yet(limit: Duration, handover: &Handover) -> Failure {
    let message = format!(
        "AWS has not answered within {} s. The request was sent, and the outcome is not known yet; \
         the backend is checking.",
        limit.as_secs()
    );
    let failure = Failure::network(code::OUTCOME_UNKNOWN, message).not_retryable();
    about(failure, handover.attempt().map_or("", String::as_str), AttemptState::Unknown)
}

fn too_slow() -> Failure {
    Failure::network(
        code::UPSTREAM_TIMEOUT,
        "AWS takes longer than 2 s to report the resource, so it can't be read and deleted without \
         a gap. Nothing was sent.",
    )
}
