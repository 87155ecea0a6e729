//! What a process takes over from the ones before it: the attempts that the audit log shows, and the
//! open ones among them to follow.

use std::{sync::Arc, time::Duration};

use backend_api::{
    Attempt, AttemptState, AttemptStep, AuditEvent, AuditRecord, NotFollowed, StopReason,
};
use cloudhsm_api::Timestamp;

use super::{
    Guard,
    attempt::{book::state_of_steps, goal::Goal, run::Run},
    change::ChangeGoal,
};
use crate::{
    audit::{Entry, is_about_several, place_of_creation},
    clock::{Clock, epoch_millis},
};

/// What was found missing in so many minutes before a start is looked at again after it.
const LATELY: Duration = Duration::from_mins(10);

impl Guard {
    /// Shows what the log has of attempts before this process: its newest records, newest first, and
    /// the last words of those that are open, which may be older.
    pub fn remember(&self, newest: &[AuditRecord], last_words: &[AuditRecord]) {
        let oldest = newest.last().map_or(u64::MAX, |it| it.sequence);
        let of = |all: &[AuditRecord], id: &str, is: fn(&AuditRecord) -> bool| {
            all.iter().any(|it| it.attempt == id && is(it))
        };
        let is_shown = |it: &&AuditRecord| {
            of(newest, &it.attempt, is_about_itself)
                || of(last_words, &it.attempt, |it| it.state().is_open())
        };
        let is_creation = |it: &&AuditRecord| place_of_creation(it).is_some();
        let older = last_words.iter().rev().filter(|it| it.sequence < oldest);
        let older = older.filter(|it| is_shown(it) || is_creation(it));
        // What a refusal or a dry run says is not about what was sent before or after it.
        let all: Vec<_> = newest.iter().chain(older).filter(|it| is_about_itself(it)).collect();
        let mut ids: Vec<&str> = Vec::new();
        for record in &all {
            let tells = record.state().was_sent() || record.state().is_open();
            if tells && !record.attempt.is_empty() && !ids.contains(&record.attempt.as_str()) {
                ids.push(&record.attempt);
            }
        }
        self.remember_creations(&all);
        for id in ids.into_iter().rev() {
            let records: Vec<_> = all.iter().filter(|it| it.attempt == id).copied().collect();
            let knows_all = of(last_words, id, is_about_several);
            if self.desk.book.get(id).is_none()
                && let Some(attempt) = remembered(&records, oldest, knows_all)
            {
                self.desk.book.add(attempt);
            }
        }
    }

    /// What the creations before this process made, newest record first: what is found by comparison must
    /// not be another attempt's. Of what ended without a word about it, nothing says that.
    fn remember_creations(&self, records: &[&AuditRecord]) {
        let is_last = |(index, it): &(usize, &&AuditRecord)| {
            records[..*index].iter().all(|newer| newer.attempt != it.attempt)
        };
        let last: Vec<_> = records.iter().enumerate().filter(is_last).map(|(_, it)| *it).collect();
        for record in last.into_iter().rev() {
            let Some(place) = place_of_creation(record) else { continue };
            let says_nothing = record.change.is_none() && !record.state().is_open();
            if record.state() == AttemptState::Refused || says_nothing {
                continue;
            }
            self.creations.sent(&record.attempt, &place);
            if let Some(id) = ChangeGoal::of_record(record).as_ref().and_then(ChangeGoal::made) {
                self.creations.made(&record.attempt, id);
            }
        }
    }

    /// Takes up what a process before this one left open, of these last words. `is_same_world` is false for an emulator,
    /// which begins anew each time.
    pub fn take_up(
        self: &Arc<Self>,
        last_words: Vec<AuditRecord>,
        is_same_world: bool,
        regions: &[String],
    ) {
        for record in last_words.into_iter().filter(|it| it.state().is_open()) {
            let is_whole = is_about_several(&record);
            let goal = Goal::of_record(&record);
            let from = record.present_state();
            let run = Run::new(self.desk.clone(), Entry::from(record));
            let why = why_not(run.entry(), goal.as_ref(), is_same_world, regions);
            tracing::warn!(
                operation = %run.entry().operation, resource = run.entry().resource,
                attempt = run.id(), state = from.as_str(),
                not_followed = why.map(NotFollowed::as_str),
                "an attempt from an earlier run is not finished"
            );
            if is_whole {
                let detail = "The backend was restarted. No further HSM is deleted.";
                self.sending.spawn(async move {
                    run.stopped(StopReason::Restarted, detail.to_owned()).await;
                });
                continue;
            }
            let run = self.as_step(run);
            match why {
                Some(why) => run.not_followed(why),
                None => self.follow(run, goal, from),
            }
        }
    }

    /// Looks again at what the process before this one found gone shortly before its end: two listings
    /// can have left it out, or one can have been an old one, and it could not look any further.
    pub fn doubt(
        self: &Arc<Self>,
        newest: &[AuditRecord],
        is_same_world: bool,
        regions: &[String],
    ) {
        for record in gone_lately(newest, self.desk.clock.as_ref()) {
            let goal = Goal::of_record(record);
            let run = Run::new(self.desk.clone(), Entry::from(record.clone()));
            if why_not(run.entry(), goal.as_ref(), is_same_world, regions).is_none() {
                self.follow(self.as_step(run), goal, AttemptState::Gone);
            }
        }
    }

    /// The step of an attempt, if the record that it is from is about one.
    fn as_step(&self, run: Run) -> Run {
        let resource = run.entry().resource.clone();
        let steps = self.desk.book.get(run.id()).map(|it| it.steps).unwrap_or_default();
        match steps.iter().position(|step| step.resource == resource) {
            Some(index) => run.step(index, &resource),
            None => run,
        }
    }
}

/// The recent records that say "gone"; each the last of its resource in its attempt.
fn gone_lately<'a>(newest: &'a [AuditRecord], clock: &dyn Clock) -> Vec<&'a AuditRecord> {
    let since = epoch_millis(clock.now())
        .saturating_sub(i64::try_from(LATELY.as_millis()).unwrap_or(i64::MAX));
    let mut seen = Vec::new();
    let last = newest.iter().filter(|it| is_about_itself(it)).filter(|record| {
        let place = (&record.attempt, &record.resource);
        let is_last = !seen.contains(&place);
        seen.push(place);
        is_last
    });
    let is_gone = |record: &&AuditRecord| {
        record.state() == AttemptState::Gone
            && record.timestamp().epoch_millis().is_some_and(|time| time >= since)
    };
    last.filter(is_gone).collect()
}

fn why_not(
    entry: &Entry,
    goal: Option<&Goal>,
    is_same_world: bool,
    regions: &[String],
) -> Option<NotFollowed> {
    let destination = goal.and_then(Goal::destination);
    let is_read = |name: &str| regions.iter().any(|own| own == name);
    if !is_read(&entry.region) || !destination.is_none_or(is_read) {
        Some(NotFollowed::OtherRegion)
    } else if !is_same_world {
        Some(NotFollowed::OtherEndpoint)
    } else if goal.is_none() {
        Some(NotFollowed::NotReadable)
    } else {
        None
    }
}

/// Whether a record says what became of its attempt: a refused try or a dry run doesn't.
pub(super) fn is_about_itself(record: &AuditRecord) -> bool {
    !matches!(record.event, AuditEvent::Refusal | AuditEvent::DryRun)
}

/// One attempt from all of its records, newest first.
pub(super) fn of_records(records: &[&AuditRecord]) -> Option<Attempt> {
    let records: Vec<_> = records.iter().copied().filter(|it| is_about_itself(it)).collect();
    remembered(&records, 0, false)
}

/// One attempt from its records, newest first. From the sequence number `from` on all of them are
/// there; of older ones, the open ones, and if `knows_all`, the last ones of each step.
fn remembered(records: &[&AuditRecord], from: u64, knows_all: bool) -> Option<Attempt> {
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
fn steps(
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

fn step(id: &str, record: &AuditRecord, records: &[&AuditRecord]) -> AttemptStep {
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

#[cfg(test)]
mod tests;
