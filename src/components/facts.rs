//! Name and value pairs, and values that are not there.
//!
//! Functions, not components: they only join views, and take borrowed members of what AWS sent.

use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use super::{Copyable, When};

/// One name and its value, in a `<dl class="facts">`.
pub fn fact(name: &'static str, value: impl IntoView + 'static) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}

/// A value that is not there, and why.
pub fn missing(why: &'static str) -> AnyView {
    view! { <span class="none">{why}</span> }.into_any()
}

/// A text as it came, or why there is none.
pub fn text_or(text: Option<&str>, why: &'static str) -> AnyView {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => text.to_owned().into_any(),
        None => missing(why),
    }
}

/// An enumerated value in AWS's word, or why there is none.
pub fn word_or(word: Option<&impl ToString>, why: &'static str) -> AnyView {
    text_or(word.map(ToString::to_string).as_deref(), why)
}

/// An id or address that can be copied, or why there is none.
pub fn copyable_or(text: Option<&str>, what: &'static str, why: &'static str) -> AnyView {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => view! { <Copyable text=text.to_owned() what/> }.into_any(),
        None => missing(why),
    }
}

/// A time, or why there is none.
pub fn when_or(time: Option<&Timestamp>, why: &'static str) -> AnyView {
    match time {
        Some(time) => view! { <When time=time.clone()/> }.into_any(),
        None => missing(why),
    }
}
