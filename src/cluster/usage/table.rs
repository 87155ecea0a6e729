//! The same as the plots, as a table: a row for each period and HSM, the newest first, a page at a time.

use backend_api::Usage;
use leptos::prelude::*;

use super::{super::dependents::grouped, chart::Chart, verdict::begin};
use crate::{
    components::{Pager, Tone, Value, data_table, text_or},
    time::exact,
};

const COLUMNS: [&str; 7] = [
    "Period from",
    "HSM",
    "Sessions",
    "Token keys",
    "Session keys",
    "Users available",
    "Unhealthy",
];

/// The charts are those of all metrics, in their order. Tracks the chosen zone.
pub(super) fn table(usage: &Usage, charts: Vec<Chart>, pager: Pager) -> AnyView {
    let rows = rows(&charts);
    let are_bad: Vec<bool> = charts.iter().map(|it| it.metric.is_bad).collect();
    let (from, period_seconds) = (usage.from.clone(), usage.period_seconds);
    pager.view(rows.len(), "values", move |range| {
        let shown = rows.get(range).unwrap_or_default().iter();
        let shown = shown.map(|row| {
            let begins = begin(&from, period_seconds, row.period).as_ref().map(exact);
            let mut cells = vec![text_or(begins.as_deref(), "–"), Value::Code(row.hsm_id.clone())];
            let values = row.values.iter().zip(&are_bad).map(|(value, is_bad)| match value {
                Some(value) if *is_bad && *value > 0 => Value::Badge(Tone::Bad, grouped(*value)),
                Some(value) => Value::Text(grouped(*value)),
                None => Value::Missing("No data"),
            });
            cells.extend(values);
            cells
        });
        data_table("Usage of the HSMs", &COLUMNS, shown.collect())
    })
}

/// What one HSM measured in one period.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    period: usize,
    hsm_id: String,
    /// In the order of the metrics.
    values: Vec<Option<u32>>,
}

/// The newest first. What has no data of any metric has a row too: a gap is something to see.
fn rows(charts: &[Chart]) -> Vec<Row> {
    // An HSM that is gone may have some metrics and not others.
    let mut ids: Vec<&String> = Vec::new();
    for strip in charts.iter().flat_map(|chart| &chart.strips) {
        if !ids.contains(&&strip.hsm_id) {
            ids.push(&strip.hsm_id);
        }
    }
    let periods = charts.iter().map(|chart| chart.periods).max().unwrap_or_default();
    let value = |chart: &Chart, id: &str, period: usize| {
        let strip = chart.strips.iter().find(|strip| strip.hsm_id == id)?;
        strip.values.get(period).copied().flatten()
    };
    let mut rows = Vec::new();
    for period in (0..periods).rev() {
        rows.extend(ids.iter().map(|id| Row {
            period,
            hsm_id: (*id).clone(),
            values: charts.iter().map(|chart| value(chart, id, period)).collect(),
        }));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::{
        metric::{METRICS, SESSIONS},
        samples,
    };
    use super::*;

    #[test]
    fn the_newest_comes_first_and_a_gap_has_its_row() {
        let usage = samples::usage(&[
            (SESSIONS.name, "hsm-a", &[Some(2), None, Some(0)]),
            ("HsmUnhealthy", "hsm-gone", &[Some(1)]),
        ]);
        let charts = METRICS.map(|metric| Chart::new(metric, &usage, &["hsm-a".to_owned()]));
        let rows = rows(&charts);
        assert_eq!(rows.len(), 2 * 14 * 24);
        let row = |period, id: &str, values: [Option<u32>; 5]| Row {
            period,
            hsm_id: id.to_owned(),
            values: values.into(),
        };
        let [.., third, _, second, _, first, gone] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(*first, row(0, "hsm-a", [Some(2), None, None, None, None]));
        assert_eq!(*gone, row(0, "hsm-gone", [None, None, None, None, Some(1)]));
        assert_eq!(*second, row(1, "hsm-a", [None; 5]));
        assert_eq!(*third, row(2, "hsm-a", [Some(0), None, None, None, None]));
    }
}
