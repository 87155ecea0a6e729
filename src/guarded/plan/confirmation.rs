//! The confirmation of one plan, its dry run, and sending it.

use std::sync::Arc;

use backend_api::{Confirmation, DeletionPlan};
use cloudhsm_api::Operation;
use leptos::prelude::*;

use super::{rehearsal::Rehearsal, send::Outcome};
use crate::{
    components::Shape,
    guarded::{
        attempt::preload_progress,
        confirm::{Answer, Confirm, Field, Question, Step, ticks},
    },
    state::{
        note_attempt, spawn_detached, spawn_scoped, under_owner, use_connected, use_connection,
    },
};

/// What it is called on screen.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// On the button: "Delete this cluster".
    pub(crate) action: String,
    /// Beside it.
    pub(crate) shape: Shape,
    /// While it counts down: "Deleting".
    pub(crate) doing: &'static str,
    /// What is typed: "ID of the cluster".
    pub(crate) id: &'static str,
    /// What is typed where there are several, before its number: "ID of HSM".
    pub(crate) ids: &'static str,
    /// What is typed beside it, where the plan asks for it: "name of the cluster".
    pub(crate) name: &'static str,
    /// What did not happen when it was refused: "Nothing was deleted".
    pub(crate) nothing: &'static str,
    /// Something is lost by it.
    pub(crate) is_grave: bool,
}

/// What is done with the outcome; also when the page is gone by then.
pub(crate) type OnOutcome = Arc<dyn Fn(&DeletionPlan, Outcome) + Send + Sync>;

/// The confirmation of a plan; nothing for a plan without a permit.
#[component]
pub(crate) fn ConfirmPlan(
    plan: Arc<DeletionPlan>,
    words: Words,
    on_outcome: OnOutcome,
    replan: Callback<()>,
    /// Called with the attempt's ID, just before it is sent.
    #[prop(optional)]
    sending: Option<Callback<String>>,
) -> impl IntoView {
    let permit = plan.permit.clone()?;
    let field = |what: &str, text: &str| Field { what: what.to_owned(), expected: text.to_owned() };
    // Several IDs have a space between two, and a field each; where nothing is typed, there are none.
    let ids: Vec<&str> = plan.type_to_confirm.split(' ').filter(|id| !id.is_empty()).collect();
    let count = ids.len();
    let mut fields: Vec<_> = match ids.as_slice() {
        [only] => vec![field(words.id, only)],
        several => (1_u32..)
            .zip(several)
            .map(|(number, id)| field(&format!("{} {number}", words.ids), id))
            .collect(),
    };
    fields.extend(plan.name_to_confirm.as_deref().map(|name| field(words.name, name)));
    let losses = plan.warnings.iter().filter(|warning| warning.acknowledge).cloned();
    let question = Question {
        action: words.action,
        shape: words.shape,
        doing: words.doing,
        is_grave: words.is_grave,
        fields,
        losses: ticks(losses.collect(), plan.operation),
        valid_for_seconds: permit.valid_for_seconds,
    };
    // What shows the outcome is here before anything is sent: the server of these files may not answer
    // afterwards. If it doesn't come now, it is loaded again when it shows.
    spawn_scoped(async {
        let _ = preload_progress().await;
    });
    let step = RwSignal::new(Step::Asking);
    let rehearsal = Rehearsal::new(words.nothing);
    let stored = StoredValue::new((Arc::clone(&plan), permit));
    let client = StoredValue::new(use_connected().client);
    let connection = use_connection();
    let rehearse = under_owner(move |answer| {
        let (plan, permit) = stored.get_value();
        rehearsal.run(plan, permit, confirmation(answer, count), step);
    });
    let go = Callback::new(move |answer| {
        let (plan, permit) = stored.get_value();
        let (client, on_outcome) = (client.get_value(), Arc::clone(&on_outcome));
        let is_of_cluster =
            matches!(plan.operation, Operation::DeleteCluster | Operation::DeleteHsm);
        if let (true, Some(cluster), Some(attempt)) =
            (is_of_cluster, &plan.resource.cluster_id, &plan.attempt)
        {
            note_attempt(&plan.region, cluster, attempt);
        }
        if let (Some(sending), Some(attempt)) = (sending, &plan.attempt) {
            sending.run(attempt.clone());
        }
        // Not bound to this page: leaving it must not cut off an answer that is on its way.
        spawn_detached(async move {
            let sending = (&*plan, &permit);
            let confirmation = confirmation(answer, count);
            let outcome = Outcome::of_sending(&client, connection, sending, &confirmation).await;
            on_outcome(&plan, outcome);
        });
    });
    Some(view! {
        <div class="decide">
            <Confirm question step go rehearse=(count < 2).then_some(rehearse) replan/>
            {rehearsal.view(plan, replan)}
        </div>
    })
}

/// What was typed: `count` IDs, and the name where the plan asks for it.
fn confirmation(answer: Answer, count: usize) -> Confirmation {
    let (ids, names) = answer.typed.split_at(count.min(answer.typed.len()));
    Confirmation {
        typed: ids.join(" "),
        typed_name: names.first().cloned(),
        acknowledged: answer.acknowledged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_ids_are_confirmed_as_one_text_and_the_name_separately() {
        let typed = |texts: &[&str], count| {
            let typed = texts.iter().map(|&it| it.to_owned()).collect();
            let answer = Answer { typed, acknowledged: Vec::new() };
            let confirmation = confirmation(answer, count);
            (confirmation.typed, confirmation.typed_name)
        };
        assert_eq!(typed(&["hsm-1", "hsm-2"], 2), ("hsm-1 hsm-2".into(), None));
        assert_eq!(
            typed(&["cluster-a", "My name"], 1),
            ("cluster-a".into(), Some("My name".into()))
        );
        assert_eq!(typed(&[], 1), (String::new(), None));
        assert_eq!(typed(&[], 0), (String::new(), None), "nothing is typed");
    }
}
