//! What is lost, each to be acknowledged by name.

use backend_api::{Warning, WarningCode};
use cloudhsm_api::Operation;
use leptos::{ev, prelude::*};

use super::Step;
use crate::components::sentence;

/// What is acknowledged by one tick: a loss. That HSMs are of production is none by itself, it says how much
/// the loss weighs: it is acknowledged with the first one, if there is any. The whole cluster's deletion asks
/// for both.
pub(crate) fn ticks(losses: Vec<Warning>, operation: Operation) -> Vec<Vec<Warning>> {
    let is_weight =
        |it: &Warning| operation == Operation::DeleteHsm && it.code == WarningCode::ProductionTag;
    let mut ticks = Vec::<Vec<Warning>>::new();
    for loss in losses {
        match ticks.first_mut() {
            Some(first) if is_weight(&loss) || first.iter().all(is_weight) => first.push(loss),
            _ => ticks.push(vec![loss]),
        }
    }
    ticks
}

#[component]
pub(super) fn Losses(
    losses: Vec<Vec<Warning>>,
    acknowledged: RwSignal<Vec<WarningCode>>,
    step: RwSignal<Step>,
) -> impl IntoView {
    if losses.is_empty() {
        return None;
    }
    let boxes: Vec<_> = losses
        .into_iter()
        .map(|together| {
            let codes = StoredValue::new(together.iter().map(|it| it.code).collect::<Vec<_>>());
            let toggle = move |event: ev::Targeted<ev::Event, web_sys::HtmlInputElement>| {
                let on = event.target().checked();
                codes.with_value(|codes| {
                    acknowledged.update(|given| {
                        given.retain(|given| !codes.contains(given));
                        if on {
                            given.extend(codes);
                        }
                    });
                });
            };
            let is_given = move || {
                acknowledged
                    .with(|given| codes.with_value(|it| it.iter().all(|it| given.contains(it))))
            };
            let words: Vec<_> = together.into_iter().map(words).collect();
            view! {
                <label class="check">
                    <input type="checkbox" autocomplete="off" on:change:target=toggle
                        prop:checked=is_given
                        disabled=move || step.get() != Step::Asking/>
                    <span class="loss">{words}</span>
                </label>
            }
        })
        .collect();
    Some(view! { <fieldset class="plain"><legend>"I understand that"</legend>{boxes}</fieldset> })
}

fn words(loss: Warning) -> AnyView {
    let about = (!loss.subjects.is_empty())
        .then(|| view! { <span class="small soft break">{loss.subjects.join(", ")}</span> });
    view! { <span>{sentence(loss.message)}</span>{about} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn each_loss_has_its_tick_and_production_comes_with_the_first_of_hsms() {
        use WarningCode::{LastHsm, NoFinalBackup, ProductionTag};
        let codes = |losses: &[WarningCode], operation| {
            let losses = losses.iter().map(|it| samples::warning(*it)).collect();
            let codes = |tick: Vec<Warning>| tick.iter().map(|it| it.code).collect::<Vec<_>>();
            ticks(losses, operation).into_iter().map(codes).collect::<Vec<_>>()
        };
        let all = [NoFinalBackup, LastHsm, ProductionTag];
        assert_eq!(
            codes(&all, Operation::DeleteHsm),
            [vec![NoFinalBackup, ProductionTag], vec![LastHsm]]
        );
        assert_eq!(
            codes(&[ProductionTag, LastHsm, NoFinalBackup], Operation::DeleteHsm),
            [vec![ProductionTag, LastHsm], vec![NoFinalBackup]],
            "in whatever order"
        );
        assert_eq!(codes(&[ProductionTag], Operation::DeleteHsm), [[ProductionTag]]);
        assert_eq!(codes(&[], Operation::DeleteHsm), [[]; 0]);
        for operation in [Operation::DeleteCluster, Operation::DeleteBackup] {
            assert_eq!(codes(&all, operation), [[NoFinalBackup], [LastHsm], [ProductionTag]]);
        }
        assert!(codes(&all, Operation::DeleteHsm).concat().len() == all.len(), "none is left out");
    }
}
