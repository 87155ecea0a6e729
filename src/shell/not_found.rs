//! An address that the console does not have.

use leptos::prelude::*;

use crate::components::{element, empty, link_to_clusters, set_title};

/// Says so, and where to go.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_title("Not found");
    let words =
        "The address may be mistyped, or from a different version of the console.".to_owned();
    let heading = element("h1").class("visually-hidden").text("Not found").any();
    vec![heading, empty("Page not found", words, link_to_clusters())].into_any()
}
