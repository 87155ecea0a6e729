//! The shape of what is on its way.

use leptos::prelude::*;

/// Grey lines in place of what loads, and words for those who don't see them.
#[component]
pub fn Skeleton(#[prop(into)] what: String) -> impl IntoView {
    view! {
        <div role="status">
            <span class="visually-hidden">{["Loading ", &what].concat()}</span>
            <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
        </div>
    }
}
