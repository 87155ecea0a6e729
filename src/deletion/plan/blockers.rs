//! What blocks the deletion, each with what to do about it.

use std::sync::Arc;

use backend_api::{Blocker, BlockerCode, DeletionPlan};
use leptos::prelude::*;

use crate::{
    components::{NoticeKind, notice, sentence},
    deletion::{Page, hsms::HsmList},
    guarded::plan::plain_blockers::turn_protection_off,
    route::Place,
};

/// The blockers of a plan; nothing when there are none.
#[component]
pub(in crate::deletion) fn Blockers(plan: Arc<DeletionPlan>, page: Page) -> impl IntoView {
    if plan.blockers.is_empty() {
        return None;
    }
    let items: Vec<_> = plan
        .blockers
        .iter()
        .map(|blocker| {
            let way_out = match blocker.code {
                BlockerCode::HsmsPresent => {
                    view! { <HsmList plan=Arc::clone(&plan) page/> }.into_any()
                }
                code => way_out(code, &plan),
            };
            blocker_notice(blocker, way_out, &plan.resource.id)
        })
        .collect();
    Some(view! {
        <section aria-label="What blocks the deletion" class="steps">
            <h2>"This cluster can’t be deleted yet"</h2>
            {items}
        </section>
    })
}

fn way_out(code: BlockerCode, plan: &DeletionPlan) -> AnyView {
    match code {
        BlockerCode::DeletionProtection => {
            turn_protection_off(&Place::new(&plan.region, &plan.resource.id))
        }
        BlockerCode::ReadOnly | BlockerCode::OperationNotAllowed => {
            view! { <p class="small">"This is set where the backend is started, not in the console."</p> }
                .into_any()
        }
        _ => ().into_any(),
    }
}

fn blocker_notice(blocker: &Blocker, way_out: AnyView, own_id: &str) -> AnyView {
    // HSMs are listed below with their buttons, and everything here is about the cluster: naming
    // them twice helps nobody.
    let is_told = blocker.code == BlockerCode::HsmsPresent;
    let others: Vec<_> = blocker.subjects.iter().filter(|it| !is_told && *it != own_id).collect();
    let subjects = (!others.is_empty()).then(|| {
        let others: Vec<_> = others.into_iter().map(String::as_str).collect();
        view! { <p class="small break"><code>{others.join(", ")}</code></p> }
    });
    let content = view! { <p>{sentence(blocker.message.clone())}</p>{subjects}{way_out} };
    notice(NoticeKind::Danger, None, content.into_any())
}
