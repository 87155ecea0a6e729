//! What stands in the way, each with the way out.

use std::sync::Arc;

use backend_api::{Blocker, BlockerCode, DeletionPlan};
use leptos::prelude::*;

use super::hsm_removal::HsmRemoval;
use crate::components::{Notice, NoticeKind};

/// The blockers of a plan.
#[component]
pub fn Blockers(plan: Arc<DeletionPlan>, replan: Callback<()>) -> impl IntoView {
    let items: Vec<_> = plan
        .blockers
        .iter()
        .map(|blocker| {
            let way_out = (blocker.code == BlockerCode::HsmsPresent)
                .then(|| view! { <HsmRemoval plan=Arc::clone(&plan) replan/> });
            view! { <BlockerNotice blocker=blocker.clone()>{way_out}</BlockerNotice> }
        })
        .collect();
    view! {
        <section aria-label="What stands in the way" class="steps">
            <h2>"This cluster can’t be deleted yet"</h2>
            {items}
        </section>
    }
}

#[component]
fn BlockerNotice(blocker: Blocker, children: Children) -> impl IntoView {
    // HSMs are listed below with their buttons; naming them twice helps nobody.
    let subjects = (blocker.code != BlockerCode::HsmsPresent && !blocker.subjects.is_empty())
        .then(|| view! { <p class="small break"><code>{blocker.subjects.join(", ")}</code></p> });
    view! {
        <Notice kind=NoticeKind::Danger>
            <p>{blocker.message}</p>
            {subjects}
            {children()}
        </Notice>
    }
}
