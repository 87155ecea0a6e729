//! The order in which a cluster is retired, as a checklist: open while something comes before it.

use backend_api::{BlockerCode, DeletionPlan, RetirementState, RetirementStep, RetirementStepName};
use leptos::prelude::*;

use crate::components::{CodeBlock, Tone, Value};

/// The checklist; nothing for what has none.
pub(super) fn retirement(plan: &DeletionPlan) -> AnyView {
    if plan.retirement.is_empty() {
        return ().into_any();
    }
    let is_open = plan.blockers.iter().any(|it| it.code == BlockerCode::KeyStoreConnected);
    let steps: Vec<_> = plan.retirement.iter().map(step).collect();
    view! {
        <details class="card" open=is_open>
            <summary><h2>"Retirement order"</h2></summary>
            <ol class="retirement">{steps}</ol>
        </details>
    }
    .into_any()
}

fn step(step: &RetirementStep) -> AnyView {
    let (tone, state) = match step.state {
        RetirementState::Done => (Tone::Good, "Done"),
        RetirementState::ToDo => (Tone::Strong, "To do"),
        RetirementState::Unknown => (Tone::Odd, "Not known"),
    };
    let title = title(step.name);
    let commands = (!step.commands.is_empty()).then(|| {
        let what = ["commands: ", title].concat();
        view! { <CodeBlock text=step.commands.join("\n") what wrap=true/> }.into_any()
    });
    let name = ["AWS’s guide: ", title].concat();
    view! {
        <li>
            <h3>{title}" "{Value::Badge(tone, state.to_owned()).view()}</h3>
            <p class="small">{step.message.clone()}" "
                <a href=step.guide.clone() target="_blank" rel="noreferrer" aria-label=name>"AWS’s guide"</a></p>
            {commands}
        </li>
    }
    .into_any()
}

fn title(name: RetirementStepName) -> &'static str {
    match name {
        RetirementStepName::KmsKeys => "Delete the KMS keys",
        RetirementStepName::DisconnectKeyStores => "Disconnect the key stores",
        RetirementStepName::DeleteKeyStores => "Delete the key stores",
        RetirementStepName::Hsms => "Delete the HSMs",
        RetirementStepName::Cluster => "Delete the cluster",
    }
}
