//! Times on screen: relative and exact together.

use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use crate::{
    state::Clock,
    time::{as_f64, exact, relative, with_times},
};

/// A point in time: how long ago, and exactly when, with the zone named.
#[component]
pub fn When(time: Timestamp) -> impl IntoView {
    let clock = expect_context::<Clock>();
    let ago = as_f64(&time).map(|millis| {
        view! { <span class="soft small nowrap">{move || relative(millis, clock.now())}</span> }
            .into_any()
    });
    let iso = time.to_rfc3339();
    view! { <time datetime=iso.clone() title=iso>{move || exact(&time)}</time>" "{ago} }
}

/// A sentence of the backend's, with its times as all others are written.
pub fn sentence(text: String) -> AnyView {
    view! { {move || with_times(&text)} }.into_any()
}

/// How old a datum is: "Updated 5 seconds ago".
#[component]
pub fn Age(#[prop(into)] arrived: Signal<Option<f64>>) -> impl IntoView {
    let clock = expect_context::<Clock>();
    view! {
        <span class="live">
            {move || match arrived.get() {
                Some(millis) => ["Updated ", &relative(millis, clock.now())].concat(),
                None => String::new(),
            }}
        </span>
    }
}
