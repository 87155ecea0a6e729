//! What CloudWatch measured of the HSMs of a cluster.
//!
//! Which metrics there are is asked first: of each HSM that had data lately, also of one that is gone,
//! with the dimensions that CloudWatch itself names. Costs money by metric, so nothing polls it.

use std::collections::{BTreeMap, HashMap};

use aws_services::{
    CLOUDHSM_NAMESPACE, DimensionFilter, GetMetricDataInput, GetMetricDataOutput, ListMetricsInput,
    ListMetricsOutput, Lookup, MessageData, Metric, MetricDataQuery, MetricDataResult, MetricStat,
    Service, StatusCode,
};

pub(super) use cluster_health::{SESSIONS, TOKEN_KEYS};

use super::{
    reading::{Asking, Reading, Refusal, RequestIds, Unknown},
    window::Window,
};

/// All that is shown.
pub(super) const SHOWN: [&str; 5] =
    [SESSIONS, "HsmKeysSessionOccupied", TOKEN_KEYS, "HsmUnhealthy", "HsmUsersAvailable"];

pub(super) const CLUSTER: &str = "ClusterId";
pub(super) const HSM: &str = "HsmId";
/// So many questions a call: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>.
const MOST_QUERIES: usize = 500;
/// So many values a call.
const MOST_VALUES: usize = 100_800;
/// More pages than any region has metrics, or a call values.
const MOST_PAGES: usize = 200;

/// One metric of one HSM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    pub(super) metric: String,
    pub(super) hsm_id: String,
    /// The largest value of each period; `None` where there is none.
    pub(super) values: Vec<Option<u32>>,
}

/// The metrics of these names, of all HSMs of a cluster.
pub(super) async fn measured(
    asking: &Asking<'_>,
    cluster_id: &str,
    names: &[&str],
    window: Window,
) -> Reading<Vec<Series>> {
    let ids = RequestIds::default();
    let asked = async {
        let metrics = listed(asking, Some(cluster_id), names, &ids).await?;
        values(asking, &metrics, window, &ids).await
    };
    asking.read(Service::CloudWatch, &ids, asked).await
}

/// Asks for the values of a metric, whether or not there is one.
pub(super) async fn probed(asking: &Asking<'_>, metric: Metric, window: Window) -> Reading<()> {
    let ids = RequestIds::default();
    let metrics = [metric];
    let asked = async { values(asking, &metrics, window, &ids).await.map(drop) };
    asking.read(Service::CloudWatch, &ids, asked).await
}

/// The metrics that are there, of these names and of an HSM: of one cluster, or of all in the region.
pub(super) async fn listed(
    asking: &Asking<'_>,
    cluster_id: Option<&str>,
    names: &[&str],
    ids: &RequestIds,
) -> Result<Vec<Metric>, Unknown> {
    let filter =
        |id: &str| DimensionFilter { name: CLUSTER.to_owned(), value: Some(id.to_owned()) };
    let mut input = ListMetricsInput {
        namespace: Some(CLOUDHSM_NAMESPACE.to_owned()),
        dimensions: cluster_id.map(filter).into_iter().collect(),
        ..ListMetricsInput::default()
    };
    let (mut found, mut tokens) = (Vec::new(), Vec::new());
    for _ in 0..MOST_PAGES {
        let page: ListMetricsOutput = asking.ask(Lookup::ListMetrics, &input, ids).await?;
        found.extend(page.metrics.into_iter().filter(|metric| {
            let name = metric.metric_name.as_deref().unwrap_or_default();
            // What stands in for CloudWatch may not know the filter.
            let own = metric.dimension(CLUSTER);
            let is_own = own.is_some() && cluster_id.is_none_or(|id| own == Some(id));
            names.contains(&name) && is_own && metric.dimension(HSM).is_some()
        }));
        match next(page.next_token, &mut tokens)? {
            None => return Ok(found),
            token => input.next_token = token,
        }
    }
    Err(endless())
}

/// The values of metrics, in as many calls as it takes.
pub(super) async fn values(
    asking: &Asking<'_>,
    metrics: &[Metric],
    window: Window,
    ids: &RequestIds,
) -> Result<Vec<Series>, Unknown> {
    // By metric and HSM: a metric that is listed with more dimensions too is the same one.
    let mut series: BTreeMap<(String, String), Vec<Option<u32>>> = BTreeMap::new();
    let a_call = MOST_QUERIES.min(MOST_VALUES / window.count().max(1)).max(1);
    for metrics in metrics.chunks(a_call) {
        let mut results = call(asking, metrics, window, ids).await?;
        for (index, metric) in metrics.iter().enumerate() {
            let name = metric.metric_name.clone().unwrap_or_default();
            let hsm_id = metric.dimension(HSM).unwrap_or_default().to_owned();
            let Some(points) = results.remove(&query_id(index)) else {
                return Err(Unknown::failed(format!("CloudWatch doesn’t say {name} of {hsm_id}.")));
            };
            let values = series.entry((name, hsm_id));
            let values = values.or_insert_with(|| vec![None; window.count()]);
            for (at, value) in points {
                if let Some(place) = values.get_mut(at) {
                    *place = (*place).max(Some(value));
                }
            }
        }
    }
    let series = series.into_iter();
    Ok(series.map(|((metric, hsm_id), values)| Series { metric, hsm_id, values }).collect())
}

fn query_id(index: usize) -> String {
    format!("q{index}")
}

/// By question: the periods with a value.
type Points = HashMap<String, Vec<(usize, u32)>>;

/// One call with all its pages, and whether it is complete.
async fn call(
    asking: &Asking<'_>,
    metrics: &[Metric],
    window: Window,
    ids: &RequestIds,
) -> Result<Points, Unknown> {
    let query = |(index, metric): (usize, &Metric)| MetricDataQuery {
        id: query_id(index),
        metric_stat: Some(MetricStat {
            metric: metric.clone(),
            period: window.period(),
            stat: "Maximum".to_owned(),
            ..MetricStat::default()
        }),
        ..MetricDataQuery::default()
    };
    let mut input = GetMetricDataInput {
        metric_data_queries: metrics.iter().enumerate().map(query).collect(),
        start_time: window.start(),
        end_time: window.end(),
        scan_by: Some("TimestampAscending".to_owned()),
        ..GetMetricDataInput::default()
    };
    let (mut points, mut unfinished, mut tokens) = (Points::new(), HashMap::new(), Vec::new());
    for _ in 0..MOST_PAGES {
        let page: GetMetricDataOutput = asking.ask(Lookup::GetMetricData, &input, ids).await?;
        // Then a part of what was asked for is missing.
        if !page.messages.is_empty() {
            return Err(Unknown::failed(said("CloudWatch’s answer is incomplete", &page.messages)));
        }
        for result in page.metric_data_results {
            let id = result.id.clone().unwrap_or_default();
            if is_complete(&result)? {
                unfinished.remove(&id);
            } else {
                unfinished.insert(id.clone(), result.messages.clone());
            }
            points.entry(id).or_default().extend(of_result(&result, window)?);
        }
        match next(page.next_token, &mut tokens)? {
            None => break,
            token => input.next_token = token,
        }
    }
    match unfinished.into_values().next() {
        None => Ok(points),
        Some(messages) => Err(Unknown::failed(said(
            "CloudWatch has more values, and doesn’t say where",
            &messages,
        ))),
    }
}

/// Whether these are all values of a question, so far as this page knows.
fn is_complete(result: &MetricDataResult) -> Result<bool, Unknown> {
    match &result.status_code {
        Some(StatusCode::Complete) => Ok(true),
        Some(StatusCode::PartialData) => Ok(false),
        Some(StatusCode::Forbidden) => Err(Unknown::NotAllowed(Refusal {
            code: Some(StatusCode::Forbidden.as_str().to_owned()),
            message: said("CloudWatch doesn’t show this identity the values", &result.messages),
            lookup: Some(Lookup::GetMetricData),
        })),
        status => {
            let status = status.as_ref().map_or("no status", StatusCode::as_str);
            let what = format!("CloudWatch answered with {status}");
            Err(Unknown::failed(said(&what, &result.messages)))
        }
    }
}

fn of_result(result: &MetricDataResult, window: Window) -> Result<Vec<(usize, u32)>, Unknown> {
    let is_odd = |what| Err(Unknown::failed(format!("CloudWatch’s answer can’t be read: {what}.")));
    if result.timestamps.len() != result.values.len() {
        return is_odd("as many times as values are missing");
    }
    if result.timestamps.iter().any(|time| time.epoch_millis().is_none()) {
        return is_odd("a time is none");
    }
    let pairs = result.timestamps.iter().zip(&result.values);
    Ok(pairs.filter_map(|(time, value)| Some((window.index(time)?, count(*value)))).collect())
}

/// A count: CloudWatch has all values with a fraction.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturating: a count")]
fn count(value: f64) -> u32 {
    value.round() as u32
}

/// Where the next page begins; one that was there before is an answer without an end.
fn next(token: Option<String>, tokens: &mut Vec<String>) -> Result<Option<String>, Unknown> {
    let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(None) };
    if tokens.contains(&token) {
        return Err(endless());
    }
    tokens.push(token.clone());
    Ok(Some(token))
}

fn endless() -> Unknown {
    Unknown::failed("CloudWatch kept returning more pages; stopped.")
}

/// With CloudWatch's words, if it has any.
fn said(what: &str, messages: &[MessageData]) -> String {
    let words: Vec<_> = messages.iter().filter_map(|it| it.value.as_deref()).collect();
    if words.is_empty() {
        return format!("{what}.");
    }
    format!("{what}: {}.", words.join("; ").trim_end_matches('.'))
}
