//! The confirmation: the losses acknowledged by name, the id typed, and a grace in which nothing is
//! sent.
//!
//! The texts travel with the request and are compared by the backend. Nothing here is a form: Enter
//! in a field does nothing.

use std::{sync::Arc, time::Duration};

use backend_api::{ApiError, Confirmation, DeletionPlan, Permit, WarningCode, code};
use leptos::{ev, leptos_dom::helpers::IntervalHandle, prelude::*};

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{
    components::{Icon, Shape, attr, live},
    state::{Clock, remember_deletion, spawn_detached, use_connected, use_connection},
    time::as_f64,
};

/// What came of a confirmed deletion.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// AWS accepted it.
    Accepted,
    /// It was sent, or may have been, and no answer came.
    Unknown,
    /// Nothing was deleted.
    Refused(Arc<ApiError>),
}

impl Outcome {
    fn of_error(error: ApiError) -> Self {
        match error.code.as_str() {
            // Between console and backend the answer can be lost after the backend has sent.
            code::OUTCOME_UNKNOWN | code::BACKEND_UNREACHABLE => Self::Unknown,
            _ => Self::Refused(Arc::new(error)),
        }
    }
}

/// Seconds between the last click and the request.
const GRACE_SECONDS: u32 = 5;

/// Where the confirmation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Asking,
    /// Seconds left in which Cancel keeps everything as it is.
    Grace(u32),
    Sending,
}

/// The confirmation of a plan.
#[component]
pub fn Confirm(
    plan: Arc<DeletionPlan>,
    permit: Permit,
    /// "cluster" or "HSM".
    what: &'static str,
    sent: Callback<Outcome>,
    replan: Callback<()>,
) -> impl IntoView {
    let step = RwSignal::new(Step::Asking);
    let typed = RwSignal::new(String::new());
    let acknowledged = RwSignal::new(Vec::<WarningCode>::new());
    let clock = expect_context::<Clock>();
    let expires = as_f64(&plan.planned_at)
        .map(|planned| planned + f64::from(permit.valid_for_seconds) * 1000.0);
    let expired = move || expires.is_some_and(|end| clock.now() > end);
    let expected = plan.type_to_confirm.clone();
    let losses: Vec<_> = plan.warnings.iter().filter(|w| w.acknowledge).cloned().collect();
    let required: Vec<WarningCode> = losses.iter().map(|warning| warning.code).collect();
    let expected_ = expected.clone();
    let ready = Memo::new(move |_| {
        let all = acknowledged.with(|given| required.iter().all(|code| given.contains(code)));
        all && typed.with(|typed| typed.trim() == expected_) && !expired()
    });

    let connected = use_connected();
    let connection = use_connection();
    let plan_ = StoredValue::new(Arc::clone(&plan));
    let permit = StoredValue::new(permit);
    let send = move || {
        step.set(Step::Sending);
        let confirmation = Confirmation {
            typed: typed.get_untracked().trim().to_owned(),
            acknowledged: acknowledged.get_untracked(),
            typed_name: None,
        };
        let (plan, permit) = (plan_.get_value(), permit.get_value());
        let client = connected.client.clone();
        if plan.operation == cloudhsm_api::Operation::DeleteCluster {
            remember_deletion(&plan.region, &plan.resource.id);
        }
        // Not bound to this page: leaving it must not cut off an answer that is on its way.
        spawn_detached(async move {
            let outcome = match client.delete(&plan, &permit, &confirmation).await {
                Ok(_) => Outcome::Accepted,
                Err(error) => {
                    connection.notice(&error);
                    Outcome::of_error(error)
                }
            };
            if step.try_set(Step::Asking).is_none() {
                sent.run(outcome);
            }
        });
    };
    let ticking = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(Some(handle)) = ticking.try_update_value(Option::take) {
            handle.clear();
        }
    };
    let cancel = move || {
        stop();
        if matches!(step.get_untracked(), Step::Grace(_)) {
            step.set(Step::Asking);
        }
    };
    let cancel_id = format!("cancel-{}", plan.resource.id);
    let cancel_id_ = cancel_id.clone();
    let begin = move |_| {
        if !ready.get_untracked() || step.get_untracked() != Step::Asking {
            return;
        }
        step.set(Step::Grace(GRACE_SECONDS));
        focus_cancel(cancel_id_.clone());
        let send = send.clone();
        let tick = move || match step.get_untracked() {
            Step::Grace(left) if left > 1 => step.set(Step::Grace(left - 1)),
            Step::Grace(_) => {
                stop();
                send();
            }
            _ => stop(),
        };
        let handle = set_interval_with_handle(tick, Duration::from_secs(1)).ok();
        ticking.set_value(handle);
    };
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            cancel();
        }
    });
    on_cleanup(move || {
        escape.remove();
        stop();
    });

    let field_id = format!("typed-{}", plan.resource.id);
    let boxes: Vec<_> = losses
        .into_iter()
        .map(|loss| {
            let toggle =
                move |event: leptos::ev::Targeted<ev::Event, web_sys::HtmlInputElement>| {
                    let on = event.target().checked();
                    acknowledged.update(|given| {
                        given.retain(|code| *code != loss.code);
                        if on {
                            given.push(loss.code);
                        }
                    });
                };
            view! {
                <label class="check">
                    <input type="checkbox" on:change:target=toggle
                        prop:checked={attr(move || acknowledged.with(|given| given.contains(&loss.code)))}
                        disabled={attr(move || step.get() != Step::Asking)}/>
                    <span>{loss.message}</span>
                </label>
            }
        })
        .collect();
    view! {
        <section class="card confirm" aria-label=format!("Confirm the deletion of the {what}")>
            <h2>"Confirm"</h2>
            {(!boxes.is_empty()).then(|| view! {
                <fieldset class="plain"><legend>"What you accept to lose"</legend>{boxes}</fieldset>
            })}
            <div class="field">
                <label for=field_id.clone()>"Type the id of the "{what}": "<code>{expected.clone()}</code></label>
                <input id=field_id.clone() class="input mono" type="text" spellcheck="false" autocapitalize="off"
                    // Neither the browser nor a password manager may fill this in.
                    autocomplete="off" data-1p-ignore="" data-lpignore="true" data-bwignore=""
                    prop:value=typed disabled={attr(move || step.get() != Step::Asking)}
                    on:input:target=move |event| typed.set(event.target().value())/>
            </div>
            <div class="go">
                {live(move || match step.get() {
                    Step::Asking => view! {
                        <button type="button" class="button danger solid" disabled={attr(move || !ready.get())} on:click=begin.clone()>
                            <Icon shape=Shape::Bin/>{format!("Delete this {what}")}
                        </button>
                    }.into_any(),
                    Step::Grace(_) => view! {
                        <button type="button" class="button" id=cancel_id.clone() on:click=move |_| cancel()>"Cancel"</button>
                        <p role="timer">{live(move || match step.get() {
                            Step::Grace(left) => format!("Deleting in {left} s. Nothing is sent before; Escape cancels too."),
                            _ => String::new(),
                        })}</p>
                    }.into_any(),
                    Step::Sending => view! { <p role="status"><Icon shape=Shape::Arc/>" Reading the cluster again, then sending…"</p> }.into_any(),
                })}
            </div>
            <p class="small soft">
                {live(move || if expired() {
                    view! {
                        "This plan is older than its permit allows. "
                        <button type="button" class="button" on:click=move |_| replan.run(())>"Plan again"</button>
                    }.into_any()
                } else {
                    "The backend reads everything once more before it sends, and refuses if anything changed since this plan.".into_any()
                })}
            </p>
        </section>
    }
}

/// Puts the focus on Cancel once it is there, so that a key pressed too often cancels.
fn focus_cancel(id: String) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(button) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // A button that is in the page takes the focus.
            let _ = button.focus();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_answer_is_unknown_and_a_refusal_is_not() {
        let unknown = Outcome::of_error(ApiError::network(code::BACKEND_UNREACHABLE, "gone"));
        assert_eq!(unknown, Outcome::Unknown);
        let unknown = Outcome::of_error(ApiError::backend(code::OUTCOME_UNKNOWN, "timed out"));
        assert_eq!(unknown, Outcome::Unknown);
        let refused = ApiError::backend(code::PERMIT_USED, "used");
        assert_eq!(Outcome::of_error(refused.clone()), Outcome::Refused(Arc::new(refused)));
    }
}
