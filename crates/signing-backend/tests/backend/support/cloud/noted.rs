//! What it noted of the calls, and what it has now.

use std::time::Duration;

use aws_services::{Lookup, Service};
use cloudhsm_api::{Operation, OperationClass};
use serde_json::{Value, json};
use signing_backend::forward::Caller;

use super::Cloud;

impl Cloud {
    /// The inputs that came to KMS.
    pub(crate) fn asked_of_kms(&self) -> Vec<Value> {
        let looks = self.0.lock().unwrap().looks.clone();
        let of_kms = looks.iter().filter(|(lookup, _)| lookup.service() == Service::Kms);
        of_kms.map(|(_, body)| serde_json::from_slice(body).unwrap()).collect()
    }

    /// What was asked of a service, in its order.
    pub(crate) fn asked_of(&self, service: Service) -> Vec<Lookup> {
        let looks = &self.0.lock().unwrap().looks;
        looks.iter().map(|(lookup, _)| *lookup).filter(|it| it.service() == service).collect()
    }

    /// The credentials that the backend has now.
    pub(crate) fn caller_now(&self) -> Caller {
        self.0.lock().unwrap().caller.clone()
    }

    /// A cluster and its backups, as they are now.
    pub(crate) fn state_of(&self, cluster: &str) -> Value {
        let state = self.0.lock().unwrap();
        let of = |all: &[Value]| -> Vec<Value> {
            let mut found: Vec<_> =
                all.iter().filter(|it| it["ClusterId"] == cluster).cloned().collect();
            // The order of tags means nothing.
            let tags = found.iter_mut().filter_map(|it| it["TagList"].as_array_mut());
            tags.for_each(|tags| tags.sort_by_key(|tag| tag["Key"].to_string()));
            found
        };
        json!([of(&state.clusters), of(&state.backups)])
    }

    /// The destroying calls that arrived.
    pub(crate) fn destroyed(&self) -> Vec<(Operation, Value)> {
        self.calls_of(|it| it.class() == OperationClass::Destroying)
    }

    /// The calls that arrived and were not just reading.
    pub(crate) fn changes(&self) -> Vec<(Operation, Value)> {
        self.calls_of(|it| it.class() != OperationClass::Reading)
    }

    fn calls_of(&self, which: impl Fn(Operation) -> bool) -> Vec<(Operation, Value)> {
        let state = self.0.lock().unwrap();
        state.calls.iter().filter(|call| which(call.0)).cloned().collect()
    }

    /// How many calls arrived.
    pub(crate) fn calls(&self) -> usize {
        self.0.lock().unwrap().calls.len()
    }

    /// The inputs of all calls of an operation.
    pub(crate) fn inputs(&self, operation: Operation) -> Vec<Value> {
        let state = self.0.lock().unwrap();
        let of = state.calls.iter().filter(|(called, _)| *called == operation);
        of.map(|(_, input)| input.clone()).collect()
    }

    /// By when the last destroying call had to be sent, on the monotonic clock.
    pub(crate) fn destroyed_before(&self) -> Option<Duration> {
        self.0.lock().unwrap().send_before
    }
}
