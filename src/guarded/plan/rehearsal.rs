//! The dry run: everything but the last call, and what exactly that was.

use std::sync::Arc;

use backend_api::{ApiError, Confirmation, DeletionPlan, Permit};
use leptos::prelude::*;

use super::{refusal::Refusal, request};
use crate::{
    components::{CodeBlock, NoticeKind, notice},
    guarded::confirm::Step,
    state::{spawn_scoped, use_connected, use_connection},
};

/// The newest dry run of a plan, if there was one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rehearsal {
    result: RwSignal<Option<Result<(), Arc<ApiError>>>>,
    /// What did not happen when it was refused.
    nothing: &'static str,
}

impl Rehearsal {
    /// There was none so far.
    pub(crate) fn new(nothing: &'static str) -> Self {
        Self { result: RwSignal::new(None), nothing }
    }

    /// Asks for one; `step` goes back to asking when it is over.
    pub(crate) fn run(
        self,
        plan: Arc<DeletionPlan>,
        permit: Permit,
        confirmation: Confirmation,
        step: RwSignal<Step>,
    ) {
        let client = use_connected().client;
        let connection = use_connection();
        self.result.set(None);
        spawn_scoped(async move {
            let result = client.rehearse(&plan, &permit, &confirmation).await;
            let result = result.map_err(|error| {
                connection.notice(&error);
                Arc::new(error)
            });
            self.result.set(Some(result));
            step.set(Step::Asking);
        });
    }

    /// What it did, and what it did not do. `replan` is for a plan that it found to be of no use.
    pub(crate) fn view(self, plan: Arc<DeletionPlan>, replan: Callback<()>) -> impl IntoView {
        let result = move || match self.result.get() {
            None => ().into_any(),
            Some(Err(error)) => view! { <Refusal error nothing=self.nothing replan/> }.into_any(),
            Some(Ok(())) => {
                let content = view! {
                    <h2>"Dry run: nothing was sent"</h2>
                    <p>"The backend checked the permit, what you typed and what you acknowledged. It read everything again, found it as planned, and recorded the dry run. It did not send this:"</p>
                    <CodeBlock text=request::text(&plan) what="request that was not sent" wrap=true/>
                    <p>"The plan is still valid. A dry run can’t predict AWS’s answer."</p>
                };
                notice(NoticeKind::Good, Some("status"), content.into_any())
            }
        };
        view! { {move || result()} }
    }
}
