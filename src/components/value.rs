//! A value on screen: what it is, as data; drawn in one place.
//!
//! Pages say what a value is (an id, a time, a state, something that is not there) and not how it
//! looks. This also keeps the console small: the drawing is compiled once, not once a place.

use cloudhsm_api::{BackupState, ClusterState, HsmState, Tag, Timestamp};
use leptos::prelude::*;

use super::{
    Badge, Copyable, Tone, When,
    badge::{backup_tone, cluster_tone, hsm_tone},
};
use crate::{
    lookalikes::visible,
    time::{day, exact},
};

/// A value on screen.
pub enum Value {
    /// Words, as they came.
    Text(String),
    /// Smaller words beside or below others.
    Note(String),
    /// An id or address: monospaced, and can be copied. `what` names it.
    Copyable {
        /// The id.
        text: String,
        /// What it is: "VPC ID".
        what: &'static str,
    },
    /// Monospaced, and not to be copied.
    Code(String),
    /// A point in time.
    When(Timestamp),
    /// A state, or words in its tone.
    Badge(Tone, String),
    /// Not there, and why.
    Missing(&'static str),
    /// Some, one after the other.
    Row(Vec<Value>),
    /// Something that only one place has.
    View(AnyView),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Value")
    }
}

impl Value {
    /// Draws it.
    pub fn view(self) -> AnyView {
        match self {
            // Tags can be of any script, also of one that runs from right to left.
            Self::Text(text) => view! { <bdi class="break">{visible(&text)}</bdi> }.into_any(),
            Self::Note(text) => view! { <span class="small soft break">{text}</span> }.into_any(),
            Self::Copyable { text, what } => view! { <Copyable text what/> }.into_any(),
            Self::Code(text) => view! { <code class="break">{text}</code> }.into_any(),
            Self::When(time) => view! { <When time/> }.into_any(),
            Self::Badge(tone, text) => view! { <Badge tone text/> }.into_any(),
            Self::Missing(why) => view! { <span class="none">{why}</span> }.into_any(),
            Self::Row(values) => {
                let views: Vec<_> = values.into_iter().map(Self::view).collect();
                view! { <span class="values">{views}</span> }.into_any()
            }
            Self::View(view) => view,
        }
    }
}

/// A text as it came, or why there is none.
pub fn text_or(text: Option<&str>, why: &'static str) -> Value {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => Value::Text(text.to_owned()),
        None => Value::Missing(why),
    }
}

/// Tags in one line, or why there are none.
pub fn tags_or(tags: &[Tag], why: &'static str) -> Value {
    let tags: Vec<_> = tags.iter().map(|tag| [&*tag.key, "=", &tag.value].concat()).collect();
    text_or(Some(&tags.join(", ")), why)
}

/// An enumerated value in AWS's word, or why there is none.
pub fn word_or(word: Option<&impl ToString>, why: &'static str) -> Value {
    text_or(word.map(ToString::to_string).as_deref(), why)
}

/// An id or address that can be copied, or why there is none.
pub fn copyable_or(text: Option<&str>, what: &'static str, why: &'static str) -> Value {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => Value::Copyable { text: text.to_owned(), what },
        None => Value::Missing(why),
    }
}

/// A time, or why there is none.
pub fn when_or(time: Option<&Timestamp>, why: &'static str) -> Value {
    match time {
        Some(time) => Value::When(time.clone()),
        None => Value::Missing(why),
    }
}

/// The day of a time, with the exact time on hover, or why there is none. Tracks the chosen zone: who
/// draws it draws it anew in another.
pub fn day_or(time: Option<&Timestamp>, why: &'static str) -> Value {
    let Some(time) = time else { return Value::Missing(why) };
    let view = view! { <time datetime=time.to_rfc3339() title=exact(time)>{day(time)}</time> };
    Value::View(view.into_any())
}

/// A cluster's state.
pub fn cluster_state(state: Option<&ClusterState>) -> Value {
    state_or_missing(state.map(|state| (cluster_tone(state), state.to_string())))
}

/// An HSM's state.
pub fn hsm_state(state: Option<&HsmState>) -> Value {
    state_or_missing(state.map(|state| (hsm_tone(state), state.to_string())))
}

/// A backup's state.
pub fn backup_state(state: Option<&BackupState>) -> Value {
    state_or_missing(state.map(|state| (backup_tone(state), state.to_string())))
}

fn state_or_missing(state: Option<(Tone, String)>) -> Value {
    let (tone, text) = state.unwrap_or((Tone::Odd, "unknown state".to_owned()));
    Value::Badge(tone, text)
}
