//! The record of a call: JSON in a text, whose members may each be absent or of another form.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use serde_json::{Map, Value};

/// What a record says. What can't be read of it is absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TrailRecord {
    /// The ARN of who called.
    pub caller_arn: Option<String>,
    /// `IAMUser`, `AssumedRole`, `Root`, `AWSService`, ….
    pub caller_type: Option<String>,
    /// The service that called in somebody's name.
    pub invoked_by: Option<String>,
    /// The access key that signed the call.
    pub access_key_id: Option<String>,
    /// An address, or the name of a service of AWS.
    pub source_ip: Option<String>,
    /// The program that called.
    pub user_agent: Option<String>,
    /// AWS's name of its refusal.
    pub error_code: Option<String>,
    /// The refusal, in AWS's words.
    pub error_message: Option<String>,
    /// AWS's request ID.
    pub request_id: Option<String>,
    /// The service that was called.
    pub event_source: Option<String>,
    /// The input, except what is secret.
    pub request_parameters: Option<Value>,
    /// The output of what changes something.
    pub response_elements: Option<Value>,
}

impl TrailRecord {
    /// Reads the text; `None` if it is no JSON object.
    pub fn read(text: &str) -> Option<Self> {
        let mut members: Map<String, Value> = serde_json::from_str(text).ok()?;
        let identity = members.remove("userIdentity").unwrap_or_default();
        let of_identity = |name: &str| text_of(identity.get(name));
        let of_record = |name: &str| text_of(members.get(name));
        Some(Self {
            caller_arn: of_identity("arn"),
            caller_type: of_identity("type"),
            invoked_by: of_identity("invokedBy"),
            access_key_id: of_identity("accessKeyId"),
            source_ip: of_record("sourceIPAddress"),
            user_agent: of_record("userAgent"),
            error_code: of_record("errorCode"),
            error_message: of_record("errorMessage"),
            request_id: of_record("requestID"),
            event_source: of_record("eventSource"),
            request_parameters: members.remove("requestParameters").filter(|it| !it.is_null()),
            response_elements: members.remove("responseElements").filter(|it| !it.is_null()),
        })
    }
}

/// A text that says something.
fn text_of(value: Option<&Value>) -> Option<String> {
    value?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The members of the sample in CloudHSM's user guide.
    #[test]
    fn a_whole_record_is_read() {
        let text = json!({
            "eventVersion": "1.05",
            "userIdentity": {
                "type": "AssumedRole", "principalId": "AROAJZ:alice",
                "arn": "arn:aws:sts::111122223333:assumed-role/admin/alice",
                "accountId": "111122223333", "accessKeyId": "ASIA1",
            },
            "eventTime": "2017-08-18T21:30:46Z",
            "eventSource": "cloudhsm.amazonaws.com",
            "eventName": "CreateHsm",
            "awsRegion": "us-west-2",
            "sourceIPAddress": "205.251.233.179",
            "userAgent": "aws-internal/3",
            "requestParameters": {"clusterId": "cluster-fw7mh6mayb5"},
            "responseElements": {"hsm": {"clusterId": "cluster-fw7mh6mayb5", "hsmId": "hsm-1"}},
            "requestID": "1d2d6b4b",
            "eventID": "c9ba92c1",
            "eventType": "AwsApiCall",
        });
        let record = TrailRecord::read(&text.to_string()).unwrap();
        assert_eq!(record.caller_type.as_deref(), Some("AssumedRole"));
        let arn = "arn:aws:sts::111122223333:assumed-role/admin/alice";
        assert_eq!(record.caller_arn.as_deref(), Some(arn));
        assert_eq!(record.source_ip.as_deref(), Some("205.251.233.179"));
        assert_eq!(record.request_id.as_deref(), Some("1d2d6b4b"));
        assert_eq!(record.request_parameters, Some(text["requestParameters"].clone()));
        assert_eq!(record.response_elements, Some(text["responseElements"].clone()));
        assert_eq!(record.error_code, None);
    }

    #[test]
    fn each_member_may_be_absent_or_garbled_and_the_rest_is_read() {
        for (odd, expected) in [
            (json!({}), TrailRecord::default()),
            (json!({"userIdentity": null, "requestParameters": null}), TrailRecord::default()),
            (json!({"userIdentity": "alice", "sourceIPAddress": 7}), TrailRecord::default()),
            (
                json!({"userIdentity": {"arn": 1, "type": "Root"}, "userAgent": ""}),
                TrailRecord { caller_type: Some("Root".into()), ..TrailRecord::default() },
            ),
            (
                json!({"requestParameters": "HIDDEN", "errorCode": "AccessDenied"}),
                TrailRecord {
                    request_parameters: Some("HIDDEN".into()),
                    error_code: Some("AccessDenied".into()),
                    ..TrailRecord::default()
                },
            ),
        ] {
            assert_eq!(TrailRecord::read(&odd.to_string()), Some(expected), "{odd}");
        }
        for none in ["", "{", "null", "[]", "\"{}\"", "{\"userIdentity\":"] {
            assert_eq!(TrailRecord::read(none), None, "{none}");
        }
    }
}
