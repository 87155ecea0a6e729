//! CloudTrail beside the cloud: it answers as AWS does, or as it is told.

use aws_services::{LookupEventsInput, TrailEvent};
use serde_json::{Value, json};

use super::neighbours::Reply;

/// What CloudTrail answers.
#[derive(Debug, Clone, Default)]
pub(crate) enum CloudTrail {
    /// It isn't spoken.
    #[default]
    Absent,
    /// These, newest first, as many on a page as asked for.
    Has(Vec<TrailEvent>),
    /// This status and body to questions for one event name, or for all; these to others.
    Says(Option<&'static str>, u16, Value, Vec<TrailEvent>),
    /// Nothing: there is no connection.
    Unreachable,
    /// Nothing: the connection stays open.
    Hangs,
}

impl CloudTrail {
    pub(super) fn answer(&self, body: &[u8]) -> Reply {
        let input: LookupEventsInput = serde_json::from_slice(body).unwrap();
        let [attribute] = input.lookup_attributes.as_slice() else { panic!("{input:?}") };
        assert_eq!(attribute.attribute_key.as_str(), "EventName");
        let name = attribute.attribute_value.as_str();
        let events = match self {
            Self::Absent => {
                return Reply::Raw(400, json!({"__type": "UnknownOperationException"}).to_string());
            }
            Self::Unreachable => return Reply::Unreachable,
            Self::Hangs => return Reply::Hangs,
            Self::Says(to, status, body, _) if to.is_none_or(|to| to == name) => {
                return Reply::Raw(*status, body.to_string());
            }
            Self::Has(events) | Self::Says(_, _, _, events) => events,
        };
        let start: usize = input.next_token.as_deref().map_or(0, |it| it.parse().unwrap());
        let size = usize::try_from(input.max_results.unwrap()).unwrap();
        assert!((1..=50).contains(&size));
        let named: Vec<_> =
            events.iter().filter(|it| it.event_name.as_deref() == Some(name)).collect();
        let end = named.len().min(start + size);
        let next = (end < named.len()).then(|| end.to_string());
        Reply::Json(json!({"Events": named[start..end], "NextToken": next}))
    }
}
