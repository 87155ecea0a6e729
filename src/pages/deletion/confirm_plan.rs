//! The confirmation of one plan, its dry run, and sending it.

use std::sync::Arc;

use backend_api::{Confirmation, DeletionPlan};
use cloudhsm_api::Operation;
use leptos::prelude::*;

use super::{
    confirm::{Answer, Confirm, Field, Question, Step},
    outcome::Outcome,
    rehearsal::Rehearsal,
};
use crate::state::{remember_deletion, spawn_detached, under_owner, use_connected, use_connection};

/// What it is called on screen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    /// On the button: "Delete this cluster".
    pub(super) action: &'static str,
    /// While it counts down: "Deleting".
    pub(super) doing: &'static str,
    /// What is typed: "id of the cluster".
    pub(super) id: &'static str,
    /// What is typed beside it, where the plan asks for it: "name of the cluster".
    pub(super) name: &'static str,
}

/// What is done with the outcome; also when the page is gone by then.
pub(super) type Settle = Arc<dyn Fn(&DeletionPlan, Outcome) + Send + Sync>;

/// The confirmation of a plan; nothing for a plan without a permit.
#[component]
pub(super) fn ConfirmPlan(
    plan: Arc<DeletionPlan>,
    words: Words,
    settle: Settle,
    replan: Callback<()>,
) -> impl IntoView {
    let permit = plan.permit.clone()?;
    let field = |what: &str, text: &str| Field { what: what.to_owned(), expected: text.to_owned() };
    let mut fields = vec![field(words.id, &plan.type_to_confirm)];
    fields.extend(plan.name_to_confirm.as_deref().map(|name| field(words.name, name)));
    let question = Question {
        action: words.action.to_owned(),
        doing: words.doing,
        fields,
        losses: plan.warnings.iter().filter(|warning| warning.acknowledge).cloned().collect(),
        valid_for_seconds: permit.valid_for_seconds,
    };
    let step = RwSignal::new(Step::Asking);
    let rehearsal = Rehearsal::default();
    let stored = StoredValue::new((Arc::clone(&plan), permit));
    let client = StoredValue::new(use_connected().client);
    let connection = use_connection();
    let rehearse = under_owner(move |answer| {
        let (plan, permit) = stored.get_value();
        rehearsal.run(plan, permit, confirmation(answer), step);
    });
    let go = Callback::new(move |answer| {
        let (plan, permit) = stored.get_value();
        let (client, settle) = (client.get_value(), Arc::clone(&settle));
        if plan.operation == Operation::DeleteCluster {
            remember_deletion(&plan.region, &plan.resource.id);
        }
        // Not bound to this page: leaving it must not cut off an answer that is on its way.
        spawn_detached(async move {
            let sending = (&*plan, &permit);
            let confirmation = confirmation(answer);
            let outcome = Outcome::of_sending(&client, connection, sending, &confirmation).await;
            settle(&plan, outcome);
        });
    });
    Some(view! {
        <Confirm question step go rehearse=Some(rehearse) replan/>
        {rehearsal.view(plan, replan)}
    })
}

fn confirmation(answer: Answer) -> Confirmation {
    let mut typed = answer.typed.into_iter();
    Confirmation {
        typed: typed.next().unwrap_or_default(),
        typed_name: typed.next(),
        acknowledged: answer.acknowledged,
    }
}
