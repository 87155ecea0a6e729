//! The wire as what a backend calls.

use std::time::Duration;

use aws_services::Lookup;
use cloudhsm_api::OperationClass;
use serde_json::{Value, json};
use signing_backend::forward::{Answer, BoxFuture, Call, CallError, Caller, Look, Upstream};

use super::{
    Wire,
    answers::{listed, measured, refusal, success},
    pause, region,
};
use crate::kms::{Answers, LATE};

impl Upstream for Wire {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            if self.life.is_over() {
                return std::future::pending().await;
            }
            let pair = self.credentials.lock().unwrap().key.pair();
            if call.only_with.as_deref().is_some_and(|key| key != pair.0) {
                return Err(CallError::CallerChanged);
            }
            let input: Value = serde_json::from_slice(&call.body).unwrap();
            match call.operation.class() {
                OperationClass::Reading => self.read(call, input, pair).await,
                _ => self.send(call, input, pair).await,
            }
        })
    }

    /// Each cluster was used lately, KMS lists its key stores, and EC2 can't be reached.
    fn look(&self, look: Look) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            if self.life.is_over() {
                return std::future::pending().await;
            }
            let input: Value = serde_json::from_slice(&look.body).unwrap_or_default();
            let pair = self.credentials.lock().unwrap().key.pair();
            if look.only_with.as_deref().is_some_and(|key| key != pair.0) {
                return Err(CallError::CallerChanged);
            }
            let is_kms = look.lookup == Lookup::DescribeCustomKeyStores;
            let (answers, stores) = {
                let mut world = self.world.lock().unwrap();
                let region = region(&look.region);
                if is_kms {
                    world.kms.note(self.who, pair.1, region);
                }
                let kms = &world.kms;
                let answers = if is_kms { kms.answers } else { kms.metrics_answer };
                (answers, kms.answer(pair.1, region))
            };
            match answers {
                Answers::Right => {}
                Answers::Denies => return Ok(refusal(400, "AccessDeniedException")),
                Answers::Unreachable => {
                    return Err(CallError::Unreachable("connection refused".to_owned()));
                }
                Answers::Hollow => return Ok(success(&json!({}))),
                Answers::Late => pause(LATE).await,
            }
            match look.lookup {
                Lookup::DescribeCustomKeyStores => Ok(success(&stores)),
                Lookup::ListMetrics => Ok(success(&listed(&input))),
                Lookup::GetMetricData => Ok(success(&measured(&input))),
                _ => Err(CallError::Unreachable("connection refused".to_owned())),
            }
        })
    }

    fn caller(&self) -> BoxFuture<'_, Caller> {
        let now = self.world.lock().unwrap().now();
        let mut credentials = self.credentials.lock().unwrap();
        // What STS said is kept for some minutes.
        if now > credentials.told_since + Duration::from_mins(5) {
            (credentials.told, credentials.told_since) = (credentials.key, now);
        }
        let (key, account) = credentials.told.pair();
        let knows = credentials.knows_account;
        let caller = Caller {
            account: knows.then(|| account.to_owned()),
            arn: knows.then(|| format!("arn:aws:iam::{account}:user/{key}")),
            partition: knows.then(|| "aws".to_owned()),
            access_key_id: Some(key.to_owned()),
            credentials: None,
        };
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
