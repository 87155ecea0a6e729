//! Of which time an answer is that the backend may have had for some minutes.

use cloudhsm_api::Timestamp;
use leptos::prelude::*;

use crate::{
    state::Clock,
    time::{exact, relative},
};

/// "as of 2026-03-01 10:30:00 UTC, 3 minutes ago".
#[component]
pub(in crate::cluster) fn AsOf(
    /// When it arrived, in milliseconds since the epoch; tracks.
    arrived: RwSignal<Option<f64>>,
    /// How old it was then, in seconds; tracks.
    #[prop(into)]
    age: Signal<Option<u32>>,
) -> impl IntoView {
    let clock = expect_context::<Clock>();
    let text = move || {
        let asked = arrived.get()? - f64::from(age.get()?) * 1_000.0;
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of this millennium")]
        let time = Timestamp::EpochMillis(asked as i64);
        Some(["as of ", &exact(&time), ", ", &relative(asked, clock.now())].concat())
    };
    view! { <span class="live since">{move || text().unwrap_or_default()}</span> }
}
