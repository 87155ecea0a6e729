//! An address that the console does not have.

use leptos::prelude::*;

use crate::components::{empty, link_to_clusters, set_title};

/// Says so, and where to go.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_title("Not found");
    let words = "The address may be mistyped, or from a different version of the console.";
    view! {
        <h1 class="visually-hidden">"Not found"</h1>
        {empty("Page not found", words.to_owned(), link_to_clusters())}
    }
}
