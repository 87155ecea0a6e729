//! The one place where a request is handed over to AWS, and what comes of it.

use std::{sync::Arc, time::Duration};

use backend_api::{ApiErrorCode, AttemptState};
use bytes::Bytes;
use cloudhsm_api::{Operation, OperationClass};
use serde_json::Value;

use super::{
    Guard, Target,
    attempt::{
        goal::Goal,
        handover::{Cancelled, Handover},
        run::Run,
        verdict::Verdict,
    },
};
use crate::{
    Failure,
    forward::{Answer, Call, CallError},
};

/// A reading older than this is made again before the send.
pub(super) const FRESH: Duration = Duration::from_secs(2);

impl Guard {
    /// After the second reading: uses the permit up, and from here on nothing cancels the send. A
    /// permit for something that has changed ends instead.
    pub(super) fn begin_send(
        &self,
        read: Result<Duration, Failure>,
        permit_id: &str,
        handover: &Handover,
    ) -> Result<Duration, Failure> {
        if let Err(failure) = &read
            && (failure.error.plan.is_some() || !failure.error.differences.is_empty())
        {
            self.ledger.end_changed(permit_id);
        }
        let since = read?;
        self.ledger.consume(permit_id)?;
        handover.begin_send(self.desk.clock.as_ref()).map_err(Cancelled::failure)?;
        Ok(since)
    }

    /// Sends the request of a target once, and has what came of it recorded and followed. `since`
    /// is when the reading began that it rests on.
    pub(super) async fn send(
        self: &Arc<Self>,
        target: &Target,
        goal: Option<Goal>,
        run: Run,
        since: Duration,
    ) -> Sent {
        // What was planned, not what was received.
        let body = Bytes::from(Value::Object(target.body()).to_string());
        let send_before = since.saturating_add(FRESH);
        self.hand_over(target.operation(), body, run, goal, Some(send_before)).await
    }

    /// The send, its verdict, its record, and whoever follows it.
    pub(super) async fn hand_over(
        self: &Arc<Self>,
        operation: Operation,
        body: Bytes,
        mut run: Run,
        mut goal: Option<Goal>,
        send_before: Option<Duration>,
    ) -> Sent {
        run.sent();
        if let Some(Goal::Changed(goal)) = &goal
            && let Some(place) = goal.place(&run.entry().region)
        {
            self.creations.sent(run.id(), &place);
        }
        let call = Call {
            region: run.entry().region.clone(),
            operation,
            body,
            only_with: run.identity().access_key_id.clone(),
            send_before,
        };
        let result = self.upstream.call(call).await;
        let verdict = Verdict::of(operation, &result);
        if let (AttemptState::Accepted, Ok(answer), Some(Goal::Changed(goal))) =
            (verdict.state, &result, &mut goal)
        {
            goal.answered(&answer.body);
            if let Some(id) = goal.made() {
                self.creations.made(run.id(), id);
            }
            if let Some(cluster_id) = goal.made_cluster() {
                run.made(cluster_id.to_owned());
            }
            run.entry_mut().change = goal.to_record();
        }
        if verdict.state == AttemptState::Refused {
            self.creations.refused(run.id());
        }
        run.answered(&verdict).await;
        let attempt = run.id().to_owned();
        let is_step = operation.class() == OperationClass::Destroying && run.is_step();
        // A step is followed by the task that sends the next one.
        if verdict.state.is_open() && !is_step {
            self.follow(run, goal, verdict.state);
        }
        Sent { result, verdict, attempt }
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
        // The permit is used up, unless the request came too late to be sent: it takes a new confirmation.
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
            (Ok(_), None) => Failure::network(ApiErrorCode::UpstreamGarbled, detail),
        };
    }
    let message = format!("{detail} The outcome is not known. The backend is checking.");
    let mut failure = Failure::network(ApiErrorCode::OutcomeUnknown, message);
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
