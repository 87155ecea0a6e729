//! The control surface: what AWS doesn't have and tests need.
//!
//! Must not know signatures: it is off unless the configuration turns it on, and on loopback only.

mod calls;
mod faults;
mod half_body;
mod patch;
mod raw;
mod routes;

use std::sync::Mutex;

use cloudhsm_api::Operation;
use serde_json::Value;

pub(crate) use routes::routes;

use crate::{fault::Fault, http::Outcome, service::unpoisoned};
use calls::CallLog;
use faults::FaultQueue;

/// The calls so far, and the faults to come.
#[derive(Debug, Default)]
pub(crate) struct Control {
    calls: Mutex<CallLog>,
    faults: Mutex<FaultQueue>,
}

impl Control {
    /// Notes a call and lets a waiting fault happen to it.
    pub(crate) async fn accompany(
        &self,
        operation: Operation,
        region: &str,
        body: &[u8],
        run: impl FnOnce() -> Result<Value, Fault>,
    ) -> Outcome {
        let resource = calls::resource_in(body);
        let fault = unpoisoned(&self.faults).take(operation, region, resource.as_deref());
        let entry = unpoisoned(&self.calls).begin(operation, region, resource);
        let outcome = match fault {
            None => Outcome::of(run()),
            Some(fault) => fault.happen(run).await,
        };
        unpoisoned(&self.calls).end(entry, &outcome);
        outcome
    }
}
