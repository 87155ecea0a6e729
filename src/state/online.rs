//! Whether the browser is online, and when a person returns to the page.

use leptos::prelude::*;

/// Whether the browser is online, as far as it knows. Calls `back` when it is online again, and when
/// the tab becomes visible again, until the current owner is dropped.
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
