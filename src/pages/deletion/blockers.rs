//! What stands in the way, each with the way out.

use std::sync::Arc;

use backend_api::{Blocker, BlockerCode, DeletionPlan};
use leptos::prelude::*;

use super::hsm_removal::HsmRemoval;
use crate::components::{NoticeKind, notice};

/// The blockers of a plan.
#[component]
pub fn Blockers(plan: Arc<DeletionPlan>, replan: Callback<()>) -> impl IntoView {
    let items: Vec<_> = plan
        .blockers
        .iter()
        .map(|blocker| {
            let way_out = (blocker.code == BlockerCode::HsmsPresent)
                .then(|| view! { <HsmRemoval plan=Arc::clone(&plan) replan/> });
            blocker_notice(blocker, way_out.into_any())
        })
        .collect();
    view! {
        <section aria-label="What stands in the way" class="steps">
            <h2>"This cluster can’t be deleted yet"</h2>
            {items}
        </section>
    }
}

fn blocker_notice(blocker: &Blocker, way_out: AnyView) -> AnyView {
    // HSMs are listed below with their buttons; naming them twice helps nobody.
    let subjects = (blocker.code != BlockerCode::HsmsPresent && !blocker.subjects.is_empty())
        .then(|| view! { <p class="small break"><code>{blocker.subjects.join(", ")}</code></p> });
    let content = view! { <p>{blocker.message.clone()}</p>{subjects}{way_out} };
    notice(NoticeKind::Danger, None, content.into_any())
}
