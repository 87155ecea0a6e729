//! Of which time the list is, and a way to keep it as it is.

use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use crate::{
    state::Clock,
    time::{clock_time, exact, relative},
};

/// From this age on, the age is said in words too.
const OLD_MILLIS: f64 = 60_000.0;

/// The time of the oldest listing, by the server's clock.
#[component]
pub fn AsOf(
    /// In milliseconds since the epoch; tracks.
    #[prop(into)]
    arrived: Signal<Option<f64>>,
    /// The list is not refreshed; tracks.
    #[prop(into)]
    paused: Signal<bool>,
) -> impl IntoView {
    let clock = expect_context::<Clock>();
    let is_old = move || arrived.get().is_some_and(|arrived| clock.now() - arrived > OLD_MILLIS);
    let text = move || {
        let arrived = arrived.get()?;
        let before = if paused.get() { "Paused, as of " } else { "as of " };
        let age = is_old().then(|| [", ", &relative(arrived, clock.now())].concat());
        Some([before, &clock_time(arrived), &age.unwrap_or_default()].concat())
    };
    let title = move || {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of this millennium")]
        let millis = arrived.get()? as i64;
        Some(exact(&Timestamp::EpochMillis(millis)))
    };
    view! { <span class="live as-of" class:old=move || is_old() title=move || title()>{move || text().unwrap_or_default()}</span> }
}

/// Stops the list from refreshing, and lets it go on.
#[component]
pub fn Pause(paused: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="button pause" class:paused=move || paused.get()
            on:click=move |_| paused.update(|paused| *paused = !*paused)>
            {move || if paused.get() { "Resume" } else { "Pause" }}
        </button>
    }
}
