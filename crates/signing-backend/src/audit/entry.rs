//! What a record says, without its place in the chain.

use backend_api::{AuditEvent, AuditRecord};
use cloudhsm_api::Operation;

/// What a record says, without its place in the chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Which part of a call this is.
    pub event: AuditEvent,
    /// Joins an intent with its outcome.
    pub attempt: String,
    /// Who asked.
    pub who: String,
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
    /// The digest of the confirmed plan.
    pub plan_digest: Option<String>,
    /// Whether the typed text was the resource's ID.
    pub confirmation_matched: bool,
    /// The acknowledged warnings.
    pub acknowledged: Vec<String>,
    /// AWS's request ID.
    pub request_id: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// More about that.
    pub detail: Option<String>,
}

impl Entry {
    /// Gives it its place in the chain. The time is RFC 3339.
    pub(super) fn into_record(self, sequence: u64, time: String, previous: String) -> AuditRecord {
        AuditRecord {
            sequence,
            time,
            event: self.event,
            attempt: self.attempt,
            who: self.who,
            session: self.session,
            region: self.region,
            operation: self.operation,
            resource: self.resource,
            cluster: self.cluster,
            plan_digest: self.plan_digest,
            confirmation_matched: self.confirmation_matched,
            acknowledged: self.acknowledged,
            request_id: self.request_id,
            outcome: self.outcome,
            detail: self.detail,
            previous,
        }
    }
}
