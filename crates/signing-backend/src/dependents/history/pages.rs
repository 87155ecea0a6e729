//! The events of one operation, page by page, newest first.

use aws_services::{
    CLOUDHSM_EVENT_SOURCE, Lookup, LookupAttribute, LookupAttributeKey, LookupEventsInput,
    LookupEventsOutput, Service, TrailEvent,
};
use cloudhsm_api::{Operation, Timestamp};

use super::event::Known;
use crate::dependents::reading::{Asking, Reading, RequestIds, Unknown};

/// The largest page that CloudTrail makes.
const PAGE: u32 = 50;
/// More than anybody reads of one operation in 90 days; other services have operations of the same names,
/// which are read too. What is older is cut off, and said to be.
const MOST_PAGES: usize = 4;

/// What CloudTrail says of one operation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// Those of CloudHSM, newest first.
    pub(super) events: Vec<Known>,
    /// The time of the oldest event that was read, if there are more.
    pub(super) cut_off: Option<Timestamp>,
}

/// The events of one operation.
pub(super) async fn events_of(asking: &Asking<'_>, operation: Operation) -> Reading<Found> {
    let ids = RequestIds::default();
    asking.read(Service::CloudTrail, &ids, pages(asking, operation, &ids)).await
}

/// Whether CloudTrail answers at all.
pub(in crate::dependents) async fn first_page(asking: &Asking<'_>) -> Reading<()> {
    let ids = RequestIds::default();
    let page = async {
        let input =
            LookupEventsInput { max_results: Some(1), ..question(Operation::CreateCluster) };
        let page: LookupEventsOutput = asking.ask(Lookup::LookupEvents, &input, &ids).await?;
        drop(page);
        Ok(())
    };
    asking.read(Service::CloudTrail, &ids, page).await
}

/// Without times: the 90 days that there are.
fn question(operation: Operation) -> LookupEventsInput {
    let attribute = LookupAttribute {
        attribute_key: LookupAttributeKey::EventName,
        attribute_value: operation.name().to_owned(),
    };
    LookupEventsInput {
        lookup_attributes: vec![attribute],
        max_results: Some(PAGE),
        ..LookupEventsInput::default()
    }
}

async fn pages(
    asking: &Asking<'_>,
    operation: Operation,
    ids: &RequestIds,
) -> Result<Found, Unknown> {
    let mut events = Vec::new();
    let mut tokens: Vec<String> = Vec::new();
    let mut oldest = None;
    for _ in 0..MOST_PAGES {
        let input = LookupEventsInput { next_token: tokens.last().cloned(), ..question(operation) };
        let page: LookupEventsOutput = asking.ask(Lookup::LookupEvents, &input, ids).await?;
        oldest = page.events.last().and_then(|it| it.event_time.clone()).or(oldest);
        events.extend(page.events.iter().filter_map(known));
        match page.next_token.filter(|token| !token.is_empty()) {
            None => return Ok(Found { events, cut_off: None }),
            Some(token) if tokens.contains(&token) => {
                return Err(Unknown::failed("CloudTrail kept returning the same page; stopped."));
            }
            Some(token) => tokens.push(token),
        }
    }
    Ok(Found { events, cut_off: Some(oldest.unwrap_or_default()) })
}

/// What is another service's is none of ours. Where an event doesn't say whose it is, what it names does.
fn known(event: &TrailEvent) -> Option<Known> {
    let record = event.record().unwrap_or_default();
    let source = event.event_source.clone().or(record.event_source.clone());
    let known = Known::of(event, record);
    let is_ours = match source {
        Some(source) => source == CLOUDHSM_EVENT_SOURCE,
        None => !known.event.ids.is_empty(),
    };
    is_ours.then_some(known)
}
