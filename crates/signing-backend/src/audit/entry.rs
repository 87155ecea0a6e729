//! What a record says, without its place in the chain.

use backend_api::{AuditEvent, AuditRecord, RecordedState};
use cloudhsm_api::{Operation, Tag};
use serde_json::Value;

use crate::identity::Identity;

/// What a record says, without its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which part of a call this is.
    pub event: AuditEvent,
    /// Joins an intent with its outcome.
    pub attempt: String,
    /// Who asked, in which account, at which endpoint.
    pub identity: Identity,
    /// The session's name.
    pub session: String,
    /// The region.
    pub region: String,
    /// The operation.
    pub operation: Operation,
    /// The resource's ID.
    pub resource: String,
    /// The cluster that it belongs to.
    pub cluster: Option<String>,
    /// The keys of the tags that the request sets or removes.
    pub tags: Vec<String>,
    /// Those with one of these keys that the resource had, as the plan read them; `None` if nothing
    /// read them.
    pub tags_before: Option<Vec<Tag>>,
    /// Those with one of these keys that it has if the change succeeds; `None` of anything else
    /// than a change of tags.
    pub tags_after: Option<Vec<Tag>>,
    /// Of a planned change: what it is to reach, and what was there before.
    pub change: Option<Value>,
    /// The digest of the confirmed plan.
    pub plan_digest: Option<String>,
    /// Whether the typed text was what the plan asked for; `None` where nothing must be typed.
    pub confirmation_matched: Option<bool>,
    /// The acknowledged warnings.
    pub acknowledged: Vec<String>,
    /// AWS's request ID.
    pub request_id: Option<String>,
    /// The state that the attempt is in.
    pub outcome: Option<RecordedState>,
    /// The error code of a refusal, or of what left the outcome open.
    pub code: Option<String>,
    /// More about that.
    pub detail: Option<String>,
    /// The outcome is only that AWS no longer listed the resource.
    pub is_not_listed: bool,
}

impl Entry {
    /// Of an attempt of which nothing else is known.
    pub fn new(
        event: AuditEvent,
        attempt: impl Into<String>,
        operation: Operation,
        resource: impl Into<String>,
    ) -> Self {
        Self {
            event,
            attempt: attempt.into(),
            identity: Identity::default(),
            session: String::new(),
            region: String::new(),
            operation,
            resource: resource.into(),
            cluster: None,
            tags: Vec::new(),
            tags_before: None,
            tags_after: None,
            change: None,
            plan_digest: None,
            confirmation_matched: None,
            acknowledged: Vec::new(),
            request_id: None,
            outcome: None,
            code: None,
            detail: None,
            is_not_listed: false,
        }
    }

    /// Gives it its place in the chain. The time is RFC 3339.
    pub(crate) fn into_record(self, sequence: u64, time: String, previous: String) -> AuditRecord {
        AuditRecord {
            sequence,
            time,
            event: self.event,
            attempt: self.attempt,
            who: self.identity.who().unwrap_or_else(|| "unknown".to_owned()),
            person: self.identity.person,
            caller: self.identity.caller,
            access_key_id: self.identity.access_key_id,
            account: self.identity.account,
            partition: self.identity.partition,
            endpoint: self.identity.endpoint,
            session: self.session,
            region: self.region,
            operation: self.operation,
            resource: self.resource,
            cluster: self.cluster,
            tags: self.tags,
            tags_before: self.tags_before,
            tags_after: self.tags_after,
            change: self.change,
            plan_digest: self.plan_digest,
            confirmation_matched: self.confirmation_matched,
            acknowledged: self.acknowledged,
            request_id: self.request_id,
            outcome: self.outcome,
            code: self.code,
            detail: self.detail,
            not_listed: self.is_not_listed.then_some(true),
            previous,
        }
    }
}

impl From<AuditRecord> for Entry {
    /// What a further record of the same attempt says; not its outcome.
    fn from(record: AuditRecord) -> Self {
        Self {
            identity: Identity::of(&record),
            event: AuditEvent::Outcome,
            attempt: record.attempt,
            session: record.session,
            region: record.region,
            operation: record.operation,
            resource: record.resource,
            cluster: record.cluster,
            tags: record.tags,
            tags_before: record.tags_before,
            tags_after: record.tags_after,
            change: record.change,
            plan_digest: record.plan_digest,
            confirmation_matched: record.confirmation_matched,
            acknowledged: record.acknowledged,
            request_id: None,
            outcome: None,
            code: None,
            detail: None,
            is_not_listed: false,
        }
    }
}
