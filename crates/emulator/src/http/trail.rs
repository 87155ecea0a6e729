//! What CloudTrail records of a call of CloudHSM: also of one whose answer got lost.

use std::sync::Mutex;

use axum::http::{header::USER_AGENT, request::Parts};
use cloudhsm_api::Operation;
use serde_json::Value;

use super::Reply;
use crate::{
    cloudtrail::{CallOfTrail, Refused},
    fault::Fault,
    lock::lock,
    service::Service,
    sigv4::{Authorization, Caller},
};

/// One that is being answered.
#[derive(Debug)]
pub(super) struct Recording<'a> {
    service: &'a Service,
    operation: Operation,
    caller: &'a Caller,
    parts: &'a Parts,
    body: &'a [u8],
    request_id: &'a str,
    /// What came of carrying it out, if it was.
    came: Mutex<Option<Result<Value, Refused>>>,
}

impl<'a> Recording<'a> {
    pub(super) fn begin(
        service: &'a Service,
        operation: Operation,
        caller: &'a Caller,
        parts: &'a Parts,
        body: &'a [u8],
        request_id: &'a str,
    ) -> Self {
        Self { service, operation, caller, parts, body, request_id, came: Mutex::default() }
    }

    /// It was carried out, whatever its caller will be told.
    pub(super) fn ran(&self, result: Result<Value, Fault>) -> Result<Value, Fault> {
        let refused =
            |fault: Fault| Refused { code: fault.code.as_str().to_owned(), message: fault.message };
        *lock(&self.came) = Some(result.clone().map_err(refused));
        result
    }

    /// It is answered. What was neither carried out nor refused never reached the service.
    pub(super) fn end(self, reply: &Reply) {
        let refused = || reply.0.extensions().get::<Refused>().cloned().map(Err);
        let Some(outcome) = lock(&self.came).take().or_else(refused) else { return };
        let header = |name| self.parts.headers.get(name)?.to_str().ok();
        let claim = Authorization::read(&self.parts.headers).ok();
        let call = CallOfTrail {
            operation: self.operation,
            region: &self.caller.region,
            time_millis: self.service.clock.now_millis(),
            caller_arn: &self.caller.identity.arn,
            access_key_id: claim.as_ref().map_or("", |it| &it.access_key_id),
            source_ip: "127.0.0.1",
            user_agent: header(USER_AGENT).unwrap_or_default(),
            request_id: self.request_id,
            input: serde_json::from_slice(self.body).unwrap_or_default(),
            outcome,
        };
        self.service.trail().record(&call);
    }
}
