//! `LookupEvents`: the question, and the events as they are listed.

use cloudhsm_api::{Extra, Timestamp, open_enum};
use serde::{Deserialize, Serialize};

use super::TrailRecord;
use crate::lenient::null_as_default;

/// CloudHSM's name in the record.
pub const CLOUDHSM_EVENT_SOURCE: &str = "cloudhsm.amazonaws.com";

/// The input of `LookupEvents`. Without times it is about the last 90 days.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LookupEventsInput {
    /// At most one.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub lookup_attributes: Vec<LookupAttribute>,
    /// Only what happened then or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Timestamp>,
    /// Only what happened then or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    /// 1 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u32>,
    /// Where the last page ended. The rest of the question must be the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// What an event must have to be listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LookupAttribute {
    /// Which of its members.
    pub attribute_key: LookupAttributeKey,
    /// The member's value, whole.
    pub attribute_value: String,
}

open_enum! {
    /// A member of an event that can be asked for.
    LookupAttributeKey {
        EventId = "EventId",
        EventName = "EventName",
        ReadOnly = "ReadOnly",
        Username = "Username",
        ResourceType = "ResourceType",
        ResourceName = "ResourceName",
        EventSource = "EventSource",
        AccessKeyId = "AccessKeyId",
    }
}

/// The output of `LookupEvents`, newest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LookupEventsOutput {
    /// This page's events. An answer without this list is none.
    pub events: Vec<TrailEvent>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One call, as it is listed. Any member may be absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TrailEvent {
    /// A UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The operation, such as `CreateHsm`. Other services have operations of the same names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_name: Option<String>,
    /// `true` or `false`, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_only: Option<String>,
    /// The access key that signed the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// When it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_time: Option<Timestamp>,
    /// The service that was called, such as [`CLOUDHSM_EVENT_SOURCE`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_source: Option<String>,
    /// The user's name, or the session's name of a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// What it was about, for services that say so. CloudHSM's events usually have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub resources: Vec<TrailResource>,
    /// The record itself: JSON in a text. [`TrailEvent::record`] reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_trail_event: Option<String>,
    /// Members that this crate does not know, as they came.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a call was about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TrailResource {
    /// Such as `AWS::CloudHSM::Cluster`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// An ID or an ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
}

impl TrailEvent {
    /// The record in it; `None` if it is absent or no JSON object.
    pub fn record(&self) -> Option<TrailRecord> {
        TrailRecord::read(self.cloud_trail_event.as_deref()?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(output: Value) -> Result<LookupEventsOutput, serde_json::Error> {
        serde_json::from_value(output)
    }

    #[test]
    fn what_cloudtrail_documents_is_read_and_written_again() {
        let output = json!({
            "Events": [{
                "EventId": "9ce40ba6", "EventName": "CreateHsm", "ReadOnly": "false",
                "AccessKeyId": "ASIA1", "EventTime": 1_600_000_000.5,
                "EventSource": CLOUDHSM_EVENT_SOURCE, "Username": "alice",
                "Resources": [{"ResourceType": "t", "ResourceName": "n"}],
                "CloudTrailEvent": "{}", "New": 1,
            }],
            "NextToken": "t",
        });
        let page = read(output.clone()).unwrap();
        assert_eq!(page.events[0].event_time, Some(Timestamp::EpochMillis(1_600_000_000_500)));
        assert_eq!(page.events[0].extra["New"], 1);
        assert_eq!(serde_json::to_value(&page).unwrap(), output);
        let asked = json!({
            "LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "CreateHsm"}],
            "MaxResults": 50,
        });
        let input: LookupEventsInput = serde_json::from_value(asked.clone()).unwrap();
        assert_eq!(serde_json::to_value(input).unwrap(), asked);
    }

    #[test]
    fn any_member_of_an_event_may_be_absent_or_null() {
        let event = json!({"EventName": "CreateHsm", "Resources": null, "Username": null});
        let page = read(json!({"Events": [event, {}]})).unwrap();
        assert_eq!((page.events[0].resources.len(), &page.events[0].username), (0, &None));
        assert_eq!(page.events[1], TrailEvent::default());
        assert_eq!(page.events[1].record(), None);
    }

    #[test]
    fn an_answer_without_its_list_is_not_an_empty_list() {
        for odd in [json!({}), json!({"Events": null}), json!({"Events": {}}), json!([])] {
            assert!(read(odd.clone()).is_err(), "{odd}");
        }
        assert!(read(json!({"Events": []})).unwrap().events.is_empty());
    }
}
