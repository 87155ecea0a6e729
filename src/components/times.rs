//! Times on screen: relative and exact together.

use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use super::live;

use crate::{
    state::Clock,
    time::{as_f64, exact, relative},
};

/// A point in time: how long ago, and exactly when, with the zone named.
#[component]
pub fn When(time: Timestamp) -> impl IntoView {
    let clock = expect_context::<Clock>();
    let millis = as_f64(&time);
    let written = exact(&time);
    let ago = millis.map(|millis| view! { <span class="soft small nowrap">{live(move || relative(millis, clock.now()))}</span> });
    view! { <time datetime=time.to_rfc3339()>{written}</time>" "{ago} }
}

/// How old a datum is: "Updated 5 seconds ago".
#[component]
pub fn Age(#[prop(into)] arrived: Signal<Option<f64>>) -> impl IntoView {
    let clock = expect_context::<Clock>();
    let text = move || match arrived.get() {
        Some(millis) => format!("Updated {}", relative(millis, clock.now())),
        None => String::new(),
    };
    view! { <span class="live">{live(text)}</span> }
}
