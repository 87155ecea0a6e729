//! Counts the calls of an upstream, and keeps to the limits of the services that are shared.

use std::sync::Arc;

use tokio::time::Instant;

use super::{Answer, BoxFuture, Call, CallError, Caller, Look, Upstream, look_limit::LookLimit};
use crate::metrics::Metrics;

/// An upstream whose calls are counted.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) inner: Arc<dyn Upstream>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) limit: LookLimit,
}

impl Upstream for Counted {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            let operation = call.operation.name();
            let result = self.inner.call(call).await;
            self.metrics.called(operation, &result);
            result
        })
    }

    fn look(&self, look: Look) -> BoxFuture<'_, Result<Answer, CallError>> {
        Box::pin(async move {
            let operation = look.lookup.name();
            let (service, now) = (look.lookup.service(), Instant::now());
            let result = match self.limit.take_turn(&look.region, service, now, look.limit) {
                None => Err(CallError::AskedTooOften(service.title())),
                Some(wait) => {
                    if !wait.is_zero() {
                        tokio::time::sleep(wait).await;
                    }
                    self.inner.look(look).await
                }
            };
            self.metrics.called(operation, &result);
            result
        })
    }

    fn caller(&self) -> BoxFuture<'_, Caller> {
        self.inner.caller()
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), CallError>> {
        self.inner.ready()
    }

    fn endpoint(&self, region: &str) -> String {
        self.inner.endpoint(region)
    }

    fn cli_options(&self) -> Vec<String> {
        self.inner.cli_options()
    }
}
