//! Names and their values, side by side.

use leptos::prelude::*;

use super::{Value, element};

/// A list of names and values.
pub fn facts(pairs: Vec<(&'static str, Value)>) -> AnyView {
    let items = pairs.into_iter().map(|(name, value)| {
        let name = element("dt").text(name);
        element("div").element(name).element(element("dd").child(value.view())).any()
    });
    element("dl").class("facts").children(items).any()
}
