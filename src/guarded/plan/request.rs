//! The exact request, and the same for the AWS CLI.

use backend_api::DeletionPlan;
use leptos::prelude::*;

use crate::components::{CodeBlock, folded_card};

pub(crate) fn request(plan: &DeletionPlan) -> AnyView {
    folded_card("What will be sent", request_texts(plan))
}

/// Both, one below the other.
pub(crate) fn request_texts(plan: &DeletionPlan) -> AnyView {
    view! {
        <CodeBlock text=text(plan) what="request to AWS" wrap=true/>
        <p class="soft small">"The same with the AWS CLI, which has no safeguards:"</p>
        <CodeBlock text=plan.request.cli.clone() what="AWS CLI command" wrap=true/>
    }
    .into_any()
}

/// The request as it goes over the wire, but for the signature.
pub(crate) fn text(plan: &DeletionPlan) -> String {
    let request = &plan.request;
    let body = request.body.to_string();
    ["POST ", &request.url, "\nX-Amz-Target: ", &request.target, "\n\n", &body].concat()
}
