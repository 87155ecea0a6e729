//! The control surface: what AWS doesn't have and tests need.
//!
//! Must not know signatures: it is off unless the configuration turns it on, and on loopback only.

mod answer;
mod calls;
mod faults;
mod half_body;
mod in_its_region;
mod key_stores;
mod life;
mod patch;
mod raw;
mod regions;
mod routes;
mod services;

use std::sync::Mutex;

use cloudhsm_api::Operation;
use serde_json::Value;

pub(crate) use routes::routes;

use crate::{
    fault::Fault,
    http::{Reply, Wire},
    lock::lock,
};
use calls::CallLog;
use faults::FaultQueue;

/// The calls so far, and the faults to come.
#[derive(Debug, Default)]
pub(crate) struct Control {
    calls: Mutex<CallLog>,
    faults: Mutex<FaultQueue>,
}

impl Control {
    /// Records a call, and applies the fault that waits for it. `body` is JSON, whatever the wire.
    pub(crate) async fn intercept(
        &self,
        operation: Operation,
        region: &str,
        body: &[u8],
        wire: Wire,
        run: impl FnOnce() -> Result<Value, Fault>,
    ) -> Reply {
        let resource = calls::resource_in(body);
        let fault = lock(&self.faults).take(operation, region, resource.as_deref());
        let entry = lock(&self.calls).begin(operation, region, resource);
        let reply = match fault {
            None => Reply::of(run(), wire),
            Some(fault) => fault.happen(wire, run).await,
        };
        lock(&self.calls).end(entry, &reply);
        reply
    }
}
