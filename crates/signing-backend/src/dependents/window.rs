//! The time that metrics are asked for: whole periods, of which the last one is under way.

use std::time::SystemTime;

use backend_api::UsageRange;
use cloudhsm_api::Timestamp;

use crate::clock::epoch_millis;

/// Whole periods in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// When the first one begins, in seconds since the epoch: a multiple of the period.
    from: i64,
    /// In seconds.
    period: u32,
    /// How many.
    count: u32,
}

impl Window {
    /// The periods of a range, up to the one that now is in.
    pub(super) fn until(now: SystemTime, range: UsageRange) -> Self {
        let (period, count) = (range.period(), range.seconds() / range.period());
        let now = epoch_millis(now).div_euclid(1000);
        let length = i64::from(period);
        let last = now.div_euclid(length).saturating_mul(length);
        let before = i64::from(count.saturating_sub(1)).saturating_mul(length);
        Self { from: last.saturating_sub(before), period, count }
    }

    /// When the first period begins.
    pub(super) fn start(self) -> Timestamp {
        self.beginning(0)
    }

    /// When the last period ends.
    pub(super) fn end(self) -> Timestamp {
        self.beginning(self.count)
    }

    /// When a period begins.
    pub(super) fn beginning(self, index: u32) -> Timestamp {
        let passed = i64::from(index).saturating_mul(i64::from(self.period));
        Timestamp::from_epoch_seconds(self.from.saturating_add(passed))
    }

    /// In seconds.
    pub(super) fn period(self) -> u32 {
        self.period
    }

    /// How many periods.
    pub(super) fn count(self) -> usize {
        usize::try_from(self.count).unwrap_or(usize::MAX)
    }

    /// The period that a time is in.
    pub(super) fn index(self, time: &Timestamp) -> Option<usize> {
        let passed = time.epoch_millis()?.div_euclid(1000).checked_sub(self.from)?;
        let index = usize::try_from(passed.div_euclid(i64::from(self.period))).ok()?;
        (index < self.count()).then_some(index)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn it_has_whole_periods_and_the_present_one_is_the_last() {
        for now in [1_800_000_000, 1_800_000_001, 1_800_021_599, 1_799_999_999] {
            for range in [UsageRange::Day, UsageRange::Fortnight, UsageRange::NineWeeks] {
                let window = Window::until(UNIX_EPOCH + Duration::from_secs(now), range);
                let seconds = |time: Timestamp| time.epoch_millis().unwrap() / 1000;
                let (start, end) = (seconds(window.start()), seconds(window.end()));
                assert_eq!(start % i64::from(range.period()), 0);
                assert_eq!(end - start, i64::from(range.seconds()));
                let now = i64::try_from(now).unwrap();
                assert!(now < end && end - now <= i64::from(range.period()));
                let at = |time| window.index(&Timestamp::from_epoch_seconds(time));
                assert_eq!(at(now), Some(window.count() - 1));
                assert_eq!((at(start), at(start - 1), at(end)), (Some(0), None, None));
                assert_eq!(window.index(&Timestamp::default()), None);
            }
        }
    }
}
