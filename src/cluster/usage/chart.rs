//! What the plot of one metric is made of: a strip for each HSM, all with one scale.

use backend_api::{MetricSeries, Usage};

use super::{super::dependents::grouped, metric::Metric};

/// The plot of one metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chart {
    pub(super) metric: &'static Metric,
    /// The value at the top of each strip; at least 1.
    pub(super) top: u32,
    /// How many values each strip has, with those that are missing.
    pub(super) periods: usize,
    pub(super) strips: Vec<Strip>,
}

/// What one HSM measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Strip {
    pub(super) hsm_id: String,
    /// The cluster has it now. IDs change when AWS replaces an HSM.
    pub(super) is_present: bool,
    /// The largest value of each period; `None` without data.
    pub(super) values: Vec<Option<u32>>,
}

impl Chart {
    /// The HSMs that are in the cluster come first; one of them that measured nothing has a strip too.
    pub(super) fn new(metric: &'static Metric, usage: &Usage, present: &[String]) -> Self {
        let periods = periods(usage);
        let series: Vec<&MetricSeries> =
            usage.series.iter().flatten().filter(|it| it.metric == metric.name).collect();
        let values_of = |id: &str| {
            let found = series.iter().find(|it| it.hsm_id == id);
            let mut values = found.map(|it| it.values.clone()).unwrap_or_default();
            values.resize(periods, None);
            values
        };
        // One that was removed before the time that is shown says nothing.
        let has_data = |it: &&&MetricSeries| it.values.iter().any(Option::is_some);
        let with_data = series.iter().filter(has_data).map(|it| &it.hsm_id);
        let gone = with_data.filter(|id| !present.contains(id));
        let strips: Vec<_> = present
            .iter()
            .map(|id| (id, true))
            .chain(gone.map(|id| (id, false)))
            .map(|(id, is_present)| Strip { hsm_id: id.clone(), is_present, values: values_of(id) })
            .collect();
        let most = strips.iter().filter_map(Strip::most).max().unwrap_or_default();
        Self { metric, top: top(most, metric.least_top), periods, strips }
    }

    /// Whether an HSM measured what should not be.
    pub(super) fn is_bad(&self, strip: &Strip) -> bool {
        self.metric.is_bad && strip.most() > Some(0)
    }

    /// The largest value of all; `None` without data.
    pub(super) fn most(&self) -> Option<u32> {
        self.strips.iter().filter_map(Strip::most).max()
    }
}

impl Strip {
    /// Its largest value; `None` without data.
    pub(super) fn most(&self) -> Option<u32> {
        self.values.iter().flatten().copied().max()
    }

    /// What it is called in the plot: its ID, and its largest value. Short, because a phone has one line.
    pub(super) fn label(&self) -> String {
        let most =
            self.most().map_or("no data".to_owned(), |most| ["at most ", &grouped(most)].concat());
        let id = if self.hsm_id.is_empty() { "Unknown HSM" } else { &self.hsm_id };
        let gone = if self.is_present { "" } else { ", removed" };
        [id, gone, ": ", &most].concat()
    }
}

/// How many periods the time has.
pub(super) fn periods(usage: &Usage) -> usize {
    let of_range = usage.range.seconds() / usage.period_seconds.max(1);
    let longest = usage.series.iter().flatten().map(|it| it.values.len()).max();
    longest.unwrap_or_default().max(usize::try_from(of_range).unwrap_or_default()).min(MOST)
}

/// More values than any range has: what claims to have more is cut off.
const MOST: usize = 10_000;

/// A round number that is no less than the largest value: 1, 2 or 5, and zeros.
fn top(most: u32, least: u32) -> u32 {
    let needed = most.max(least).max(1);
    let mut power = 1_u32;
    loop {
        for step in [1, 2, 5] {
            match power.checked_mul(step) {
                Some(top) if top >= needed => return top,
                Some(_) => {}
                None => return u32::MAX,
            }
        }
        match power.checked_mul(10) {
            Some(next) => power = next,
            None => return u32::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{metric::SESSIONS, samples};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_hsm_has_a_strip_and_those_that_are_gone_come_last() {
        let usage = samples::usage(&[
            ("HsmSessionCount", "hsm-gone", &[Some(9)]),
            ("HsmSessionCount", "hsm-b", &[Some(2), None]),
            ("HsmSessionCount", "hsm-before", &[None, None]),
            ("HsmUnhealthy", "hsm-b", &[Some(77)]),
        ]);
        let present = ["hsm-a".to_owned(), "hsm-b".to_owned()];
        let chart = Chart::new(&SESSIONS, &usage, &present);
        let labels: Vec<_> = chart.strips.iter().map(Strip::label).collect();
        assert_eq!(labels, ["hsm-a: no data", "hsm-b: at most 2", "hsm-gone, removed: at most 9"]);
        assert_eq!((chart.top, chart.most()), (10, Some(9)), "the other metric doesn't count");
        assert!(chart.strips.iter().all(|it| it.values.len() == chart.periods));
    }

    #[test]
    fn without_data_there_is_no_largest_value() {
        let usage = samples::usage(&[("HsmSessionCount", "hsm-a", &[None, None])]);
        let chart = Chart::new(&SESSIONS, &usage, &[]);
        assert_eq!((chart.top, chart.most()), (5, None), "AWS's own sessions are within the scale");
        let idle = samples::usage(&[("HsmSessionCount", "hsm-a", &[Some(0)])]);
        assert_eq!(Chart::new(&SESSIONS, &idle, &[]).most(), Some(0), "zero is a value");
    }

    #[test]
    fn the_scale_ends_at_a_round_number() {
        for (most, expected) in
            [(0, 1), (1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, 50), (3_300, 5_000)]
        {
            assert_eq!(top(most, 1), expected, "{most}");
        }
    }

    proptest! {
        #[test]
        fn every_value_is_within_the_scale(most: u32, least in 0_u32..1_000) {
            let top = top(most, least);
            prop_assert!(top >= most && top >= least && top >= 1);
        }
    }
}
