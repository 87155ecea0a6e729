//! An event, as the backend keeps it: what the page shows, and what it names.

use aws_services::{TrailEvent, TrailRecord};
use backend_api::HistoryEvent;
use cloudhsm_api::Operation;

use super::named::Named;

/// In characters: what is shown of a caller's program or of AWS's words.
const LONGEST: usize = 500;

/// An event, and what it names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) event: HistoryEvent,
    /// The cluster that it is about.
    pub(super) clusters: Vec<String>,
    /// The HSMs and backups that it is about.
    pub(super) members: Vec<String>,
    /// It should name something, and doesn't.
    pub(super) is_unmatched: bool,
}

impl Known {
    /// Of an event and its record, each of which may lack anything.
    pub(super) fn of(event: &TrailEvent, record: TrailRecord) -> Self {
        let mut named = Named::default();
        for value in record.request_parameters.iter().chain(&record.response_elements) {
            named.add(value);
        }
        for resource in &event.resources {
            if let Some(name) = &resource.resource_name {
                named.add(&name.as_str().into());
            }
        }
        let operation = event.event_name.clone().unwrap_or_default();
        // A cluster that was never created has no ID.
        let may_name_nothing = operation == Operation::CreateCluster.name();
        Self {
            is_unmatched: named.all.is_empty() && !may_name_nothing,
            clusters: named.clusters,
            members: named.members,
            event: HistoryEvent {
                id: event.event_id.clone(),
                time: event.event_time.clone(),
                operation,
                who: record.caller_arn.or(event.username.clone()).or(record.invoked_by),
                who_type: record.caller_type,
                access_key_id: event.access_key_id.clone().or(record.access_key_id),
                source_ip: record.source_ip,
                user_agent: record.user_agent.map(short),
                error_code: record.error_code,
                error_message: record.error_message.map(short),
                request_id: record.request_id,
                ids: named.all,
            },
        }
    }
}

fn short(text: String) -> String {
    if text.len() <= LONGEST { text } else { text.chars().take(LONGEST).collect() }
}
