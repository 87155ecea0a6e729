//! What the audit log gets to know about a deletion, or a change.

use backend_api::{AuditEvent, code};
use cloudhsm_api::{Operation, OperationClass};
use serde_json::{Map, Value};

use super::Guard;
use crate::{
    Failure,
    audit::{AuditError, Entry, Room},
    forward::{Answer, CallError},
    hex::hex,
    random,
};

/// What is asked for, and by whom.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The user that a trusted proxy named.
    pub user: Option<String>,
    /// The region in the path.
    pub region: String,
    /// The operation in the path.
    pub operation: Operation,
    /// The body.
    pub body: Map<String, Value>,
}

/// Outcome, request id and detail of a call.
pub(super) struct Outcome {
    word: String,
    request_id: Option<String>,
    detail: Option<String>,
}

impl Outcome {
    /// What was found out without an answer of AWS's.
    pub(super) fn found(word: &str, detail: String) -> Self {
        Self { word: word.to_owned(), request_id: None, detail: Some(detail) }
    }

    fn entry(self, intent: Entry) -> Entry {
        let Self { word, request_id, detail } = self;
        let event = AuditEvent::Outcome;
        Entry { event, outcome: Some(word), request_id, detail, ..intent }
    }
}

impl Guard {
    /// What is known before anything is checked.
    pub(super) async fn entry(&self, asked: &Asked) -> Entry {
        let caller = self.upstream.caller().await;
        let text = |name: &str| asked.body.get(name).and_then(Value::as_str).map(str::to_owned);
        let attempt = random::bytes::<8>().unwrap_or_default();
        Entry {
            event: AuditEvent::Refusal,
            attempt: hex(attempt),
            who: asked.user.clone().or(caller.arn).unwrap_or_else(|| "unknown".to_owned()),
            session: self.session.clone(),
            region: asked.region.clone(),
            operation: asked.operation,
            resource: names(&asked.body, asked.operation).unwrap_or("unknown").to_owned(),
            cluster: text("ClusterId"),
            plan_digest: None,
            confirmation_matched: false,
            acknowledged: Vec::new(),
            request_id: None,
            outcome: None,
            detail: tags_in(&asked.body),
        }
    }

    /// Has it on the disk, or refuses.
    pub(super) async fn record(&self, entry: Entry) -> Result<(), Failure> {
        self.audit.append(entry).await.map_err(unavailable)
    }

    /// Has it on the disk, with room for what comes of it, or refuses.
    pub(super) async fn announce(&self, entry: Entry) -> Result<Room, Failure> {
        let intent = Entry { event: AuditEvent::Intent, ..entry };
        self.audit.announce(intent).await.map_err(unavailable)
    }

    /// Records what came of a call. It is too late to refuse: the intent is on the disk, and the
    /// program's log has the rest.
    pub(super) async fn conclude(&self, room: Room, intent: Entry, outcome: Outcome) {
        let entry = outcome.entry(intent);
        if let Err(error) = self.audit.conclude(room, entry.clone()).await {
            tracing::error!(%error, ?entry, "the outcome could not be recorded");
        }
    }

    /// Records what was found out later about a call.
    pub(super) async fn record_outcome(&self, intent: Entry, outcome: Outcome) {
        let entry = outcome.entry(intent);
        if let Err(error) = self.audit.append(entry.clone()).await {
            tracing::error!(%error, ?entry, "the outcome could not be recorded");
        }
    }

    /// A refusal stands, with or without its record.
    pub(super) async fn record_refusal(&self, entry: Entry, failure: &Failure) {
        let outcome = Some(failure.error.code.clone());
        let detail = Some(failure.error.message.clone());
        let entry = Entry { event: AuditEvent::Refusal, outcome, detail, ..entry };
        if let Err(error) = self.audit.refuse(entry).await {
            // The refusal stands without its record.
            tracing::error!(%error, "a refusal could not be recorded");
        }
    }
}

fn unavailable(error: AuditError) -> Failure {
    tracing::error!(%error, "nothing is sent without a record");
    Failure::backend(
        code::AUDIT_UNAVAILABLE,
        "The audit log can't be written, so nothing was sent. The backend's log says why; plan \
         again when it is repaired.",
    )
}

/// The id that a body names.
pub(super) fn names(body: &Map<String, Value>, operation: Operation) -> Option<&str> {
    let member = match operation {
        Operation::CreateHsm
        | Operation::DeleteCluster
        | Operation::InitializeCluster
        | Operation::ModifyCluster => "ClusterId",
        Operation::DeleteHsm => "HsmId",
        Operation::CreateCluster => "SourceBackupId",
        Operation::CopyBackupToRegion
        | Operation::DeleteBackup
        | Operation::ModifyBackupAttributes
        | Operation::RestoreBackup => "BackupId",
        Operation::ListTags | Operation::TagResource | Operation::UntagResource => "ResourceId",
        Operation::DeleteResourcePolicy
        | Operation::GetResourcePolicy
        | Operation::PutResourcePolicy => "ResourceArn",
        Operation::DescribeBackups | Operation::DescribeClusters => return None,
    };
    body.get(member)?.as_str()
}

/// The keys of the tags that a body sets or removes: which, not what they say.
fn tags_in(body: &Map<String, Value>) -> Option<String> {
    let set = body.get("TagList").and_then(Value::as_array).into_iter().flatten();
    let set = set.filter_map(|tag| tag.get("Key")?.as_str());
    let removed = body.get("TagKeyList").and_then(Value::as_array).into_iter().flatten();
    let keys: Vec<_> = set.chain(removed.filter_map(Value::as_str)).collect();
    (!keys.is_empty()).then(|| format!("{TAGS}{}", keys.join(", ")))
}

/// The key in the record of a request about one tag.
pub(super) fn single_tag(detail: &str) -> Option<&str> {
    detail.strip_prefix(TAGS)
}

const TAGS: &str = "Tags: ";

pub(super) fn outcome_of(result: &Result<Answer, CallError>) -> Outcome {
    let (word, request_id, detail) = match result {
        Ok(answer) => match answer.error() {
            None => ("accepted".to_owned(), answer.request_id.clone(), None),
            Some(error) => {
                let doubt = if error.status >= 500 {
                    " AWS failed: whether it was carried out is not certain."
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
    };
    Outcome { word, request_id, detail }
}
