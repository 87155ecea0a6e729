//! When a region is asked next, and for what: rarely while nothing happens, often for what AWS works on,
//! and less and less often when AWS refuses. No I/O: the caller passes the time.
//!
//! AWS documents no rate for these calls, but throttles them. A listing of n pages is n calls, so the
//! pause after it grows with its pages and with the time that it took.

use std::time::Duration;

use tokio::time::Instant;

/// The shortest pause between two listings.
const LISTING_PAUSE: Duration = Duration::from_secs(30);
/// The pause for each page of the last listing. 1,000 clusters are 40 pages: two minutes.
const PAUSE_A_PAGE: Duration = Duration::from_secs(3);
/// The longest pause between two listings.
const LONGEST_LISTING_PAUSE: Duration = Duration::from_mins(15);
/// How soon clusters that AWS works on are asked for again.
const ASKING_PAUSE: Duration = Duration::from_secs(3);
/// Whoever opens a stream does not look at a listing that is older than this for long.
const OLDEST_AT_OPENING: Duration = Duration::from_secs(10);
/// How soon somebody's wish for a listing is followed after the last one.
const REFRESH_PAUSE: Duration = Duration::from_secs(2);
/// Backups change once a day.
const BACKUPS_PAUSE: Duration = Duration::from_mins(5);
/// The pause after a first failure; it doubles from failure to failure.
const RETRY_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause after failures.
const LONGEST_RETRY_PAUSE: Duration = Duration::from_mins(2);

/// So many clusters are asked for by their IDs in one call: a page of DescribeClusters.
pub(super) const IDS_A_CALL: usize = 25;

/// What to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// All clusters.
    List,
    /// The clusters that AWS works on, by their IDs.
    Ask,
    /// All backups.
    Backups,
}

/// A round of calls that ended.
#[derive(Debug, Clone, Copy)]
struct Round {
    ended: Instant,
    took: Duration,
    calls: u32,
}

/// The failures of one kind of call, one after the other.
#[derive(Debug, Clone, Copy)]
struct Failing {
    since: Instant,
    count: u32,
    /// What AWS asked for.
    wait: Duration,
}

impl Failing {
    fn again(before: Option<Self>, now: Instant, wait: Option<Duration>) -> Self {
        let count = before.map_or(0, |it| it.count).saturating_add(1);
        Self { since: now, count, wait: wait.unwrap_or_default() }
    }

    fn ends(self) -> Instant {
        let doubled = RETRY_PAUSE.saturating_mul(1 << (self.count - 1).min(8));
        self.since + doubled.min(LONGEST_RETRY_PAUSE).max(self.wait)
    }
}

/// The pace of one region.
#[derive(Debug, Default)]
pub(super) struct Pace {
    listed: Option<Round>,
    asked: Option<Round>,
    backups: Option<Round>,
    failing: Option<Failing>,
    backups_failing: Option<Failing>,
    /// Somebody wants a listing now.
    wished: bool,
    /// A listing is wanted at this time, whatever the pause says.
    list_by: Option<Instant>,
}

impl Pace {
    /// What to do next, and when. `in_transition` is how many clusters AWS works on.
    pub(super) fn next(&self, in_transition: usize, now: Instant) -> (Instant, Action) {
        let list = (self.next_listing(now), Action::List);
        let Some(listed) = self.listed else { return list };
        let asks = in_transition.div_ceil(IDS_A_CALL);
        let ask = (asks > 0).then(|| {
            let newest = self.asked.filter(|it| it.ended > listed.ended).unwrap_or(listed);
            let calls = u32::try_from(asks).unwrap_or(u32::MAX);
            let slow = self.asked.map_or(Duration::ZERO, |it| it.took.saturating_mul(2));
            let pause = ASKING_PAUSE.max(Duration::from_secs(1).saturating_mul(calls)).max(slow);
            let due = newest.ended + pause.min(LISTING_PAUSE);
            (self.failing.map_or(due, |failing| due.max(failing.ends())), Action::Ask)
        });
        let backups = (self.next_backups(now), Action::Backups);
        // The first one of those that are due at the same time.
        [list, backups].into_iter().chain(ask).min_by_key(|(due, _)| *due).unwrap_or(list)
    }

    fn next_listing(&self, now: Instant) -> Instant {
        if let Some(failing) = self.failing {
            // Somebody who asks does not make AWS answer sooner than it wants to.
            let soonest = failing.since + REFRESH_PAUSE.max(failing.wait);
            return if self.wished { soonest } else { failing.ends() };
        }
        let Some(listed) = self.listed else { return now };
        if self.wished {
            return listed.ended + REFRESH_PAUSE;
        }
        let due = listed.ended
            + LISTING_PAUSE
                .max(PAUSE_A_PAGE.saturating_mul(listed.calls))
                .max(listed.took.saturating_mul(10))
                .min(LONGEST_LISTING_PAUSE);
        self.list_by.map_or(due, |by| due.min(by))
    }

    fn next_backups(&self, now: Instant) -> Instant {
        if let Some(failing) = self.backups_failing {
            return failing.ends().max(failing.since + LISTING_PAUSE);
        }
        self.backups.map_or(now, |it| {
            it.ended + BACKUPS_PAUSE.max(it.took.saturating_mul(10)).min(LONGEST_LISTING_PAUSE)
        })
    }

    /// When AWS is tried again, if the last call failed.
    pub(super) fn next_try(&self) -> Option<Instant> {
        self.failing.map(Failing::ends)
    }

    /// Somebody wants to see everything anew.
    pub(super) fn wish(&mut self) {
        self.wished = true;
        self.backups = None;
    }

    /// Somebody opened a stream: a listing that is not fresh is made anew.
    pub(super) fn opened(&mut self, at: Instant) {
        // Whoever reloads a page with an error wants to see whether it is still there.
        self.wished |= self.failing.is_some_and(|failing| failing.since < at);
        if let Some(listed) = self.listed.filter(|listed| listed.ended < at) {
            let by = listed.ended + OLDEST_AT_OPENING;
            self.list_by = Some(self.list_by.map_or(by, |old| old.min(by)));
        }
    }

    /// A listing is wanted within a time.
    pub(super) fn list_within(&mut self, time: Duration, now: Instant) {
        let by = now + time;
        self.list_by = Some(self.list_by.map_or(by, |old| old.min(by)));
    }

    /// A listing ended well.
    pub(super) fn listed(&mut self, began: Instant, now: Instant, pages: usize) {
        self.listed = Some(round(began, now, pages));
        (self.failing, self.wished, self.list_by) = (None, false, None);
    }

    /// Clusters that AWS works on were asked for.
    pub(super) fn asked(&mut self, began: Instant, now: Instant, calls: usize) {
        self.asked = Some(round(began, now, calls));
        self.failing = None;
    }

    /// A listing of clusters failed, or asking for some.
    pub(super) fn failed(&mut self, now: Instant, wait: Option<Duration>) {
        self.failing = Some(Failing::again(self.failing, now, wait));
        self.wished = false;
    }

    /// The backups were listed.
    pub(super) fn listed_backups(&mut self, began: Instant, now: Instant, pages: usize) {
        self.backups = Some(round(began, now, pages));
        self.backups_failing = None;
    }

    /// They can't be listed.
    pub(super) fn failed_backups(&mut self, now: Instant, wait: Option<Duration>) {
        self.backups_failing = Some(Failing::again(self.backups_failing, now, wait));
    }
}

fn round(began: Instant, ended: Instant, calls: usize) -> Round {
    let calls = u32::try_from(calls).unwrap_or(u32::MAX);
    Round { ended, took: ended.saturating_duration_since(began), calls }
}

#[cfg(test)]
mod tests;
