//! Bodies of answers: what AWS says, and what of it is spoiled.

use std::time::Duration;

use bytes::Bytes;
use cloudhsm_api::Operation;
use serde_json::{Value, json};
use signing_backend::forward::{Answer, CallError};

use crate::adversary::Trick;

/// An object is all that a success of a tag call promises.
fn is_hollow(operation: Operation, kind: u8) -> bool {
    kind > 1 || !matches!(operation, Operation::TagResource | Operation::UntagResource)
}

/// The answer as it arrives.
pub(super) fn twist(
    trick: Trick,
    honest: Result<Answer, CallError>,
    operation: Operation,
) -> Result<Answer, CallError> {
    match trick {
        Trick::Honest | Trick::Late => honest,
        Trick::Unreachable => Err(CallError::Unreachable("no route".to_owned())),
        Trick::LostBefore | Trick::LostAfter => Err(CallError::TimedOut(Duration::from_secs(25))),
        Trick::Cut(true) => Err(CallError::Garbled("half an answer".to_owned())),
        Trick::Cut(false) => Err(CallError::Broken("reset".to_owned())),
        Trick::Refused(429) => Ok(refusal(429, "ThrottlingException")),
        Trick::Refused(status) => Ok(refusal(status, "CloudHsmAccessDeniedException")),
        Trick::Failed(_, status) => Ok(refusal(status, "CloudHsmInternalFailureException")),
        Trick::Page(_, status) => Ok(Answer {
            status,
            content_type: Some("text/html".to_owned()),
            body: Bytes::from_static(b"<html>Denied by the proxy</html>"),
            ..Answer::default()
        }),
        Trick::Hollow(_, kind) => {
            let kind = if is_hollow(operation, kind) { kind } else { 4 };
            let body = match kind {
                0 => "{}",
                1 => r#"{"Cluster":null,"HsmId":null,"Backup":null,"Clusters":null,"Backups":{}}"#,
                2 => r#"{"__type":"CloudHsmServiceException","Message":"no"}"#,
                3 => "[]",
                _ => "{\"Clus",
            };
            Ok(Answer {
                status: 200,
                body: Bytes::from_static(body.as_bytes()),
                ..Answer::default()
            })
        }
    }
}

pub(super) fn success(body: &Value) -> Answer {
    Answer {
        status: 200,
        content_type: Some("application/x-amz-json-1.1".into()),
        request_id: Some("request-1".into()),
        body: Bytes::from(body.to_string()),
        ..Answer::default()
    }
}

pub(super) fn refusal(status: u16, code: &str) -> Answer {
    Answer {
        status,
        request_id: Some("request-2".into()),
        body: Bytes::from(json!({ "__type": code, "Message": "no" }).to_string()),
        ..Answer::default()
    }
}

/// The sessions of one HSM of the cluster that is asked for.
pub(super) fn listed(input: &Value) -> Value {
    let hsm = json!({ "Name": "HsmId", "Value": "hsm-1" });
    let dimensions = [input["Dimensions"][0].clone(), hsm];
    json!({ "Metrics": [{ "MetricName": "HsmSessionCount", "Dimensions": dimensions }] })
}

/// Nine sessions in the first hour.
pub(super) fn measured(input: &Value) -> Value {
    let id = &input["MetricDataQueries"][0]["Id"];
    let times = [&input["StartTime"]];
    let result =
        json!({ "Id": id, "Timestamps": times, "Values": [9.0], "StatusCode": "Complete" });
    json!({ "MetricDataResults": [result] })
}
