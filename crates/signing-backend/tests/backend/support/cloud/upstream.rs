//! The cloud as what a backend calls: the time that calls take, and the services beside it.

use std::time::Duration;

use aws_services::Service;
use cloudhsm_api::{Operation, OperationClass};
use serde_json::{Value, json};
use signing_backend::forward::{Answer, BoxFuture, Call, CallError, Caller, Look, Upstream};

use super::{
    Behaviour, Cloud, Kms, Region,
    answering::{raw, refusal, success},
};
use crate::support::neighbours::Reply;

impl Upstream for Cloud {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            // Lets others run in between, as a network does.
            tokio::task::yield_now().await; // limit: once
            let behaviour = self.behaviour(&call);
            let seconds = match (&behaviour, call.operation) {
                (Some(Behaviour::Slow(seconds)), _) => *seconds,
                (_, Operation::DescribeBackups) => self.0.lock().unwrap().slow_backups,
                _ => 0,
            };
            if matches!(self.0.lock().unwrap().regions.get(&call.region), Some(Region::Hangs)) {
                tokio::time::sleep(Duration::from_secs(25)).await; // limit: as told
            }
            if call.operation.class() == OperationClass::Reading {
                let pace = self.0.lock().unwrap().pace;
                if !pace.is_zero() {
                    tokio::time::sleep(pace).await; // limit: as told
                }
            }
            if seconds > 0 {
                tokio::time::sleep(Duration::from_secs(seconds)).await; // limit: as told
            }
            let answer = self.answer(&call, behaviour.clone());
            if matches!(behaviour, Some(Behaviour::Slow(_))) {
                tokio::time::sleep(Duration::from_secs(seconds)).await; // limit: as told
            }
            tokio::task::yield_now().await; // limit: once
            answer
        })
    }

    fn look(&self, look: Look) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            tokio::task::yield_now().await; // limit: once
            let (kms, cloudwatch, ec2, quotas, trail, pace) = {
                let mut state = self.0.lock().unwrap();
                if look.only_with.is_some() && look.only_with != state.caller.access_key_id {
                    return Err(CallError::CallerChanged);
                }
                state.looks.push((look.lookup, look.body.clone()));
                let (kms, cloudwatch) = (state.kms.clone(), state.cloudwatch.clone());
                let (ec2, quotas, trail) =
                    (state.ec2.clone(), state.quotas.clone(), state.trail.clone());
                (kms, cloudwatch, ec2, quotas, trail, state.pace)
            };
            if !pace.is_zero() {
                tokio::time::sleep(pace).await; // limit: as told
            }
            let reply = match look.lookup.service() {
                Service::Kms => None,
                Service::CloudWatch => Some(cloudwatch.answer(look.lookup, &look.body)),
                Service::Ec2 => Some(ec2.answer(look.lookup, &look.body)),
                Service::Quotas => Some(quotas.answer(&look.body)),
                Service::CloudTrail => Some(trail.answer(&look.body)),
            };
            match reply {
                None => {}
                Some(Reply::Json(body)) => return Ok(success(&body)),
                Some(Reply::Raw(status, body)) => {
                    let protocol = look.lookup.protocol();
                    return Ok(Answer { protocol, ..raw(status, &body) });
                }
                Some(Reply::Unreachable) => {
                    return Err(CallError::Unreachable("connection refused".into()));
                }
                // limit: whoever asks
                Some(Reply::Hangs) => return std::future::pending().await,
            }
            let input: Value = serde_json::from_slice(&look.body).unwrap();
            match kms {
                Kms::Absent => Ok(refusal("UnknownOperationException", "")),
                Kms::Says(status, body) => Ok(raw(status, &body.to_string())),
                Kms::Unreachable => Err(CallError::Unreachable("connection refused".into())),
                // limit: whoever asks
                Kms::Hangs => std::future::pending().await,
                Kms::Has(stores) => {
                    let start = input["Marker"].as_str().map_or(0, |text| text.parse().unwrap());
                    let end = stores.len().min(start + 1);
                    let next = (end < stores.len()).then(|| end.to_string());
                    let truncated = next.is_some();
                    Ok(success(&json!({
                        "CustomKeyStores": stores[start..end], "NextMarker": next, "Truncated": truncated,
                    })))
                }
            }
        })
    }

    fn caller(&self) -> BoxFuture<'_, Caller> {
        let caller = self.0.lock().unwrap().caller.clone();
        Box::pin(async { caller })
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), CallError>> {
        Box::pin(async { Ok(()) })
    }

    fn endpoint(&self, region: &str) -> String {
        format!("https://cloudhsmv2.{region}.amazonaws.com/")
    }

    fn cli_options(&self) -> Vec<String> {
        Vec::new()
    }
}
