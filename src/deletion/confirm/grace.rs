//! The seconds between the last click and the request, in which Cancel, Escape or leaving the page
//! sends nothing.

use std::time::Duration;

use leptos::{ev, leptos_dom::helpers::IntervalHandle, prelude::*};

use super::Step;
use crate::{
    components::{attr, live},
    keyboard_focus::focus_soon,
};

const SECONDS: u32 = 5;
const CANCEL: &str = "cancel-deletion";

/// The grace of one confirmation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grace {
    step: RwSignal<Step>,
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
        self.step.set(Step::Grace(SECONDS));
        // A key that is pressed once too often cancels.
        focus_soon(CANCEL.to_owned());
        let tick = move || match self.step.try_get_untracked() {
            Some(Step::Grace(left)) if left > 1 => self.step.set(Step::Grace(left - 1)),
            Some(Step::Grace(_)) => {
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
        if let Some(Step::Grace(_)) = self.step.try_get_untracked() {
            self.stop();
            self.step.set(Step::Asking);
            focus_soon(self.after_cancel.get_value());
        }
    }

    /// Cancel, and the seconds. `doing`: "Deleting".
    pub(super) fn view(self, doing: &'static str) -> AnyView {
        let left = move || match self.step.get() {
            Step::Grace(left) => left,
            _ => 0,
        };
        view! {
            <button type="button" class="button" id=CANCEL on:click=move |_| self.cancel()>"Cancel"</button>
            <div>
                <p role="timer"><strong>{doing}" in "{live(left)}" s."</strong>" Press Esc to cancel."</p>
                <div class="countdown" aria-hidden="true"><i style:inline-size={attr(move || format!("{}%", left() * 100 / SECONDS))}></i></div>
            </div>
            <span class="visually-hidden" role="status">{doing}" in "{SECONDS}" seconds, unless you cancel."</span>
        }
        .into_any()
    }
}
