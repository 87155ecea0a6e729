//! What is lost, each to be acknowledged by name.

use backend_api::{Warning, WarningCode};
use leptos::{ev, prelude::*};

use super::Step;
use crate::components::sentence;

#[component]
pub(super) fn Losses(
    losses: Vec<Warning>,
    acknowledged: RwSignal<Vec<WarningCode>>,
    step: RwSignal<Step>,
) -> impl IntoView {
    if losses.is_empty() {
        return None;
    }
    let boxes: Vec<_> = losses
        .into_iter()
        .map(|loss| {
            let code = loss.code;
            let toggle = move |event: ev::Targeted<ev::Event, web_sys::HtmlInputElement>| {
                let on = event.target().checked();
                acknowledged.update(|given| {
                    given.retain(|given| *given != code);
                    if on {
                        given.push(code);
                    }
                });
            };
            let about = (!loss.subjects.is_empty()).then(
                || view! { <span class="small soft break">{loss.subjects.join(", ")}</span> },
            );
            view! {
                <label class="check">
                    <input type="checkbox" autocomplete="off" on:change:target=toggle
                        prop:checked=move || acknowledged.with(|given| given.contains(&code))
                        disabled=move || step.get() != Step::Asking/>
                    <span class="loss"><span>{sentence(loss.message)}</span>{about}</span>
                </label>
            }
        })
        .collect();
    Some(view! { <fieldset class="plain"><legend>"I understand that"</legend>{boxes}</fieldset> })
}
