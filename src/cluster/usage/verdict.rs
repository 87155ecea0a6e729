//! Whether the cluster was used, as far as CloudWatch has data. The backend says the same of fourteen days
//! (`RecentUse`); this is of the time that is plotted.

use backend_api::{RecentUse, Usage, UsageRange};
use cloudhsm_api::Timestamp;

use super::{
    chart::periods,
    metric::{Metric, OWN_SESSIONS, SESSIONS, TOKEN_KEYS},
};

/// Whether it was used, and of how many periods nothing is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Verdict {
    pub(super) recent: RecentUse,
    /// Periods without data from any HSM.
    pub(super) unknown_periods: usize,
}

/// CloudWatch has the newest values some minutes late: so many periods at the end are no gap.
const LATE: usize = 2;

impl Verdict {
    /// Nobody used it only if each HSM of the cluster (`present`) has data of both.
    pub(super) fn of(usage: &Usage, present: &[String]) -> Self {
        let sessions = most_of_each_period(usage, &SESSIONS);
        let most_sessions = sessions.iter().flatten().copied().max();
        let most_token_keys = most_of_each_period(usage, &TOKEN_KEYS).into_iter().flatten().max();
        let is_use = |count: &Option<u32>| count.is_some_and(|it| it > OWN_SESSIONS);
        let used = match (most_sessions, most_token_keys) {
            (Some(sessions), _) if sessions > OWN_SESSIONS => Some(true),
            (_, Some(keys)) if keys > 0 => Some(true),
            (Some(_), Some(_)) if present.iter().all(|id| has_both(usage, id)) => Some(false),
            _ => None,
        };
        let last_used = sessions.iter().rposition(is_use);
        let last_used = last_used.and_then(|at| begin(&usage.from, usage.period_seconds, at));
        let over = sessions.len().saturating_sub(LATE);
        Self {
            recent: RecentUse {
                days: usage.range.seconds() / 86_400,
                most_sessions,
                most_token_keys,
                last_used,
                used,
            },
            unknown_periods: sessions.iter().take(over).filter(|it| it.is_none()).count(),
        }
    }
}

fn has_both(usage: &Usage, hsm_id: &str) -> bool {
    [&SESSIONS, &TOKEN_KEYS].iter().all(|metric| {
        usage.series.iter().flatten().any(|it| {
            it.metric == metric.name && it.hsm_id == hsm_id && it.values.iter().any(Option::is_some)
        })
    })
}

/// When a period begins, where the first one does at `from`.
pub(super) fn begin(from: &Timestamp, period_seconds: u32, period: usize) -> Option<Timestamp> {
    let from = from.epoch_millis()?;
    let millis = i64::try_from(period).ok()?.checked_mul(i64::from(period_seconds) * 1_000)?;
    Some(Timestamp::EpochMillis(from.checked_add(millis)?))
}

/// The largest value that any HSM had, period by period.
fn most_of_each_period(usage: &Usage, metric: &Metric) -> Vec<Option<u32>> {
    let mut most = vec![None; periods(usage)];
    for series in usage.series.iter().flatten().filter(|it| it.metric == metric.name) {
        for (most, value) in most.iter_mut().zip(&series.values) {
            *most = (*most).max(*value);
        }
    }
    most
}

/// How long a range is: `14 days`.
pub(super) fn span(range: UsageRange) -> &'static str {
    match range {
        UsageRange::Day => "24 hours",
        UsageRange::Fortnight => "14 days",
        UsageRange::NineWeeks => "63 days",
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, FROM};
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn used(series: &[(&str, &str, &[Option<u32>])]) -> Option<bool> {
        Verdict::of(&samples::usage(series), &[]).recent.used
    }

    #[test]
    fn an_hsm_without_data_leaves_it_open() {
        let (sessions, keys) = (SESSIONS.name, TOKEN_KEYS.name);
        let usage = samples::usage(&[
            (sessions, "hsm-a", &[Some(2)]),
            (keys, "hsm-a", &[Some(0)]),
            (sessions, "hsm-b", &[Some(2)]),
            (keys, "hsm-b", &[None]),
        ]);
        let used = |present: &[&str]| {
            let present: Vec<_> = present.iter().map(|id| (*id).to_owned()).collect();
            Verdict::of(&usage, &present).recent.used
        };
        assert_eq!(used(&["hsm-a"]), Some(false));
        assert_eq!(used(&["hsm-a", "hsm-b"]), None);
        assert_eq!(used(&["hsm-a", "hsm-new"]), None);
    }

    #[test]
    fn the_sessions_of_aws_are_no_use_and_no_data_is_not_no_use() {
        let (sessions, keys) = (SESSIONS.name, TOKEN_KEYS.name);
        for (expected, series) in [
            (None, &[][..]),
            (None, &[(sessions, "hsm-a", &[None, None][..])]),
            (None, &[(sessions, "hsm-a", &[Some(2)])]),
            (None, &[(keys, "hsm-a", &[Some(0)])]),
            (Some(false), &[(sessions, "hsm-a", &[Some(2)]), (keys, "hsm-a", &[Some(0)])]),
            (Some(true), &[(sessions, "hsm-a", &[Some(0)]), (keys, "hsm-a", &[Some(1)])]),
            (Some(true), &[(sessions, "hsm-a", &[Some(3)])]),
            (Some(true), &[(keys, "hsm-a", &[Some(1)])]),
            (Some(true), &[(sessions, "hsm-a", &[Some(2)]), (sessions, "hsm-b", &[None, Some(3)])]),
            (None, &[("HsmUnhealthy", "hsm-a", &[Some(3)])]),
        ] {
            assert_eq!(used(series), expected, "{series:?}");
        }
    }

    #[test]
    fn the_last_use_is_that_of_any_hsm() {
        let usage = samples::usage(&[
            (SESSIONS.name, "hsm-a", &[Some(9), Some(2), Some(2)]),
            (SESSIONS.name, "hsm-b", &[Some(1), Some(4), None]),
        ]);
        let found = Verdict::of(&usage, &[]);
        assert_eq!(found.recent.last_used, Some(Timestamp::EpochMillis(FROM + HOUR)));
        assert_eq!((found.recent.most_sessions, found.recent.days), (Some(9), 14));
        assert_eq!(found.unknown_periods, 14 * 24 - 3 - LATE);
    }

    #[test]
    fn values_that_are_late_are_no_gap() {
        let mut values = vec![Some(2); 14 * 24 - LATE];
        let gap = |values: &[Option<u32>]| {
            Verdict::of(&samples::usage(&[(SESSIONS.name, "hsm-a", values)]), &[]).unknown_periods
        };
        assert_eq!(gap(&values), 0);
        values[7] = None;
        assert_eq!(gap(&values), 1);
    }

    #[test]
    fn a_time_that_is_none_makes_nothing_panic() {
        let mut usage = samples::usage(&[(SESSIONS.name, "hsm-a", &[Some(9)])]);
        usage.from = Timestamp::Unrecognized("soon".into());
        usage.period_seconds = 0;
        assert_eq!(Verdict::of(&usage, &[]).recent.last_used, None);
        usage.from = Timestamp::EpochMillis(i64::MAX);
        usage.period_seconds = u32::MAX;
        assert_eq!(begin(&usage.from, usage.period_seconds, 5), None);
    }
}
