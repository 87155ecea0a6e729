//! Which attempts are open: announced, and their outcome not recorded.

use backend_api::{AuditEvent, AuditRecord};

/// Follows one record: keeps the newest one of each attempt, and of each of its steps, that is not
/// finished.
pub fn note(open: &mut Vec<AuditRecord>, record: AuditRecord) {
    if matches!(record.event, AuditEvent::Refusal | AuditEvent::DryRun) {
        return;
    }
    open.retain(|it| (&it.attempt, &it.resource) != (&record.attempt, &record.resource));
    if record.state().is_open() {
        open.push(record);
    }
}

/// Whether a record says what came of a call that was sent, so that it must not be lost.
pub(crate) fn is_outcome(event: AuditEvent) -> bool {
    event == AuditEvent::Outcome
}
