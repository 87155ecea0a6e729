//! How a call ends: as a test said, as its region answers, or as it is carried out.

use std::time::Duration;

use bytes::Bytes;
use cloudhsm_api::{Operation, OperationClass};
use serde_json::{Value, json};
use signing_backend::forward::{Answer, Call, CallError};

use super::{Behaviour, Cloud, Lie, Region, State, carrying_out::page};

impl Cloud {
    /// How the next call ends.
    pub(super) fn behaviour(&self, call: &Call) -> Option<Behaviour> {
        let mut state = self.0.lock().unwrap();
        match call.operation.class() {
            OperationClass::Reading => None,
            _ => state.behaviours.pop_front(),
        }
    }

    pub(super) fn answer(
        &self,
        call: &Call,
        behaviour: Option<Behaviour>,
    ) -> Result<Answer, CallError> {
        let mut state = self.0.lock().unwrap();
        let input: Value = serde_json::from_slice(&call.body).unwrap();
        let key = state.caller.access_key_id.clone();
        if call.only_with.is_some() && call.only_with != key {
            return Err(CallError::CallerChanged);
        }
        if matches!(behaviour, Some(Behaviour::TooLate)) {
            return Err(CallError::TooLate);
        }
        if matches!(behaviour, Some(Behaviour::Unreachable)) || state.reading_fails {
            return Err(CallError::Unreachable("connection refused".into()));
        }
        if call.operation.class() != OperationClass::Reading {
            state.assert_announced(call.operation, &input);
        }
        state.calls.push((call.operation, input.clone()));
        if let Some(answer) =
            state.regions.get(&call.region).and_then(|it| it.answer(call.operation, &input))
        {
            return answer;
        }
        if call.operation.class() == OperationClass::Destroying {
            state.send_before = call.send_before;
        }
        if call.operation.class() == OperationClass::Reading
            && let Some((code, status)) = state.refused.take()
        {
            return Ok(Answer { status, ..refusal(&code, "No.") });
        }
        if matches!(behaviour, Some(Behaviour::Refuse)) {
            return Ok(refusal("CloudHsmInvalidRequestException", "The cluster is busy."));
        }
        if let Some(Behaviour::Denies(status, body)) = behaviour {
            return Ok(raw(status, body));
        }
        if call.operation == Operation::DescribeClusters
            && let Some(lie) = state.lies.pop_front()
        {
            return Ok(match lie {
                Lie::TooLarge => return Err(CallError::TooLarge(8 * 1024 * 1024)),
                Lie::Lags => success(&json!({ "Clusters": state.before })),
                Lie::Shrinks => success(&json!({ "Clusters": [] })),
                Lie::Says(body) => raw(200, body),
            });
        }
        let answer = state.carry_out(call.operation, &input);
        if matches!(behaviour, Some(Behaviour::Lost)) {
            return Err(CallError::TimedOut(Duration::from_secs(25)));
        }
        if let Some(Behaviour::Says(status, body)) = behaviour {
            return Ok(raw(status, body));
        }
        Ok(answer)
    }
}

impl Region {
    /// Its answer to a listing; nothing for other calls.
    fn answer(&self, operation: Operation, input: &Value) -> Option<Result<Answer, CallError>> {
        let (clusters, backups, shared) = match self {
            Self::Says(status, body) => return Some(Ok(raw(*status, &body.to_string()))),
            Self::Unreachable => {
                return Some(Err(CallError::Unreachable("connection refused".into())));
            }
            // Whoever hangs has been waited for.
            Self::Hangs => return Some(Err(CallError::TimedOut(Duration::from_secs(25)))),
            Self::Has(clusters, backups, shared) => (clusters, backups, shared),
        };
        let backups = if input["Shared"] == true { shared } else { backups };
        Some(Ok(match operation {
            Operation::DescribeClusters => {
                page(clusters, input, &[("clusterIds", "ClusterId")], "Clusters", 25)
            }
            Operation::DescribeBackups => {
                let filters = [
                    ("clusterIds", "ClusterId"),
                    ("backupIds", "BackupId"),
                    ("states", "BackupState"),
                ];
                page(backups, input, &filters, "Backups", 2)
            }
            _ => return None,
        }))
    }
}

impl State {
    pub(super) fn assert_announced(&self, operation: Operation, input: &Value) {
        let Some(audit) = &self.audit else { return };
        let text = std::fs::read_to_string(audit).unwrap();
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let announced = lines.iter().any(|line| {
            let number = |it: &Value| it["sequence"].as_u64();
            let done = |it: &Value| {
                it["event"] == "outcome"
                    && it["attempt"] == line["attempt"]
                    && number(it) > number(line)
            };
            line["event"] == "intent"
                && line["operation"] == json!(operation)
                && !line["resource"].as_str().unwrap().contains(' ')
                // What is created has no ID yet.
                && (operation == Operation::CreateCluster
                    || input.to_string().contains(line["resource"].as_str().unwrap()))
                && !lines.iter().any(done)
        });
        assert!(announced, "{operation} {input} is not announced in {text}");
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

pub(super) fn raw(status: u16, body: &str) -> Answer {
    Answer {
        status,
        request_id: Some("request-3".into()),
        body: Bytes::from(body.to_owned()),
        ..Answer::default()
    }
}

pub(super) fn refusal(code: &str, message: &str) -> Answer {
    Answer {
        status: 400,
        request_id: Some("request-2".into()),
        body: Bytes::from(json!({"__type": code, "Message": message}).to_string()),
        ..Answer::default()
    }
}
