//! A call that changes something and can be changed back, such as `RestoreBackup`: no plan and no
//! permit, but the record before and after that a deletion has, and the same care: sent once, and
//! on its way even when the caller no longer waits.

use std::sync::Arc;

use backend_api::code;
use bytes::Bytes;
use serde_json::Value;
use tracing::Instrument as _;

use super::{
    Guard,
    record::{Asked, outcome_of},
};
use crate::{
    Failure,
    audit::Entry,
    forward::{Answer, Call},
};

impl Guard {
    /// Records the intent, sends the call once, records what came of it.
    pub async fn change(self: &Arc<Self>, asked: Asked) -> Result<Answer, Failure> {
        let entry = self.entry(&asked).await;
        let guard = self.clone();
        let sending = async move { guard.send_change(asked, entry).await };
        let task = self.sending.spawn(sending.in_current_span());
        task.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a change's task broke");
            let message = "The backend failed while it was changing this: look at it first.";
            Err(Failure::backend(code::INTERNAL, message))
        })
    }

    async fn send_change(&self, asked: Asked, entry: Entry) -> Result<Answer, Failure> {
        let room = self.announce(entry.clone()).await?;
        let Asked { region, operation, body, .. } = asked;
        // What was checked, not what was received: of a member that came twice, AWS could take the
        // other one.
        let body = Bytes::from(Value::Object(body).to_string());
        let result = self.upstream.call(Call { region, operation, body }).await;
        self.conclude(room, entry, outcome_of(&result)).await;
        result.map_err(|error| error.into_failure(operation.class()))
    }
}
