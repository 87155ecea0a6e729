//! The values of one metric, put together by period.
//!
//! AWS documents that a period's time is its beginning, that `EndTime` is not included, and how long
//! finer values are available: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>.
//! It does not say where the first period of an odd `StartTime` begins: here at the multiple of the
//! period before it.

use aws_services::{CLOUDHSM_NAMESPACE, Metric};

use super::{CLUSTER_ID, HSM_ID, MILLIS_A_DAY, Measure, Measured, Metrics, curve::SLOT_MILLIS};

/// How the values of a period are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statistic {
    Average,
    Maximum,
    Minimum,
    SampleCount,
    Sum,
}

impl Statistic {
    /// CloudWatch's percentiles and trimmed means are not among them.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "Average" => Some(Self::Average),
            "Maximum" => Some(Self::Maximum),
            "Minimum" => Some(Self::Minimum),
            "SampleCount" => Some(Self::SampleCount),
            "Sum" => Some(Self::Sum),
            _ => None,
        }
    }
}

/// Which times are asked for, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) period: i64,
}

/// The values of a period so far.
#[derive(Debug, Clone, Copy)]
struct Period {
    begins: i64,
    count: u32,
    sum: f64,
    least: f64,
    most: f64,
}

impl Period {
    fn value(self, statistic: Statistic) -> f64 {
        match statistic {
            Statistic::Average => self.sum / f64::from(self.count),
            Statistic::Maximum => self.most,
            Statistic::Minimum => self.least,
            Statistic::SampleCount => f64::from(self.count),
            Statistic::Sum => self.sum,
        }
    }
}

impl Metrics<'_> {
    /// When each period with values begins, and its value; the oldest first. A metric that there is
    /// not has none.
    pub(super) fn series(
        &self,
        metric: &Metric,
        statistic: Statistic,
        span: Span,
    ) -> Vec<(i64, f64)> {
        let Some((hsm, measure)) = self.find(metric) else { return Vec::new() };
        let period = span.period;
        let begin_of = |at: i64| at.div_euclid(period) * period;
        let oldest = begin_of(span.start)
            .max(hsm.from_millis)
            .max(self.now_millis - AVAILABLE_DAYS[2].0 * MILLIS_A_DAY);
        let mut slot = oldest.div_euclid(SLOT_MILLIS) * SLOT_MILLIS;
        let mut periods: Vec<Period> = Vec::new();
        while slot < self.now_millis && begin_of(slot) < span.end {
            let at = slot;
            slot += SLOT_MILLIS;
            let begins = begin_of(at);
            if at < oldest || !is_available(period, self.now_millis - begins) {
                continue;
            }
            let Some(value) = self.curve.value(hsm, measure, at) else { continue };
            match periods.last_mut().filter(|last| last.begins == begins) {
                Some(last) => {
                    last.count += 1;
                    last.sum += value;
                    last.least = last.least.min(value);
                    last.most = last.most.max(value);
                }
                None => {
                    periods.push(Period {
                        begins,
                        count: 1,
                        sum: value,
                        least: value,
                        most: value,
                    });
                }
            }
        }
        periods.into_iter().map(|it| (it.begins, it.value(statistic))).collect()
    }

    /// A metric is found by exactly its dimensions, in any order.
    fn find(&self, metric: &Metric) -> Option<(&Measured<'_>, Measure)> {
        if metric.namespace.as_deref() != Some(CLOUDHSM_NAMESPACE) || metric.dimensions.len() != 2 {
            return None;
        }
        let (cluster, id) = (metric.dimension(CLUSTER_ID)?, metric.dimension(HSM_ID)?);
        let name = metric.metric_name.as_deref()?;
        let measure = Measure::ALL.into_iter().find(|measure| measure.name() == name)?;
        let hsm = self.hsms.iter().find(|hsm| hsm.cluster_id == cluster && hsm.hsm_id == id)?;
        Some((hsm, measure))
    }
}

/// Up to which age in days there are values, by multiples of which period in seconds.
const AVAILABLE_DAYS: [(i64, i64); 3] = [(15, 60), (63, 300), (455, 3600)];

fn is_available(period_millis: i64, age_millis: i64) -> bool {
    let available = AVAILABLE_DAYS.iter().find(|(days, _)| age_millis <= days * MILLIS_A_DAY);
    available.is_some_and(|(_, seconds)| period_millis % (seconds * 1000) == 0)
}
