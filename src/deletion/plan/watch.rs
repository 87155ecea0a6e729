//! Whether the cluster is still as planned, while somebody reads the plan.
//!
//! The backend reads everything again before it sends anything. This only says so earlier.

use std::sync::Arc;

use backend_api::DeletionPlan;
use cloudhsm_api::Cluster;
use leptos::{ev, prelude::*};

use crate::{
    components::{NoticeKind, notice},
    deletion::Page,
    guarded::plan::refusal::PlanAgain,
    state::{SOON_MILLIS, poll, spawn_scoped, under_owner, use_connected, use_connection},
};

/// Looks at the cluster again and again. What nobody is about to confirm is planned anew at once;
/// a plan that somebody may be filling in stays, and says that it is old.
#[component]
pub(in crate::deletion) fn Watch(
    plan: Arc<DeletionPlan>,
    page: Page,
    /// Somebody may be about to confirm it.
    busy: Signal<bool>,
) -> impl IntoView {
    let changed = RwSignal::new(false);
    let client = use_connected().client;
    let connection = use_connection();
    let planned = StoredValue::new(plan.cluster.clone());
    let look = under_owner(move |()| {
        if changed.get_untracked() || page.plan.loading.get_untracked() {
            return;
        }
        let (region, id) = page.place.get_value();
        let client = client.clone();
        spawn_scoped(async move {
            match client.cluster(&region, &id).await {
                Ok(found)
                    if planned
                        .with_value(|planned| is_same(planned.as_deref(), found.as_ref())) => {}
                Ok(_) if busy.get_untracked() => changed.set(true),
                Ok(_) => page.replan.run(()),
                // Nothing to change on screen: the next look may succeed.
                Err(error) => connection.notice(&error),
            }
        });
    });
    // Another tab of this browser noted that it sends a deletion.
    let storage = window_event_listener(ev::storage, move |_| look.run(()));
    on_cleanup(move || storage.remove());
    poll(|| SOON_MILLIS, move || look.run(()));
    view! {
        <Show when=move || changed.get()>{outdated(page.replan)}</Show>
    }
}

fn outdated(replan: Callback<()>) -> AnyView {
    let content = view! {
        <h2>"The cluster has changed since this plan"</h2>
        <p>"The backend would refuse a deletion by this plan."</p>
        <PlanAgain replan/>
    };
    notice(NoticeKind::Warn, Some("alert"), content.into_any())
}

fn is_same(planned: Option<&Cluster>, found: Option<&Cluster>) -> bool {
    // The plan came without the secret.
    found.map(Cluster::without_secrets).as_ref() == planned
}
