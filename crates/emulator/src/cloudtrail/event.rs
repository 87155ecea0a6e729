//! How a call is written into the record.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use aws_services::{CLOUDHSM_EVENT_SOURCE, TrailEvent};
use cloudhsm_api::{Operation, OperationClass, Timestamp};
use serde_json::{Map, Value, json};

use crate::credentials::ACCOUNT;

/// What AWS writes in place of what is secret.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// Why a call was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// A call, and what came of it.
#[derive(Debug, Clone)]
pub(crate) struct CallOfTrail<'a> {
    pub(crate) operation: Operation,
    pub(crate) region: &'a str,
    pub(crate) time_millis: i64,
    pub(crate) caller_arn: &'a str,
    pub(crate) access_key_id: &'a str,
    pub(crate) source_ip: &'a str,
    pub(crate) user_agent: &'a str,
    pub(crate) request_id: &'a str,
    pub(crate) input: Value,
    pub(crate) outcome: Result<Value, Refused>,
}

impl CallOfTrail<'_> {
    /// As it is listed.
    pub(super) fn event(&self, event_id: String) -> TrailEvent {
        let is_reading = of_reading(self.operation);
        // AWS records seconds.
        let time = Timestamp::from_epoch_seconds(self.time_millis.div_euclid(1000));
        let name = self.caller_arn.rsplit('/').next().unwrap_or_default();
        let is_session = self.caller_arn.contains(":assumed-role/");
        let mut record = json!({
            "eventVersion": "1.11",
            "userIdentity": {
                "type": if is_session { "AssumedRole" } else { "IAMUser" },
                "arn": self.caller_arn,
                "accountId": ACCOUNT,
                "accessKeyId": self.access_key_id,
            },
            "eventTime": time.to_rfc3339().replace(".000Z", "Z"),
            "eventSource": CLOUDHSM_EVENT_SOURCE,
            "eventName": self.operation.name(),
            "awsRegion": self.region,
            "sourceIPAddress": self.source_ip,
            "userAgent": self.user_agent,
            "requestParameters": written(&self.input),
            "responseElements": match &self.outcome {
                Ok(output) if !is_reading => written(output),
                _ => Value::Null,
            },
            "requestID": self.request_id,
            "eventID": event_id,
            "readOnly": is_reading,
            "eventType": "AwsApiCall",
            "managementEvent": true,
            "recipientAccountId": ACCOUNT,
            "eventCategory": "Management",
        });
        if let Err(refused) = &self.outcome {
            record["errorCode"] = refused.code.clone().into();
            record["errorMessage"] = refused.message.clone().into();
        }
        TrailEvent {
            event_id: Some(event_id),
            event_name: Some(self.operation.name().to_owned()),
            read_only: Some(is_reading.to_string()),
            access_key_id: Some(self.access_key_id.to_owned()),
            event_time: Some(time),
            event_source: Some(CLOUDHSM_EVENT_SOURCE.to_owned()),
            username: Some(name.to_owned()),
            cloud_trail_event: Some(record.to_string()),
            ..TrailEvent::default()
        }
    }
}

/// When it was, in milliseconds since the epoch.
pub(super) fn time_of(event: &TrailEvent) -> i64 {
    event.event_time.as_ref().and_then(Timestamp::epoch_millis).unwrap_or_default()
}

pub(super) fn of_reading(operation: Operation) -> bool {
    operation.class() == OperationClass::Reading
}

/// Input or output as the record has it: names begin in lower case, and secrets are hidden.
fn written(value: &Value) -> Value {
    match value {
        Value::Object(members) if members.is_empty() => Value::Null,
        Value::Object(_) => renamed(value),
        _ => Value::Null,
    }
}

fn renamed(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                let name = lower_first(name);
                let is_secret = name == "preCoPassword";
                let value = if is_secret { HIDDEN.into() } else { renamed(value) };
                (name, value)
            };
            Value::Object(members.iter().map(member).collect::<Map<_, _>>())
        }
        Value::Array(elements) => elements.iter().map(renamed).collect(),
        other => other.clone(),
    }
}

fn lower_first(name: &str) -> String {
    // The keys of a subnet mapping are zones, which begin in lower case anyway.
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_says_who_did_what_and_hides_passwords() {
        let call = CallOfTrail {
            operation: Operation::CreateCluster,
            region: "us-east-1",
            time_millis: 1_600_000_000_900,
            caller_arn: "arn:aws:sts::111122223333:assumed-role/admin/alice",
            access_key_id: "ASIA1",
            source_ip: "192.0.2.7",
            user_agent: "aws-cli/2",
            request_id: "r-1",
            input: json!({"HsmType": "hsm2m.medium"}),
            outcome: Ok(json!({"Cluster": {"ClusterId": "cluster-1", "PreCoPassword": "secret"}})),
        };
        let event = call.event("e-1".to_owned());
        assert_eq!(event.username.as_deref(), Some("alice"));
        assert_eq!(event.event_time, Some(Timestamp::from_epoch_seconds(1_600_000_000)));
        let record = event.record().unwrap();
        assert_eq!(record.caller_type.as_deref(), Some("AssumedRole"));
        assert_eq!(record.request_parameters, Some(json!({"hsmType": "hsm2m.medium"})));
        let cluster = json!({"clusterId": "cluster-1", "preCoPassword": HIDDEN});
        assert_eq!(record.response_elements, Some(json!({"cluster": cluster})));
        let refused = Refused { code: "AccessDeniedException".into(), message: "no".into() };
        let call = CallOfTrail { outcome: Err(refused), input: json!({}), ..call };
        let record = call.event("e-2".to_owned()).record().unwrap();
        assert_eq!(record.error_code.as_deref(), Some("AccessDeniedException"));
        assert_eq!((record.request_parameters, record.response_elements), (None, None));
    }
}
