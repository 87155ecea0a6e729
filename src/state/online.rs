//! Whether the browser has a network, and coming back to the page.

use leptos::prelude::*;

/// Whether the browser has a network, as far as it knows; calls `back` when there is one again, and
/// when the tab is looked at again. Until the current owner goes.
pub fn use_online(back: impl Fn() + Clone + 'static) -> RwSignal<bool> {
    let online = RwSignal::new(window().navigator().on_line());
    for name in ["online", "offline", "visibilitychange"] {
        let back = back.clone();
        let listener = window_event_listener_untyped(name, move |_| {
            let now = window().navigator().on_line();
            if now != online.get_untracked() {
                online.set(now);
            }
            if now && document().visibility_state() == web_sys::VisibilityState::Visible {
                back();
            }
        });
        on_cleanup(move || listener.remove());
    }
    online
}
