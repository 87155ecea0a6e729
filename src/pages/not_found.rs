//! An address that the console does not have.

use leptos::prelude::*;
use leptos_router::components::A;

use super::paths;
use crate::components::set_title;

/// Says so, and where to go.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_title("Not found");
    view! {
        <div class="empty">
            <h1>"There is no such page"</h1>
            <p>"The address may be mistyped, or from another version of the console."</p>
            <A href=paths::CLUSTERS attr:class="button">"Go to the clusters"</A>
        </div>
    }
}
