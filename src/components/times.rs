//! Times on screen: relative and exact together.

use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use super::{element, live};

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
    let ago = millis.map(|millis| {
        let words = live(move || relative(millis, clock.now()));
        element("span").class("soft small nowrap").child(words).any()
    });
    let exact = element("time").attr("datetime", time.to_rfc3339()).text(written).any();
    [exact, " ".into_any()].into_iter().chain(ago).collect::<Vec<_>>()
}

/// How old a datum is: "Updated 5 seconds ago".
#[component]
pub fn Age(#[prop(into)] arrived: Signal<Option<f64>>) -> impl IntoView {
    let clock = expect_context::<Clock>();
    let text = move || match arrived.get() {
        Some(millis) => format!("Updated {}", relative(millis, clock.now())),
        None => String::new(),
    };
    element("span").class("live").child(live(text)).any()
}
