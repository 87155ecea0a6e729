//! Which attempts are open: announced, and their outcome not recorded.

use backend_api::{AuditEvent, AuditRecord};

/// Follows one record: an intent opens an attempt, its outcome closes it.
pub(crate) fn note(open: &mut Vec<AuditRecord>, record: AuditRecord) {
    match record.event {
        AuditEvent::Intent => open.push(record),
        AuditEvent::Outcome => open.retain(|intent| intent.attempt != record.attempt),
        AuditEvent::Refusal | AuditEvent::DryRun => {}
    }
}

/// Whether a record says what came of a call that was sent, so that it must not be lost.
pub(crate) fn is_outcome(event: AuditEvent) -> bool {
    event == AuditEvent::Outcome
}
