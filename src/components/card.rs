//! A framed part of a page with its heading.

use leptos::prelude::*;

use super::{CodeBlock, Value, element, facts};
use crate::route::Route;

/// A card.
pub fn card(title: &'static str, content: AnyView) -> AnyView {
    element("section").class("card").element(element("h2").text(title)).child(content).any()
}

/// A card of names and values.
pub fn facts_card(title: &'static str, pairs: Vec<(&'static str, Value)>) -> AnyView {
    card(title, facts(pairs))
}

/// A card of the members that this version does not know or can't read; nothing when there are none.
pub fn other_members(extra: &cloudhsm_api::Extra) -> AnyView {
    if extra.is_empty() {
        return ().into_any();
    }
    let text = format!("{:#}", serde_json::Value::Object(extra.clone()));
    let words =
        "AWS returned these too. This version of the console doesn’t know them or can’t read them.";
    let words = element("p").class("soft").text(words).any();
    let code = view! { <CodeBlock text what="other members"/> }.into_any();
    card("Other members", vec![words, code].into_any())
}

/// Something that is not there, as a whole: what, why, and what to do.
pub fn empty(title: &'static str, words: String, action: AnyView) -> AnyView {
    let title = element("h2").text(title);
    let words = element("p").text(words);
    element("div").class("empty").element(title).element(words).child(action).any()
}

/// A link to the list, as a button.
pub fn link_to_clusters() -> AnyView {
    let link = element("a").attr("href", Route::Clusters.href()).class("button");
    link.text("Go to the clusters").any()
}
