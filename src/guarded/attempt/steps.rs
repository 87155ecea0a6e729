//! The HSMs of a deletion, one a row: where each is, since when, and what is known about it.

use backend_api::{Attempt, AttemptState, AttemptStep};
use cloudhsm_api::Operation;
use leptos::prelude::*;

use super::elapsed::elapsed;
use crate::{
    components::{Badge, Tone, attempt_tone},
    state::Clock,
};

/// The steps of a deletion of HSMs; a single one is its own step.
pub(super) fn steps(attempt: &Attempt) -> Vec<AttemptStep> {
    if !attempt.steps.is_empty() || attempt.operation != Operation::DeleteHsm {
        return attempt.steps.clone();
    }
    vec![AttemptStep {
        resource: attempt.resource.clone(),
        state: attempt.state,
        last_seen: attempt.last_seen.clone(),
        ..AttemptStep::default()
    }]
}

/// The state of a step in a word, and its tone.
fn word(step: &AttemptStep, is_over: bool) -> (Tone, String) {
    let word = match (step.state, step.last_seen.as_deref()) {
        (AttemptState::Planned | AttemptState::Permitted, _) if is_over => "kept",
        (AttemptState::Planned | AttemptState::Permitted, _) => "waiting",
        (AttemptState::Accepted, Some("DELETE_IN_PROGRESS") | None) => "DELETE_IN_PROGRESS",
        (state, _) => state.words(),
    };
    (attempt_tone(step.state), word.to_owned())
}

/// More about it; of a single HSM, the text above says it.
fn note(step: &AttemptStep) -> String {
    let last_seen = step.last_seen.as_deref().unwrap_or("an unknown state");
    match step.state {
        AttemptState::Accepted
            if !matches!(last_seen, "DELETE_IN_PROGRESS" | "an unknown state") =>
        {
            match last_seen {
                "not listed" => "The last check didn’t find it.".to_owned(),
                words if words.starts_with("not readable: ") => words.to_owned(),
                state => format!("AWS still reports it as {state}. Its listings can lag behind."),
            }
        }
        AttemptState::Unknown | AttemptState::StillUnknown => {
            let why = step.detail.clone().unwrap_or_default();
            format!("It may have gone through. {why}").trim().to_owned()
        }
        AttemptState::CameBack => {
            format!(
                "AWS was deleting it, or no longer listed it, and now reports it as {last_seen}."
            )
        }
        AttemptState::Refused => step.detail.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

/// The rows. `attempt` is the newest that is known.
#[component]
pub(super) fn Steps(attempt: Signal<Option<Attempt>>) -> impl IntoView {
    // The HSMs of an attempt stay the same: only their rows change, so `<For>` would have nothing to do for
    // its 4.8 KiB.
    let count = Memo::new(move |_| attempt.with(|it| it.as_ref().map_or(0, |it| steps(it).len())));
    view! {
        <Show when=move || { count.get() > 0 }>
            <ol class="hsm-list">
                {(0..count.get()).map(|index| view! { <Row index attempt/> }.into_any()).collect_view()}
            </ol>
        </Show>
    }
}

#[component]
fn Row(index: usize, attempt: Signal<Option<Attempt>>) -> impl IntoView {
    let clock = expect_context::<Clock>();
    let step = Memo::new(move |_| {
        attempt.with(|it| {
            let it = it.as_ref()?;
            let is_over = it.stop_reason.is_some() || it.state == AttemptState::Refused;
            Some((steps(it).get(index)?.clone(), is_over, !it.steps.is_empty()))
        })
    });
    let time = move || step.with(|it| elapsed(&it.as_ref()?.0, clock.now()));
    view! {
        <li>
            {move || step.get().map(|(step, is_over, is_one_of_several)| {
                view! { <State step is_over is_one_of_several/> }.into_any()
            })}
            {move || time().map(|time| view! { <Elapsed time/> }.into_any())}
        </li>
    }
}

/// Where an HSM is, and what is known about it.
#[component]
fn State(step: AttemptStep, is_over: bool, is_one_of_several: bool) -> impl IntoView {
    let (tone, word) = word(&step, is_over);
    let note = Some(note(&step)).filter(|note| is_one_of_several && !note.is_empty());
    view! {
        <code>{step.resource}</code>
        <Badge tone text=word/>
        {note.map(|note| view! { <span class="small break">{note}</span> }.into_any())}
    }
}

#[component]
fn Elapsed(time: String) -> impl IntoView {
    view! { <span class="small soft push nowrap">{time}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn what_waits_is_kept_once_it_is_over() {
        let step = |state, last_seen: Option<&str>| AttemptStep {
            state,
            last_seen: last_seen.map(str::to_owned),
            ..AttemptStep::default()
        };
        let planned = step(AttemptState::Planned, None);
        assert_eq!(word(&planned, false).1, "waiting");
        assert_eq!(word(&planned, true).1, "kept");
        assert_eq!(word(&step(AttemptState::Accepted, None), false).1, "DELETE_IN_PROGRESS");
        let lags = step(AttemptState::Accepted, Some("ACTIVE"));
        assert_eq!(word(&lags, false).1, "accepted");
        assert_eq!(note(&lags), "AWS still reports it as ACTIVE. Its listings can lag behind.");
        let unknown = step(AttemptState::Unknown, None);
        assert_eq!(note(&unknown), "It may have gone through.");
        assert_eq!(word(&step(AttemptState::Gone, None), false), (Tone::Good, "deleted".into()));
    }

    #[test]
    fn one_hsm_is_its_own_step_and_a_cluster_has_none() {
        let attempt = |operation| Attempt { operation, resource: "x".into(), ..samples::attempt() };
        assert_eq!(steps(&attempt(Operation::DeleteHsm)).len(), 1);
        assert!(steps(&attempt(Operation::DeleteCluster)).is_empty());
    }
}
