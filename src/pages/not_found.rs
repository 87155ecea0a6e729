//! An address that the console does not have.

use leptos::prelude::*;

use crate::{components::set_title, route::Route};

/// Says so, and where to go.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_title("Not found");
    view! {
        <div class="empty">
            <h1>"There is no such page"</h1>
            <p>"The address may be mistyped, or from another version of the console."</p>
            <a href=Route::Clusters.href() class="button">"Go to the clusters"</a>
        </div>
    }
}
