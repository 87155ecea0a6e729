//! Until when the migration can be rolled back, counted down by the server's clock, and what a rollback
//! loses.

use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use super::{
    GUIDE, OLD, PLAN_ROLLBACK, Page,
    phase::{Phase, left, rollback_until},
};
use crate::{
    components::{Value, card, facts},
    lifecycle::live::source,
    state::Clock,
    time::as_f64,
};

impl Page {
    pub(super) fn deadline(self) -> AnyView {
        let clock = expect_context::<Clock>();
        let deadline = Memo::new(move |_| {
            self.live.cluster.with(|it| it.hsm_type_rollback_expiration.clone())
        });
        // Drawn anew when it ends, and not with each tick.
        let is_open = Memo::new(move |_| {
            let now = clock.now();
            self.live.cluster.with(|it| rollback_until(it, now).is_some())
        });
        let content = move || {
            match deadline.get() {
            None => view! {
                <p>"AWS reports no deadline for a rollback, so this HSM type can’t be changed back."</p>
            }
            .into_any(),
            Some(time) if !is_open.get() => view! {
                <p>"AWS rolls a migration back for 24 hours after its start. That time is over:"</p>
                {facts(vec![("Deadline", Value::When(time))])}
            }
            .into_any(),
            Some(time) => self.open(clock, time),
        }
        };
        card("Rollback", view! { {move || content()} }.into_any())
    }

    fn open(self, clock: Clock, time: Timestamp) -> AnyView {
        let until = as_f64(&time).unwrap_or_default();
        let rest =
            Value::View(view! { <strong>{move || left(until - clock.now())}</strong> }.into_any());
        let loss = move || match self.phase.get() {
            Phase::Forth(_) => {
                "While AWS migrates, HSMs reject changes of keys and users. A rollback now restores the cluster as it was."
            }
            _ => {
                "Keys and users that were created or changed since the migration are lost: AWS restores the last backup of hsm1.medium."
            }
        };
        view! {
            {facts(vec![("Deadline", Value::When(time)), ("Time left", rest)])}
            <p>{move || loss()}</p>
            <p class="small">"To save new keys, AWS’s guide restores the latest hsm2m.medium backup into a second cluster and replicates them with CloudHSM CLI. Users must be created again by hand. "
                {source("AWS: synchronizing data after a rollback", GUIDE)}
            </p>
            <div class="toolbar">
                <button type="button" id=PLAN_ROLLBACK class="button danger" on:click=move |_| self.ask(OLD)>
                    "Review the rollback’s plan"
                </button>
            </div>
        }
        .into_any()
    }
}
