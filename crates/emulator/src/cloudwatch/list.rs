//! `ListMetrics`: what had data in the last two weeks.

use aws_services::{CLOUDHSM_NAMESPACE, Dimension, ListMetricsInput, ListMetricsOutput, Metric};
use serde_json::Value;

use super::{CLUSTER_ID, HSM_ID, MILLIS_A_DAY, Measure, Measured, Metrics};
use crate::{lookups::LookupError, page_token};

const PAGE: usize = 500;
const LISTED_MILLIS: i64 = 14 * MILLIS_A_DAY;
/// `PT3H`, the only value of `RecentlyActive`.
const RECENT_MILLIS: i64 = MILLIS_A_DAY / 8;

/// Answers one page, by cluster, HSM and name.
pub(crate) fn list_metrics(
    metrics: &Metrics<'_>,
    input: &ListMetricsInput,
) -> Result<ListMetricsOutput, LookupError> {
    let span = match input.extra.get("RecentlyActive") {
        None | Some(Value::Null) => LISTED_MILLIS,
        Some(Value::String(text)) if text == "PT3H" => RECENT_MILLIS,
        Some(other) => {
            let message = format!("The parameter RecentlyActive can't be {other}: use PT3H.");
            return Err(LookupError::new("InvalidParameterValueException", message));
        }
    };
    let list = format!("metrics {}", metrics.region);
    let after = match input.next_token.as_deref().filter(|token| !token.is_empty()) {
        None => None,
        Some(token) => Some(page_token::decode(&list, token).ok_or_else(|| {
            let message = "The value for the parameter NextToken is invalid.";
            LookupError::new("InvalidParameterValueException", message)
        })?),
    };
    let is_listed = |hsm: &&Measured<'_>| {
        hsm.from_millis <= metrics.now_millis
            && hsm.until_millis.is_none_or(|end| metrics.now_millis - span < end)
    };
    let mut rest = metrics
        .hsms
        .iter()
        .filter(is_listed)
        .flat_map(|hsm| Measure::ALL.map(|measure| (hsm, measure)))
        .filter(|(hsm, measure)| measure.is_of(hsm.hsm_type) && fits(input, hsm, *measure))
        .skip_while(|(hsm, measure)| after.as_ref().is_some_and(|it| key(hsm, *measure) <= *it))
        .peekable();
    let page: Vec<_> = rest.by_ref().take(PAGE).collect();
    let last = page.last().map(|(hsm, measure)| key(hsm, *measure));
    Ok(ListMetricsOutput {
        metrics: page.iter().map(|(hsm, measure)| metric(hsm, *measure)).collect(),
        next_token: last.filter(|_| rest.peek().is_some()).map(|it| page_token::encode(&list, &it)),
        ..ListMetricsOutput::default()
    })
}

fn fits(input: &ListMetricsInput, hsm: &Measured<'_>, measure: Measure) -> bool {
    let is = |wanted: &Option<String>, found: &str| {
        wanted.as_deref().is_none_or(|wanted| wanted == found)
    };
    is(&input.namespace, CLOUDHSM_NAMESPACE)
        && is(&input.metric_name, measure.name())
        && input.dimensions.iter().all(|filter| match filter.name.as_str() {
            CLUSTER_ID => is(&filter.value, hsm.cluster_id),
            HSM_ID => is(&filter.value, &hsm.hsm_id),
            _ => false,
        })
}

/// In the order of the pages.
fn key(hsm: &Measured<'_>, measure: Measure) -> String {
    format!("{}/{}/{}", hsm.cluster_id, hsm.hsm_id, measure.name())
}

fn metric(hsm: &Measured<'_>, measure: Measure) -> Metric {
    let dimension =
        |name: &str, value: &str| Dimension { name: name.to_owned(), value: value.to_owned() };
    Metric {
        namespace: Some(CLOUDHSM_NAMESPACE.to_owned()),
        metric_name: Some(measure.name().to_owned()),
        dimensions: vec![dimension(CLUSTER_ID, hsm.cluster_id), dimension(HSM_ID, &hsm.hsm_id)],
        ..Metric::default()
    }
}
