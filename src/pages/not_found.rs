//! An address that the console does not have.

use leptos::prelude::*;

use crate::components::{empty, link_to_clusters, set_title};

/// Says so, and where to go.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_title("Not found");
    let words = "The address may be mistyped, or from another version of the console.".to_owned();
    view! {
        <h1 class="visually-hidden">"Not found"</h1>
        {empty("There is no such page", words, link_to_clusters())}
    }
}
