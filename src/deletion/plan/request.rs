//! The exact request, and the same for the AWS CLI.

use backend_api::DeletionPlan;
use leptos::prelude::*;

use crate::components::{CodeBlock, folded_card};

pub(in crate::deletion) fn request(plan: &DeletionPlan) -> AnyView {
    let content = view! {
        <CodeBlock text=text(plan) what="request to AWS" wrap=true/>
        <p class="soft small">"The same with the AWS CLI, which has no safeguards:"</p>
        <CodeBlock text=plan.request.cli.clone() what="AWS CLI command" wrap=true/>
    };
    folded_card("What will be sent", content.into_any())
}

/// The request as it goes over the wire, but for the signature.
pub(in crate::deletion) fn text(plan: &DeletionPlan) -> String {
    let request = &plan.request;
    let body = request.body.to_string();
    ["POST ", &request.url, "\nX-Amz-Target: ", &request.target, "\n\n", &body].concat()
}
