//! The migration HSM by HSM: each place with the HSM that is there now and those that were there before.

use cloudhsm_api::ClusterState;
use leptos::prelude::*;

use super::{
    NEW, OLD, Page,
    phase::{Count, Phase},
    places::Place,
};
use crate::components::{Tone, Value, card, data_table, hsm_state, text_or};

impl Page {
    /// Tracks the cluster; nothing before the first HSM was read.
    pub(super) fn progress(self) -> AnyView {
        let places = self.places.get();
        if places.is_empty() {
            return ().into_any();
        }
        let (heading, wanted) = self.phase.with(|phase| match phase {
            Phase::Forth(count) => (Some(summary(*count, NEW)), NEW),
            Phase::Back(count) => (Some(summary(*count, OLD)), OLD),
            Phase::New => (None, NEW),
            Phase::Old { .. } | Phase::Other => (None, OLD),
        });
        let is_changing = heading.is_some();
        let seen_earlier = places.iter().any(|place| !place.earlier.is_empty());
        let rows = places.iter().map(|place| row(place, wanted)).collect();
        let heading = heading.map(|words| {
            view! {
                <p role="status"><strong>{words}</strong>" AWS takes about 30 minutes for each HSM. No HSM can be added or deleted meanwhile."</p>
            }
            .into_any()
        });
        let note = if seen_earlier {
            "An HSM with a new ID at the same IP address replaced the earlier one."
        } else if is_changing {
            "AWS reports no history: earlier IDs show only for HSMs that are replaced while this page is open. You can close it; AWS continues."
        } else {
            ""
        };
        let activity = self.live.cluster.with(|it| it.state == Some(ClusterState::Degraded));
        let degraded = activity
            .then(|| view! { <p>"The cluster is DEGRADED: see its overview."</p> }.into_any());
        let content = view! {
            {heading}
            {degraded}
            {data_table("HSMs", &["IP address", "Zone", "HSM type", "HSM", "Before", "State"], rows)}
            {(!note.is_empty()).then(|| view! { <p class="small soft">{note}</p> }.into_any())}
        };
        card("HSM by HSM", content.into_any())
    }
}

fn summary(count: Count, wanted: &str) -> String {
    let Count { done, all } = count;
    match all {
        1 if done == 1 => ["The HSM is ", wanted, "."].concat(),
        1 => ["The HSM is not ", wanted, " yet."].concat(),
        _ => format!("{done} of {all} HSMs are {wanted}."),
    }
}

fn row(place: &Place, wanted: &str) -> Vec<Value> {
    let own = place.hsm_type.as_deref();
    let tone = if own == Some(wanted) { Tone::Good } else { Tone::Calm };
    let hsm = match &place.hsm_id {
        Some(id) => Value::Copyable { text: id.clone(), what: "HSM ID" },
        None => Value::Missing("not listed now"),
    };
    let earlier = place.earlier.iter().map(|id| Value::Code(id.clone())).collect::<Vec<_>>();
    let before = if earlier.is_empty() { Value::Missing("–") } else { Value::Row(earlier) };
    let state = match &place.hsm_id {
        Some(_) => hsm_state(place.state.as_ref()),
        None => Value::Missing("–"),
    };
    vec![
        text_or(place.ip.as_deref(), "–"),
        text_or(place.zone.as_deref(), "–"),
        Value::Badge(tone, own.unwrap_or("unknown type").to_owned()),
        hsm,
        before,
        state,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_said_with_its_noun() {
        let of = |done, all| summary(Count { done, all }, NEW);
        assert_eq!(of(1, 3), "1 of 3 HSMs are hsm2m.medium.");
        assert_eq!(of(0, 1), "The HSM is not hsm2m.medium yet.");
        assert_eq!(of(1, 1), "The HSM is hsm2m.medium.");
    }
}
