//! What a process takes over from the ones before it: the attempts that the audit log shows, and the
//! open ones among them to follow.

mod remembered;

use std::{sync::Arc, time::Duration};

use backend_api::{AttemptState, AuditEvent, AuditRecord, NotFollowed, StopReason};
use remembered::remembered;

use super::{
    Guard,
    attempt::{goal::Goal, run::Run},
    change::ChangeGoal,
};
use crate::{
    audit::{Entry, is_about_several, place_of_creation},
    clock::{Clock, epoch_millis},
};

pub(super) use remembered::of_records;

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

#[cfg(test)]
mod tests;
