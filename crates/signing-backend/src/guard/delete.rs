//! A deletion: every check, the second reading, the record, one request, its outcome.
//!
//! The order of the checks: first what costs nothing and tells nothing (permit, body), then what the
//! person did (typed text, acknowledgements), then what asks AWS (the second reading). The permit is
//! used up after all of them, so that a typing error or a network failure costs nobody a new plan;
//! then the intent is on the disk; then the request is sent, once.

use std::sync::Arc;

use backend_api::{AuditEvent, Confirmation, PERMIT_HEADER, PlannedRequest, code};
use bytes::Bytes;
use cloudhsm_api::{Operation, OperationClass};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Guard, Target, confirm, difference::differences, ledger::Issued};
use crate::{
    Failure,
    audit::Entry,
    clock::epoch_millis,
    forward::{Answer, Call, CallError},
    hex::hex,
    random,
};

/// What came with a destructive request.
#[derive(Debug, Clone)]
pub struct DeletionRequest {
    /// The user that a trusted proxy named.
    pub user: Option<String>,
    /// The region in the path.
    pub region: String,
    /// The operation in the path.
    pub operation: Operation,
    /// The body.
    pub body: Map<String, Value>,
    /// The header [`PERMIT_HEADER`].
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

/// What passed every check.
#[derive(Debug, Clone)]
struct Passed {
    permit_id: String,
    digest: String,
    target: Target,
}

impl Guard {
    /// Deletes, or says why not. Once the request is on its way it goes on, and is recorded, even
    /// when the caller no longer waits.
    pub async fn delete(self: &Arc<Self>, request: DeletionRequest) -> Result<Done, Failure> {
        let mut entry = self.entry(&request).await;
        let passed = match self.check(&request, &mut entry).await {
            Ok(passed) => passed,
            Err(failure) => {
                self.record_refusal(entry, &failure).await;
                return Err(failure);
            }
        };
        let (guard, region) = (self.clone(), request.region);
        if request.dry_run {
            return guard.dry_run(&region, passed, entry).await.map(Done::DryRun);
        }
        let task = self.sending.spawn(async move { guard.send(region, passed, entry).await });
        task.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a deletion's task broke");
            Err(Failure::network(
                code::OUTCOME_UNKNOWN,
                "The backend failed while it was deleting: look at the resource first.",
            )
            .not_retryable())
        })
    }

    async fn check(&self, request: &DeletionRequest, entry: &mut Entry) -> Result<Passed, Failure> {
        let token = request.permit.as_deref().ok_or_else(|| {
            let operation = request.operation;
            Failure::backend(
                code::PERMIT_REQUIRED,
                format!("{operation} destroys something: ask for a plan and its permit first."),
            )
            .with_field(PERMIT_HEADER)
        })?;
        let claims = self.key.verify(token)?;
        entry.plan_digest = Some(claims.digest.clone());
        for (field, same) in [
            ("session", claims.session == self.session),
            ("operation", claims.operation == request.operation),
            ("region", claims.region == request.region),
            ("resource", names(&request.body, claims.operation) == Some(&claims.resource)),
        ] {
            if !same {
                return Err(mismatch(field));
            }
        }
        let now = epoch_millis(self.clock.now());
        let issued = self.ledger.open(&claims.id, now)?;
        let target = issued.target.clone();
        if without_null(&request.body) != target.body() {
            return Err(mismatch("body"));
        }
        let confirmation = confirm::read(request.confirmation.as_deref(), &target)?;
        entry.acknowledged =
            confirmation.acknowledged.iter().map(|code| code.as_str().to_owned()).collect();
        entry.confirmation_matched = confirm::matches(&confirmation, &target);
        if !entry.confirmation_matched {
            let left = self.ledger.count_wrong(&claims.id, now)?;
            return Err(confirm::mismatch(&target, left));
        }
        self.read_again(request, &claims.id, &issued, &confirmation).await?;
        Ok(Passed { permit_id: claims.id, digest: claims.digest, target })
    }

    /// The second reading: nothing may have changed, nothing may block, and all that is lost must
    /// have been acknowledged.
    async fn read_again(
        &self,
        request: &DeletionRequest,
        permit_id: &str,
        issued: &Issued,
        confirmation: &Confirmation,
    ) -> Result<(), Failure> {
        let (region, target) = (&request.region, &issued.target);
        let found = self.read(region, target).await?;
        let there = found.holds(target);
        let mut changes = differences(&issued.state, &found.state);
        if let (false, Target::Backup { backup_id }) = (there, target) {
            // Without the backup nothing leads to its cluster: only the backup is known to be gone.
            changes.retain(|it| it.path == format!("backups[{backup_id}]"));
        }
        let described = self.describe(region, target, &found);
        let blocked = there && !described.blockers.is_empty();
        if there && changes.is_empty() && !blocked {
            return confirm::check_acknowledged(confirmation, &described.warnings);
        }
        if !request.dry_run {
            self.ledger.end_changed(permit_id, epoch_millis(self.clock.now()));
        }
        let plan = there.then(|| self.plan_on(region, target, &found)).transpose()?;
        let mut failure = match &plan {
            None => Failure::backend(
                code::PLAN_CHANGED,
                format!("{} is no longer there: nothing was sent.", target.id()),
            ),
            Some(plan) if blocked => Failure::backend(
                code::DELETION_BLOCKED,
                format!(
                    "Since the plan something came that blocks the deletion: {}. Nothing was sent.",
                    plan.blockers.iter().map(|it| it.code.as_str()).collect::<Vec<_>>().join(", ")
                ),
            ),
            Some(_) => Failure::backend(
                code::PLAN_CHANGED,
                "Something changed since the plan: nothing was sent. Look at what changed, and \
                 confirm the new plan if it still holds.",
            ),
        };
        failure.error.differences = changes;
        failure.error.plan = plan.map(Box::new);
        Err(failure)
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
        let now = epoch_millis(self.clock.now());
        if let Err(failure) = self.ledger.consume(&passed.permit_id, now) {
            self.record_refusal(entry, &failure).await;
            return Err(failure);
        }
        self.record(Entry { event: AuditEvent::Intent, ..entry.clone() }).await?;
        let call = Call {
            region,
            operation: passed.target.operation(),
            // What was planned, not what was received.
            body: Bytes::from(Value::Object(passed.target.body()).to_string()),
        };
        let result = self.upstream.call(call).await;
        let (outcome, request_id, detail) = outcome_of(&result);
        let outcome = Entry {
            event: AuditEvent::Outcome,
            outcome: Some(outcome),
            request_id,
            detail,
            ..entry.clone()
        };
        let in_doubt = result.as_ref().is_err_and(CallError::may_have_arrived);
        if let Err(error) = self.audit.append(outcome.clone()).await {
            // Too late to refuse; the intent is on the disk, and the log has the rest.
            tracing::error!(%error, ?outcome, "the outcome could not be recorded");
        }
        if in_doubt {
            self.look_for(passed.target, entry);
        }
        result
            .map(Done::Answered)
            // Even when nothing was sent, the permit is used up.
            .map_err(|error| error.into_failure(OperationClass::Destroying).not_retryable())
    }

    async fn entry(&self, request: &DeletionRequest) -> Entry {
        let caller = self.upstream.caller().await;
        let text = |name: &str| request.body.get(name).and_then(Value::as_str).map(str::to_owned);
        let attempt = random::bytes::<8>().unwrap_or_default();
        Entry {
            event: AuditEvent::Refusal,
            attempt: hex(attempt),
            who: request.user.clone().or(caller.arn).unwrap_or_else(|| "unknown".to_owned()),
            session: self.session.clone(),
            region: request.region.clone(),
            operation: request.operation,
            resource: names(&request.body, request.operation).unwrap_or("unknown").to_owned(),
            cluster: text("ClusterId"),
            plan_digest: None,
            confirmation_matched: false,
            acknowledged: Vec::new(),
            request_id: None,
            outcome: None,
            detail: None,
        }
    }

    async fn record(&self, entry: Entry) -> Result<(), Failure> {
        self.audit.append(entry).await.map_err(|error| {
            tracing::error!(%error, "nothing is destroyed without a record");
            Failure::backend(
                code::AUDIT_UNAVAILABLE,
                "The audit log can't be written, so nothing was sent. The backend's log says why; \
                 plan again when it is repaired.",
            )
        })
    }

    async fn record_refusal(&self, entry: Entry, failure: &Failure) {
        let outcome = Some(failure.error.code.clone());
        let detail = Some(failure.error.message.clone());
        let entry = Entry { event: AuditEvent::Refusal, outcome, detail, ..entry };
        if let Err(error) = self.audit.append(entry).await {
            // The refusal stands without its record.
            tracing::error!(%error, "a refusal could not be recorded");
        }
    }
}

/// The id that a body names.
fn names(body: &Map<String, Value>, operation: Operation) -> Option<&str> {
    let member = match operation {
        Operation::DeleteCluster => "ClusterId",
        Operation::DeleteHsm => "HsmId",
        _ => "BackupId",
    };
    body.get(member)?.as_str()
}

fn without_null(body: &Map<String, Value>) -> Map<String, Value> {
    body.iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn mismatch(field: &str) -> Failure {
    Failure::backend(
        code::PERMIT_MISMATCH,
        format!("The permit is for another {field} than the request's."),
    )
    .with_field(field)
}

fn outcome_of(result: &Result<Answer, CallError>) -> (String, Option<String>, Option<String>) {
    match result {
        Ok(answer) => match answer.error() {
            None => ("accepted".to_owned(), answer.request_id.clone(), None),
            Some(error) => {
                let doubt = if error.status >= 500 {
                    " AWS failed: whether the deletion began is not certain."
                } else {
                    ""
                };
                let detail = format!("HTTP {}: {error}.{doubt}", error.status);
                (error.code.as_str().to_owned(), answer.request_id.clone(), Some(detail))
            }
        },
        Err(error) if error.may_have_arrived() => {
            ("unknown".to_owned(), None, Some(error.to_string()))
        }
        Err(error) => {
            let detail = Some(format!("Nothing was sent: {error}"));
            (error.clone().into_failure(OperationClass::Destroying).error.code, None, detail)
        }
    }
}
