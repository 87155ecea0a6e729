//! `GetMetricData`: the values of up to 500 metrics, page by page.

use std::collections::BTreeSet;

use aws_services::{
    GetMetricDataInput, GetMetricDataOutput, MetricDataQuery, MetricDataResult, MetricStat,
    StatusCode,
};
use cloudhsm_api::Timestamp;
use serde_json::Value;

use super::{
    Metrics,
    series::{Span, Statistic},
};
use crate::{lookups::LookupError, page_token};

const MOST_QUERIES: usize = 500;
const MOST_POINTS: u32 = 100_800;

/// What is asked, checked.
#[derive(Debug)]
struct Question<'a> {
    query: &'a MetricDataQuery,
    stat: &'a MetricStat,
    statistic: Statistic,
}

/// Answers one page: the results in the order of the queries. One that does not fit has the status
/// `PartialData`, and continues on the next page.
pub(crate) fn get_metric_data(
    metrics: &Metrics<'_>,
    input: &GetMetricDataInput,
) -> Result<GetMetricDataOutput, LookupError> {
    let questions = questions(&input.metric_data_queries)?;
    let (start_millis, end_millis) = times(input)?;
    let is_ascending = match input.scan_by.as_deref() {
        None | Some("TimestampDescending") => false,
        Some("TimestampAscending") => true,
        Some(other) => return Err(invalid(format!("The parameter ScanBy can't be {other}."))),
    };
    let mut room = match input.max_datapoints {
        Some(0) => return Err(invalid("The parameter MaxDatapoints must be greater than 0.")),
        most => usize::try_from(most.unwrap_or(MOST_POINTS).min(MOST_POINTS)).unwrap_or(usize::MAX),
    };
    let list = format!("metric data {}", metrics.region);
    let (first, mut after) = match input.next_token.as_deref().filter(|token| !token.is_empty()) {
        None => (0, None),
        Some(token) => place(&list, token)
            .filter(|(first, _)| *first < questions.len())
            .ok_or_else(|| LookupError::new("InvalidNextToken", "The next token is invalid."))?,
    };
    let mut output = GetMetricDataOutput::default();
    for (index, question) in questions.iter().enumerate().skip(first) {
        let span = Span {
            start: start_millis,
            end: end_millis,
            period: i64::from(question.stat.period) * 1000,
        };
        let mut points = metrics.series(&question.stat.metric, question.statistic, span);
        if !is_ascending {
            points.reverse();
        }
        if let Some(last) = after.take() {
            points.retain(|(at, _)| if is_ascending { *at > last } else { *at < last });
        }
        let is_whole = points.len() <= room;
        points.truncate(room);
        room -= points.len();
        let last = points.last().map(|(at, _)| *at);
        if shows(question.query) {
            output.metric_data_results.push(result(question, &points, is_whole));
        }
        if !is_whole {
            output.next_token = Some(token(&list, index, last));
            break;
        }
        if room == 0 && index + 1 < questions.len() {
            output.next_token = Some(token(&list, index + 1, None));
            break;
        }
    }
    Ok(output)
}

fn questions(queries: &[MetricDataQuery]) -> Result<Vec<Question<'_>>, LookupError> {
    if queries.is_empty() {
        return Err(invalid("The parameter MetricDataQueries is required."));
    }
    if queries.len() > MOST_QUERIES {
        let message = format!(
            "The collection MetricDataQueries must not have a size greater than {MOST_QUERIES}."
        );
        return Err(invalid(message));
    }
    let mut ids = BTreeSet::new();
    let questions = queries.iter().enumerate().map(|(index, query)| {
        let name = format!("MetricDataQueries.member.{}", index + 1);
        if !is_id(&query.id) {
            let message = format!(
                "The value {} for parameter {name}.Id is not matching the expected pattern \
                 ^[a-z][a-zA-Z0-9_]*$.",
                query.id
            );
            return Err(invalid(message));
        }
        if !ids.insert(query.id.as_str()) {
            return Err(invalid(format!("The values for parameter id in {name} are not unique.")));
        }
        let stat = query.metric_stat.as_ref().ok_or_else(|| {
            invalid(format!("The emulator does no metric math: {name}.MetricStat is required."))
        })?;
        if stat.period == 0 || !stat.period.is_multiple_of(60) {
            return Err(invalid(format!(
                "The parameter {name}.MetricStat.Period must be a multiple of 60."
            )));
        }
        let statistic = Statistic::named(&stat.stat).ok_or_else(|| {
            invalid(format!("The emulator has no statistic {}: {name}.MetricStat.Stat.", stat.stat))
        })?;
        Ok(Question { query, stat, statistic })
    });
    questions.collect()
}

fn times(input: &GetMetricDataInput) -> Result<(i64, i64), LookupError> {
    let millis = |name: &str, time: &Timestamp| {
        time.epoch_millis().ok_or_else(|| invalid(format!("The parameter {name} is not a time.")))
    };
    let start = millis("StartTime", &input.start_time)?;
    let end = millis("EndTime", &input.end_time)?;
    if start >= end {
        return Err(invalid("The parameter StartTime must be less than the parameter EndTime."));
    }
    Ok((start, end))
}

fn result(question: &Question<'_>, points: &[(i64, f64)], is_whole: bool) -> MetricDataResult {
    let label = question.query.extra.get("Label").and_then(Value::as_str);
    MetricDataResult {
        id: Some(question.query.id.clone()),
        label: label.map(str::to_owned).or_else(|| question.stat.metric.metric_name.clone()),
        timestamps: points.iter().map(|(at, _)| Timestamp::EpochMillis(*at)).collect(),
        values: points.iter().map(|(_, value)| *value).collect(),
        status_code: Some(if is_whole { StatusCode::Complete } else { StatusCode::PartialData }),
        ..MetricDataResult::default()
    }
}

fn shows(query: &MetricDataQuery) -> bool {
    query.extra.get("ReturnData").and_then(Value::as_bool) != Some(false)
}

fn is_id(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_lowercase())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}

/// Where the next page begins: at which query, and after which of its times.
fn token(list: &str, index: usize, last: Option<i64>) -> String {
    let last = last.map(|at| at.to_string()).unwrap_or_default();
    page_token::encode(list, &format!("{index} {last}"))
}

fn place(list: &str, token: &str) -> Option<(usize, Option<i64>)> {
    let key = page_token::decode(list, token)?;
    let (index, last) = key.split_once(' ')?;
    let last = if last.is_empty() { None } else { Some(last.parse().ok()?) };
    Some((index.parse().ok()?, last))
}

fn invalid(message: impl Into<String>) -> LookupError {
    LookupError::new("ValidationException", message)
}
