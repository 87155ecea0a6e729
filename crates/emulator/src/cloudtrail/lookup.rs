//! `LookupEvents`: the last 90 days, newest first, by one attribute, page by page.

use aws_services::{
    LookupAttribute, LookupAttributeKey, LookupEventsInput, LookupEventsOutput, TrailEvent,
};
use cloudhsm_api::Timestamp;

use super::{Trail, event::time_of};
use crate::{lookups::LookupError, page_token};

const MILLIS_A_DAY: i64 = 86_400_000;
const KEPT_DAYS: i64 = 90;
/// The largest page, and what a page has that nobody limits.
const PAGE: u32 = 50;

/// Answers one page.
pub(crate) fn lookup_events(
    trail: &Trail,
    region: &str,
    now_millis: i64,
    input: &LookupEventsInput,
) -> Result<LookupEventsOutput, LookupError> {
    let attribute = match input.lookup_attributes.as_slice() {
        [] => None,
        [one] if is_known(one) => Some(one),
        _ => {
            let message = "You can specify only one valid lookup attribute.";
            return Err(LookupError::new("InvalidLookupAttributesException", message));
        }
    };
    let size = input.max_results.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&size) {
        let message = "A maximum of 50 results can be returned.";
        return Err(LookupError::new("InvalidMaxResultsException", message));
    }
    let millis = |time: &Option<Timestamp>| time.as_ref().and_then(Timestamp::epoch_millis);
    let (start, end) = (millis(&input.start_time), millis(&input.end_time));
    if start.zip(end).is_some_and(|(start, end)| start > end) {
        let message = "The start time is after the end time.";
        return Err(LookupError::new("InvalidTimeRangeException", message));
    }
    let earliest = start.unwrap_or(i64::MIN).max(now_millis - KEPT_DAYS * MILLIS_A_DAY);
    let latest = end.unwrap_or(i64::MAX);
    let all = trail.in_region(region).into_iter().filter(|event| {
        (earliest..=latest).contains(&time_of(event)) && attribute.is_none_or(|it| has(event, it))
    });
    let words = attribute.map(|it| format!("{} {}", it.attribute_key, it.attribute_value));
    let list = format!("events {region} {}", words.unwrap_or_default());
    let mut rest: Box<dyn Iterator<Item = &TrailEvent>> = match &input.next_token {
        None => Box::new(all),
        Some(token) => {
            let refused = || LookupError::new("InvalidNextTokenException", "Invalid token.");
            let last = page_token::decode(&list, token).ok_or_else(refused)?;
            let is_later = move |event: &&TrailEvent| event.event_id.as_deref() != Some(&*last);
            Box::new(all.skip_while(is_later).skip(1))
        }
    };
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let events: Vec<_> = rest.by_ref().take(size).cloned().collect();
    let is_more = rest.next().is_some();
    let last = events.last().and_then(|it| it.event_id.as_deref()).filter(|_| is_more);
    let next_token = last.map(|id| page_token::encode(&list, id));
    Ok(LookupEventsOutput { events, next_token, ..LookupEventsOutput::default() })
}

fn is_known(attribute: &LookupAttribute) -> bool {
    !matches!(attribute.attribute_key, LookupAttributeKey::Unknown(_))
}

fn has(event: &TrailEvent, attribute: &LookupAttribute) -> bool {
    let value = match attribute.attribute_key {
        LookupAttributeKey::EventId => &event.event_id,
        LookupAttributeKey::EventName => &event.event_name,
        LookupAttributeKey::ReadOnly => &event.read_only,
        LookupAttributeKey::Username => &event.username,
        LookupAttributeKey::EventSource => &event.event_source,
        LookupAttributeKey::AccessKeyId => &event.access_key_id,
        // CloudHSM's events have no resources.
        LookupAttributeKey::ResourceType
        | LookupAttributeKey::ResourceName
        | LookupAttributeKey::Unknown(_) => &None,
    };
    value.as_deref() == Some(&*attribute.attribute_value)
}
