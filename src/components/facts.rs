//! Names and their values, side by side.

use leptos::prelude::*;

use super::Value;

/// A list of names and values.
pub fn facts(pairs: Vec<(&'static str, Value)>) -> AnyView {
    let items = pairs.into_iter().map(|(name, value)| {
        view! { <div><dt>{name}</dt><dd>{value.view()}</dd></div> }
    });
    view! { <dl class="facts">{items.collect::<Vec<_>>()}</dl> }.into_any()
}
