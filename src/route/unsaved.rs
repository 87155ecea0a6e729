//! What somebody typed and has not saved: whoever leaves its page is asked first. Knows nothing of what
//! it is, nor of addresses.

use leptos::{ev, prelude::*};

const QUESTION: &str = "You have unsaved changes. Leave this page and lose them?";

/// Whether the page that is shown has something unsaved.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unsaved(StoredValue<Option<Signal<bool>>>);

impl Unsaved {
    /// As long as the caller's owner lives, this says whether there is something.
    pub(super) fn follow(self, unsaved: Signal<bool>) {
        self.0.set_value(Some(unsaved));
        // The browser asks in its own words.
        let closing = window_event_listener(ev::beforeunload, move |event| {
            if unsaved.get_untracked() {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            closing.remove();
            self.0.set_value(None);
        });
    }

    /// Whether the page may be left: nothing is unsaved, or a person said so.
    pub(super) fn may_leave(self) -> bool {
        let is_unsaved = self.0.with_value(|it| it.is_some_and(|it| it.get_untracked()));
        // A browser that can't ask doesn't hold anybody back.
        !is_unsaved || window().confirm_with_message(QUESTION).unwrap_or(true)
    }
}
