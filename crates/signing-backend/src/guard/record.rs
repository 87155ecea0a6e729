//! What the audit log gets to know about a deletion.

use backend_api::{AuditEvent, code};
use cloudhsm_api::OperationClass;
use serde_json::Value;

use super::{DeletionRequest, Guard, checks::names};
use crate::{
    Failure,
    audit::Entry,
    forward::{Answer, CallError},
    hex::hex,
    random,
};

impl Guard {
    /// What is known before anything is checked.
    pub(super) async fn entry(&self, request: &DeletionRequest) -> Entry {
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

    /// Has it on the disk, or refuses.
    pub(super) async fn record(&self, entry: Entry) -> Result<(), Failure> {
        self.audit.append(entry).await.map_err(|error| {
            tracing::error!(%error, "nothing is destroyed without a record");
            Failure::backend(
                code::AUDIT_UNAVAILABLE,
                "The audit log can't be written, so nothing was sent. The backend's log says why; \
                 plan again when it is repaired.",
            )
        })
    }

    /// A refusal stands, with or without its record.
    pub(super) async fn record_refusal(&self, entry: Entry, failure: &Failure) {
        let outcome = Some(failure.error.code.clone());
        let detail = Some(failure.error.message.clone());
        let entry = Entry { event: AuditEvent::Refusal, outcome, detail, ..entry };
        if let Err(error) = self.audit.append(entry).await {
            // The refusal stands without its record.
            tracing::error!(%error, "a refusal could not be recorded");
        }
    }
}

/// Outcome, request id and detail of a call.
pub(super) fn outcome_of(
    result: &Result<Answer, CallError>,
) -> (String, Option<String>, Option<String>) {
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
