//! A guarded request (a deletion, or the removal of a protection): every check, the second reading, the record, one request, its outcome.
//!
//! The order of the checks: first what costs nothing and tells nothing (permit, body), then what the
//! person did (typed text, acknowledgements), then what asks AWS (the second reading). The permit is
//! used up after all of them, so that a typing error or a network failure costs nobody a new plan;
//! then the intent is on the disk; then the request is sent, once. From the second reading to the
//! outcome nothing else may aim at the same target: two permits for it could both read it whole.

use std::sync::Arc;

use backend_api::{AuditEvent, PlannedRequest, code};
use bytes::Bytes;
use cloudhsm_api::{Operation, OperationClass};
use serde::Serialize;
use serde_json::Value;
use tracing::Instrument as _;

use super::{
    Guard,
    checks::Passed,
    record::{Asked, outcome_of},
};
use crate::{
    Failure,
    audit::Entry,
    clock::epoch_millis,
    forward::{Answer, Call, CallError},
};

/// What came with a destructive request.
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
}

/// A deletion that passed the guard.
#[derive(Debug, Clone)]
pub enum Done {
    /// AWS answered; its answer may be an error.
    Answered(Answer),
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
    /// Deletes, or says why not. Once the request is on its way it goes on, and is recorded, even
    /// when the caller no longer waits.
    pub async fn delete(self: &Arc<Self>, request: DeletionRequest) -> Result<Done, Failure> {
        let mut entry = self.entry(&request.asked).await;
        let passed = match self.check(&request, &mut entry).await {
            Ok(passed) => passed,
            Err(failure) => {
                self.record_refusal(entry, &failure).await;
                return Err(failure);
            }
        };
        let (guard, region) = (self.clone(), request.asked.region);
        if request.dry_run {
            return guard.dry_run(&region, passed, entry).await.map(Done::DryRun);
        }
        let sending = async move { guard.send(region, passed, entry).await };
        let task = self.sending.spawn(sending.in_current_span());
        task.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a deletion's task broke");
            Err(Failure::network(
                code::OUTCOME_UNKNOWN,
                "The backend failed while it was deleting: look at the resource first.",
            )
            .not_retryable())
        })
    }

    async fn dry_run(
        &self,
        region: &str,
        passed: Passed,
        mut entry: Entry,
    ) -> Result<DryRun, Failure> {
        entry.event = AuditEvent::DryRun;
        entry.outcome = Some("would-send".to_owned());
        self.record(entry).await?;
        Ok(DryRun {
            is_one: true,
            operation: passed.target.operation(),
            region: region.to_owned(),
            resource: passed.target.id().to_owned(),
            digest: passed.digest,
            request: passed.target.request(region, self.upstream.as_ref()),
        })
    }

    async fn send(
        self: &Arc<Self>,
        region: String,
        passed: Passed,
        entry: Entry,
    ) -> Result<Done, Failure> {
        let Passed { permit_id, target, busy, .. } = passed;
        let now = epoch_millis(self.clock.now());
        if let Err(failure) = self.ledger.consume(&permit_id, now) {
            self.record_refusal(entry, &failure).await;
            return Err(failure);
        }
        let room = self.announce(entry.clone()).await?;
        let call = Call {
            region,
            operation: target.operation(),
            // What was planned, not what was received.
            body: Bytes::from(Value::Object(target.body()).to_string()),
        };
        let result = self.upstream.call(call).await;
        // Whoever reads from now on sees what came of it, as far as AWS shows it.
        drop(busy);
        let in_doubt = result.as_ref().is_err_and(CallError::may_have_arrived);
        self.conclude(room, entry.clone(), outcome_of(&result)).await;
        if in_doubt {
            self.look_for(target, entry);
        }
        result
            .map(Done::Answered)
            // Even when nothing was sent, the permit is used up.
            .map_err(|error| error.into_failure(OperationClass::Destroying).not_retryable())
    }
}
