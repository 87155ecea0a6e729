//! Names and their values, side by side.

use leptos::prelude::*;

use super::Value;

/// A list of names and values.
pub fn facts(pairs: Vec<(&'static str, Value)>) -> AnyView {
    let items: Vec<_> = pairs
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value.view()}</dd></div> }.into_any())
        .collect();
    view! { <dl class="facts">{items}</dl> }.into_any()
}
