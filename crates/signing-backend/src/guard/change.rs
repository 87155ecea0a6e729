//! A call that changes something and can be changed back, such as `RestoreBackup`: no plan and no
//! permit, but the record before and after that a deletion has, and the same care: nobody else acts
//! on the resource meanwhile, it is sent once, and never after its client went away.

use std::{sync::Arc, time::Duration};

use backend_api::AttemptState;
use bytes::Bytes;
use cloudhsm_api::{Operation, OperationClass};
use serde_json::Value;

use super::{
    Guard,
    attempt::{
        handover::{Cancelled, Handover},
        run::Run,
        sight::Goal,
        verdict::Verdict,
    },
    delete::{Sent, about},
    record::{Asked, names},
};
use crate::{
    Failure,
    forward::{Answer, Call},
};

impl Guard {
    /// Records the intent, sends the call once, records what came of it. The answer, and the
    /// attempt's ID.
    pub async fn change(
        self: &Arc<Self>,
        asked: Asked,
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
        asked: Asked,
        run: Run,
        handover: &Handover,
    ) -> Result<Sent, Failure> {
        let Asked { region, operation, body, .. } = asked;
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

    /// The send, its verdict, its record, and whoever follows it.
    pub(super) async fn hand_over(
        self: &Arc<Self>,
        operation: Operation,
        body: Bytes,
        run: Run,
        goal: Option<Goal>,
        send_before: Option<Duration>,
    ) -> Sent {
        run.sent();
        let call = Call {
            region: run.entry().region.clone(),
            operation,
            body,
            only_with: run.identity().access_key_id.clone(),
            send_before,
        };
        let result = self.upstream.call(call).await;
        let verdict = Verdict::of(operation, &result);
        run.answered(&verdict).await;
        let attempt = run.id().to_owned();
        let is_step = operation.class() == OperationClass::Destroying && run.is_step();
        // A step is followed by whoever sends the next one.
        if verdict.state.is_open() && !is_step {
            self.follow(run, goal, verdict.state);
        }
        Sent { result, verdict, attempt }
    }
}
