//! The shape of what is on its way.

use leptos::prelude::*;

use super::element;

/// Grey lines in place of what loads, and words for those who don't see them.
#[component]
pub fn Skeleton(#[prop(into)] what: String) -> impl IntoView {
    let words = ["Loading ", &what].concat();
    let lines = (0..4).map(|_| element("i").any());
    element("div")
        .attr("role", "status")
        .element(element("span").class("visually-hidden").text(words))
        .element(element("div").class("skeleton").attr("aria-hidden", "true").children(lines))
        .any()
}
