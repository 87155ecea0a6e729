//! How much of what AWS documents for the HSM type is used: in words, and as a level of a plot.

use backend_api::DocumentedLimits;

use super::{
    super::dependents::grouped,
    chart::{Chart, Strip},
    metric::Counts,
};

impl Counts {
    /// The limit, and what it is of.
    fn of(self, limits: &DocumentedLimits) -> (u32, &'static str) {
        match self {
            Self::Keys => (limits.keys, "keys"),
            Self::FreeUsers => (limits.users, "users"),
        }
    }
}

/// Where the line of the limit is: nowhere, if that is above the plot.
pub(super) fn level(chart: &Chart, limits: Option<&DocumentedLimits>) -> Option<u32> {
    let (limit, _) = chart.metric.counts?.of(limits?);
    (limit <= chart.top && !chart.strips.is_empty()).then_some(limit)
}

/// `12 of 3,300 keys (documented for hsm1.medium)`, by the newest values.
pub(super) fn words(chart: &Chart, limits: Option<&DocumentedLimits>) -> Option<String> {
    let (counts, limits) = (chart.metric.counts?, limits?);
    let (limit, what) = counts.of(limits);
    let most = grouped(limit);
    let figures = match used(chart, limits) {
        Some(used) => [&grouped(used), " of ", &most].concat(),
        None => ["At most ", &most].concat(),
    };
    Some([&figures, " ", what, " (documented for ", &limits.hsm_type, ")"].concat())
}

/// The most that an HSM of the cluster has by its newest value; `None` without one.
pub(super) fn used(chart: &Chart, limits: &DocumentedLimits) -> Option<u32> {
    let newest = |strip: &Strip| strip.values.iter().rev().flatten().next().copied();
    let newest = chart.strips.iter().filter(|it| it.is_present).filter_map(newest);
    match chart.metric.counts? {
        Counts::Keys => newest.max(),
        // More free ones than there can be says nothing.
        Counts::FreeUsers => limits.users.checked_sub(newest.min()?),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        metric::{Metric, SESSIONS, TOKEN_KEYS, USERS},
        samples,
    };
    use super::*;

    fn chart(metric: &'static Metric, series: &[(&str, &[Option<u32>])]) -> Chart {
        let series: Vec<_> = series.iter().map(|(id, it)| (metric.name, *id, *it)).collect();
        Chart::new(metric, &samples::usage(&series), &["hsm-a".to_owned(), "hsm-b".to_owned()])
    }

    #[test]
    fn the_newest_values_of_the_clusters_own_hsms_count() {
        let limits = DocumentedLimits::of_type("hsm1.medium");
        let said = |chart: &Chart| words(chart, limits.as_ref());
        let keys = chart(
            &TOKEN_KEYS,
            &[
                ("hsm-a", &[Some(99), Some(12), None]),
                ("hsm-b", &[Some(9)]),
                ("hsm-gone", &[Some(70)]),
            ],
        );
        assert_eq!(said(&keys).as_deref(), Some("12 of 3,300 keys (documented for hsm1.medium)"));
        let users = chart(&USERS, &[("hsm-a", &[Some(240)]), ("hsm-b", &[Some(238)])]);
        assert_eq!(said(&users).as_deref(), Some("12 of 250 users (documented for hsm1.medium)"));
        let odd = chart(&USERS, &[("hsm-a", &[Some(1_000)])]);
        assert_eq!(said(&odd).as_deref(), Some("At most 250 users (documented for hsm1.medium)"));
        let nothing = chart(&TOKEN_KEYS, &[]);
        assert_eq!(
            said(&nothing).as_deref(),
            Some("At most 3,300 keys (documented for hsm1.medium)"),
            "no data is not zero"
        );
        assert_eq!(words(&keys, None), None, "of an unknown type nothing is documented");
        assert_eq!(said(&chart(&SESSIONS, &[("hsm-a", &[Some(2)])])), None);
    }

    #[test]
    fn a_limit_has_a_line_where_the_plot_reaches_it() {
        let limits = DocumentedLimits::of_type("hsm1.medium");
        let at = |chart: &Chart| level(chart, limits.as_ref());
        assert_eq!(at(&chart(&TOKEN_KEYS, &[("hsm-a", &[Some(12)])])), None);
        assert_eq!(at(&chart(&TOKEN_KEYS, &[("hsm-a", &[Some(2_100)])])), Some(3_300));
        assert_eq!(at(&chart(&USERS, &[("hsm-a", &[Some(240)])])), Some(250));
        assert_eq!(level(&chart(&USERS, &[("hsm-a", &[Some(240)])]), None), None);
    }
}
