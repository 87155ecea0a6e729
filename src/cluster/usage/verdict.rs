//! Whether the cluster was used, as far as CloudWatch has data, by the rule of `cluster-health`. The backend
//! says the same of fourteen days (`RecentUse`); this is of the time that is plotted.

use backend_api::{RecentUse, Usage, UsageRange};
use cloudhsm_api::Timestamp;
use cluster_health::{Measured, Values};

use super::{
    chart::periods,
    metric::{Metric, SESSIONS},
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
    /// Of the HSMs that the cluster has (`present`), and of the time since it was created.
    pub(super) fn of(usage: &Usage, present: &[String], created: Option<&Timestamp>) -> Self {
        let count = periods(usage);
        let created = created.and_then(Timestamp::epoch_millis);
        let is_before = |period: &usize| {
            let begin = begin(&usage.from, usage.period_seconds, *period);
            let begin = begin.and_then(|it| it.epoch_millis());
            begin.zip(created).is_some_and(|(begin, created)| begin < created)
        };
        let series = usage.series.iter().flatten().map(|it| Values {
            metric: &it.metric,
            hsm_id: &it.hsm_id,
            values: &it.values,
        });
        let measured = Measured {
            series: series.collect(),
            periods: count,
            before: (0..count).take_while(is_before).count(),
            hsms: present.iter().map(String::as_str).collect(),
        };
        let used = measured.used();
        let sessions = most_of_each_period(usage, &SESSIONS);
        let over = sessions.len().saturating_sub(LATE);
        Self {
            recent: RecentUse {
                days: usage.range.seconds() / 86_400,
                most_sessions: used.most_sessions,
                most_token_keys: used.most_token_keys,
                last_used: used
                    .last_period
                    .and_then(|at| begin(&usage.from, usage.period_seconds, at)),
                used: used.used,
            },
            unknown_periods: sessions.iter().take(over).filter(|it| it.is_none()).count(),
        }
    }
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
    use super::super::{
        metric::TOKEN_KEYS,
        samples::{self, FROM},
    };
    use super::*;

    const HOUR: i64 = 3_600_000;
    /// All the time.
    const TWO: [Option<u32>; 14 * 24] = [Some(2); 14 * 24];

    fn used(series: &[(&str, &str, &[Option<u32>])]) -> Option<bool> {
        Verdict::of(&samples::usage(series), &["hsm-a".to_owned()], None).recent.used
    }

    #[test]
    fn an_hsm_without_data_leaves_it_open() {
        let (sessions, keys) = (SESSIONS.name, TOKEN_KEYS.name);
        let usage = samples::usage(&[
            (sessions, "hsm-a", &TWO),
            (keys, "hsm-a", &[Some(0)]),
            (sessions, "hsm-b", &TWO),
            (keys, "hsm-b", &[None]),
        ]);
        let used = |present: &[&str]| {
            let present: Vec<_> = present.iter().map(|id| (*id).to_owned()).collect();
            Verdict::of(&usage, &present, None).recent.used
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
            (Some(false), &[(sessions, "hsm-a", &TWO), (keys, "hsm-a", &[Some(0)])]),
            (None, &[(sessions, "hsm-a", &[Some(2)]), (keys, "hsm-a", &[Some(0)])]),
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
    fn before_the_cluster_there_was_nothing_to_measure() {
        let mut sessions = TWO;
        sessions[..100].fill(None);
        let usage = samples::usage(&[
            (SESSIONS.name, "hsm-a", &sessions),
            (TOKEN_KEYS.name, "hsm-a", &[Some(0)]),
        ]);
        let used = |created: i64| {
            let created = Timestamp::EpochMillis(FROM + created * HOUR);
            Verdict::of(&usage, &["hsm-a".to_owned()], Some(&created)).recent.used
        };
        assert_eq!((used(100), used(0)), (Some(false), None));
    }

    #[test]
    fn the_last_use_is_that_of_any_hsm() {
        let usage = samples::usage(&[
            (SESSIONS.name, "hsm-a", &[Some(9), Some(2), Some(2)]),
            (SESSIONS.name, "hsm-b", &[Some(1), Some(4), None]),
        ]);
        let found = Verdict::of(&usage, &[], None);
        assert_eq!(found.recent.last_used, Some(Timestamp::EpochMillis(FROM + HOUR)));
        assert_eq!((found.recent.most_sessions, found.recent.days), (Some(9), 14));
        assert_eq!(found.unknown_periods, 14 * 24 - 3 - LATE);
    }

    #[test]
    fn values_that_are_late_are_no_gap() {
        let mut values = vec![Some(2); 14 * 24 - LATE];
        let gap = |values: &[Option<u32>]| {
            Verdict::of(&samples::usage(&[(SESSIONS.name, "hsm-a", values)]), &[], None)
                .unknown_periods
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
        assert_eq!(Verdict::of(&usage, &[], None).recent.last_used, None);
        usage.from = Timestamp::EpochMillis(i64::MAX);
        usage.period_seconds = u32::MAX;
        assert_eq!(begin(&usage.from, usage.period_seconds, 5), None);
    }
}
