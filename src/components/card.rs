//! A framed part of a page with its heading.

use leptos::prelude::*;

use super::{CodeBlock, Value, facts};
use crate::route::Route;

/// A card.
pub fn card(title: &'static str, content: AnyView) -> AnyView {
    view! { <section class="card"><h2>{title}</h2>{content}</section> }.into_any()
}

/// A card that shows what is in it only when it is opened.
pub fn folded_card(title: &'static str, content: AnyView) -> AnyView {
    view! { <details class="card"><summary><h2>{title}</h2></summary>{content}</details> }
        .into_any()
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
    let content = view! {
        <p class="soft">"AWS returned these too. This version of the console doesn’t know them or can’t read them."</p>
        <CodeBlock text what="other members"/>
    };
    card("Other members", content.into_any())
}

/// Something that is not there, as a whole: what, why, and what to do.
pub fn empty(title: &'static str, words: String, action: AnyView) -> AnyView {
    view! { <div class="empty"><h2>{title}</h2><p>{words}</p>{action}</div> }.into_any()
}

/// A link to the list, as a button.
pub fn link_to_clusters() -> AnyView {
    view! { <a href=Route::Clusters.href() class="button">"Go to the clusters"</a> }.into_any()
}
