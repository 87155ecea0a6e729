//! A part of a plan's page that is drawn anew only if what it shows is another: a plan fills in while
//! somebody reads it.

use std::sync::Arc;

use backend_api::DeletionPlan;
use leptos::prelude::*;

pub(super) type Plan = Arc<DeletionPlan>;

/// Whether what a part shows is another.
pub(super) type Changed = fn(Option<&Plan>, Option<&Plan>) -> bool;

pub(super) fn part(
    now: Signal<Plan>,
    changed: Changed,
    view: impl Fn(Plan) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let shown = Memo::new_with_compare(move |_| now.get(), changed);
    view! { {move || view(shown.get())} }.into_any()
}
