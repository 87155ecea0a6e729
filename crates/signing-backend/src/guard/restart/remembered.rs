//! An attempt as its records have it.

use backend_api::{
    Attempt, AttemptState, AttemptStep, AuditEvent, AuditRecord, NotFollowed, StopReason,
};
use cloudhsm_api::Timestamp;

use super::is_about_itself;
use crate::{audit::is_about_several, guard::attempt::book::state_of_steps};

/// One attempt from all of its records, newest first.
pub(in crate::guard) fn of_records(records: &[&AuditRecord]) -> Option<Attempt> {
    let records: Vec<_> = records.iter().copied().filter(|it| is_about_itself(it)).collect();
    remembered(&records, 0, false)
}

/// One attempt from its records, newest first. From the sequence number `from` on all of them are
/// there; of older ones, the open ones, and if `knows_all`, the last ones of each step.
pub(super) fn remembered(records: &[&AuditRecord], from: u64, knows_all: bool) -> Option<Attempt> {
    let (newest, oldest) = (records.first()?, records.last()?);
    let whole = records.iter().find(|record| is_about_several(record));
    let steps = whole.map(|whole| steps(whole, records, from, knows_all)).unwrap_or_default();
    let about = whole.unwrap_or(newest);
    let mut attempt = Attempt {
        state: newest.present_state(),
        cluster: newest.cluster.clone(),
        who: Some(newest.who.clone()),
        account: newest.account.clone(),
        confirmed_at: confirmed_at(records),
        changed_at: newest.timestamp(),
        code: newest.code.clone(),
        detail: newest.detail.clone(),
        request_ids: records.iter().rev().filter_map(|it| it.request_id.clone()).collect(),
        steps,
        ..Attempt::planned(
            newest.attempt.clone(),
            newest.operation,
            newest.region.clone(),
            about.resource.clone(),
            oldest.timestamp(),
        )
    };
    if !attempt.steps.is_empty() {
        let is_whole = attempt.steps.iter().all(|step| step.state == AttemptState::Gone);
        attempt.stop_reason = (!is_whole).then_some(StopReason::Restarted);
        attempt.state = state_of_steps(&attempt);
    }
    attempt.not_followed = attempt.state.is_open().then_some(NotFollowed::TimeOver);
    Some(attempt)
}

/// When it was announced, if that record is there.
fn confirmed_at(records: &[&AuditRecord]) -> Option<Timestamp> {
    let first = records.iter().rfind(|it| it.event == AuditEvent::Intent)?;
    Some(first.timestamp())
}

/// The steps of an attempt. A step without a record has not begun if the last word of each step is
/// known. Otherwise it has a record that is older than `from`, or none. It is announced only after
/// the one before it was, and found gone: so it has not begun if an earlier announcement was read, and
/// is gone if a later one was. Otherwise its last word is not known: what was found gone may have been
/// revised since.
pub(super) fn steps(
    whole: &AuditRecord,
    records: &[&AuditRecord],
    from: u64,
    knows_all: bool,
) -> Vec<AttemptStep> {
    let ids: Vec<_> = whole.resource.split(' ').collect();
    let own = |id: &str| records.iter().find(|record| record.resource == id).copied();
    let is_read = |it: &&&AuditRecord| it.event == AuditEvent::Intent && it.sequence >= from;
    // That of the whole attempt comes before all others.
    let place = |it: &&AuditRecord| ids.iter().position(|id| it.resource == *id);
    let announced: Vec<_> = records.iter().filter(is_read).map(place).collect();
    let without = |index: usize| match whole.state() {
        AttemptState::Gone => AttemptState::Gone,
        _ if knows_all => AttemptState::Planned,
        _ if announced.iter().any(|it| *it < Some(index)) => AttemptState::Planned,
        _ if !announced.is_empty() => AttemptState::Gone,
        _ => AttemptState::Unknown,
    };
    let step = |(index, id): (usize, &&str)| match own(id) {
        Some(record) => step(id, record, records),
        None => AttemptStep {
            resource: (*id).to_owned(),
            state: without(index),
            ..AttemptStep::default()
        },
    };
    ids.iter().enumerate().map(step).collect()
}

pub(super) fn step(id: &str, record: &AuditRecord, records: &[&AuditRecord]) -> AttemptStep {
    let oldest = records.iter().rfind(|it| it.resource == id);
    AttemptStep {
        resource: id.to_owned(),
        state: record.present_state(),
        began_at: Some(oldest.map_or_else(|| record.timestamp(), |it| it.timestamp())),
        changed_at: Some(record.timestamp()),
        code: record.code.clone(),
        detail: record.detail.clone(),
        request_id: record.request_id.clone(),
        ..AttemptStep::default()
    }
}
