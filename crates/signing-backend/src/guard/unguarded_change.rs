//! A call that changes something and can be changed back, such as `RestoreBackup`: no plan and no
//! permit, but the record before and after that a deletion has, and the same care: no other request acts
//! on the resource meanwhile, it is sent once, and never after its client went away.

use std::{sync::Arc, time::Duration};

use backend_api::AttemptState;
use bytes::Bytes;
use serde_json::Value;

use super::{
    Guard,
    attempt::{
        goal::Goal,
        handover::{Cancelled, Handover},
        run::Run,
    },
    new_attempt::names,
    request::OperationRequest,
    sending::{Sent, about},
};
use crate::{Failure, forward::Answer};

impl Guard {
    /// Records the intent, sends the call once, records what came of it. The answer, and the
    /// attempt's ID.
    pub async fn change(
        self: &Arc<Self>,
        asked: OperationRequest,
        limit: Duration,
    ) -> Result<(Answer, String), Failure> {
        let guard = self.clone();
        self.in_time(limit, move |handover| async move {
            let run = guard.run(&asked).await;
            let attempt = run.id().to_owned();
            let answer = guard.send_change(asked, run, &handover).await?.into_answer()?;
            Ok((answer, attempt))
        })
        .await
    }

    async fn send_change(
        self: &Arc<Self>,
        asked: OperationRequest,
        run: Run,
        handover: &Handover,
    ) -> Result<Sent, Failure> {
        let OperationRequest { region, operation, body, .. } = asked;
        let id = names(&body, operation).unwrap_or_default();
        let begun = handover.begin(run.id()).map_err(Cancelled::failure);
        // A protection must not be set while a deletion is between its reading and its answer.
        let busy = match begun.and_then(|()| self.busy.enter(&region, &[id])) {
            Ok(busy) => busy,
            Err(failure) => {
                run.refused(&failure).await;
                return Err(about(failure, run.id(), AttemptState::Refused));
            }
        };
        run.enter(AttemptState::Planned, Vec::new());
        run.announce().await?;
        let send = handover.begin_send(self.desk.clock.as_ref()).map_err(Cancelled::failure);
        if let Err(failure) = send {
            run.withdrawn(&failure).await;
            return Err(about(failure, run.id(), AttemptState::Refused));
        }
        let goal = Goal::of(operation, &body);
        // What was checked, not what was received: of a member that came twice, AWS could take the
        // other one.
        let body = Bytes::from(Value::Object(body).to_string());
        let sent = self.hand_over(operation, body, run, goal, None).await;
        drop(busy);
        Ok(sent)
    }
}
