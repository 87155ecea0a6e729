//! The seconds between the last click and the request, in which Cancel, Escape or leaving the page
//! sends nothing.

use std::time::Duration;

use leptos::{ev, leptos_dom::helpers::IntervalHandle, prelude::*};

use super::Step;
use crate::keyboard_focus::focus_soon;

const SECONDS: u32 = 5;
const CANCEL: &str = "cancel-request";

/// The grace of one confirmation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grace {
    step: RwSignal<Step>,
    /// Seconds in which Cancel keeps everything as it is.
    left: RwSignal<u32>,
    over: Callback<()>,
    ticking: StoredValue<Option<IntervalHandle>>,
    /// What takes the focus when Cancel goes.
    after_cancel: StoredValue<String>,
}

impl Grace {
    /// `over` is called when the grace ends without having been cancelled.
    pub(super) fn new(step: RwSignal<Step>, over: Callback<()>, after_cancel: String) -> Self {
        let this = Self {
            step,
            left: RwSignal::new(SECONDS),
            over,
            ticking: StoredValue::new(None),
            after_cancel: StoredValue::new(after_cancel),
        };
        let escape = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                this.cancel();
            }
        });
        // A page that the browser keeps, to show it again, must not go on counting then.
        let leaving = window_event_listener_untyped("pagehide", move |_| this.cancel());
        on_cleanup(move || {
            escape.remove();
            leaving.remove();
            this.stop();
        });
        this
    }

    pub(super) fn begin(self) {
        self.left.set(SECONDS);
        self.step.set(Step::Grace);
        // A key that is pressed once too often cancels.
        focus_soon(CANCEL.to_owned());
        let tick = move || match self.step.try_get_untracked() {
            Some(Step::Grace) if self.left.get_untracked() > 1 => {
                self.left.update(|left| *left -= 1);
            }
            Some(Step::Grace) => {
                self.stop();
                self.over.run(());
            }
            _ => self.stop(),
        };
        let handle = set_interval_with_handle(tick, Duration::from_secs(1)).ok();
        self.ticking.set_value(handle);
    }

    fn stop(self) {
        if let Some(Some(handle)) = self.ticking.try_update_value(Option::take) {
            handle.clear();
        }
    }

    fn cancel(self) {
        if let Some(Step::Grace) = self.step.try_get_untracked() {
            self.stop();
            self.step.set(Step::Asking);
            focus_soon(self.after_cancel.get_value());
        }
    }
}

/// Cancel, and the seconds.
#[component]
pub(super) fn Countdown(
    grace: Grace,
    /// "Deleting".
    doing: &'static str,
) -> impl IntoView {
    let left = grace.left;
    let size = move || format!("{}%", left.get() * 100 / SECONDS);
    view! {
        <button type="button" class="button" id=CANCEL on:click=move |_| grace.cancel()>"Cancel"</button>
        <div>
            <p role="timer"><strong>{doing}" in "{move || left.get().to_string()}" s."</strong>" Press Esc to cancel."</p>
            <div class="countdown" aria-hidden="true"><i style:inline-size=move || size()></i></div>
        </div>
        <span class="visually-hidden" role="status">{doing}" in "{SECONDS}" seconds, unless you cancel."</span>
    }
}
