//! A few hints for whoever is new here, below the list, until they are dismissed for good.

use leptos::prelude::*;

use crate::{
    keyboard_focus::focus,
    state::{Fleet, choose_hints, single_keys, wants_hints},
};

/// The line; nothing for whoever dismissed it in this browser.
pub(super) fn line() -> AnyView {
    let fleet = expect_context::<Fleet>();
    let wanted = RwSignal::new(wants_hints());
    let dismiss = move |_| {
        choose_hints(false);
        wanted.set(false);
        // The button had it, and is gone.
        focus("main");
    };
    let keys =
        || single_keys().then(|| view! { " "<kbd>"?"</kbd>" shows all shortcuts." }.into_any());
    let line = move || {
        view! {
            <aside class="hints small" aria-label="Hints">
                <p>
                    "New here? The search in the bar ("<kbd>"Ctrl"</kbd>" "<kbd>"k"</kbd>
                    ") finds any cluster, HSM, backup, IP address or action."{keys()}
                    " Select a finding to see what to do; “Why?” explains it."
                </p>
                <button type="button" class="text-button" on:click=dismiss>"Don’t show again"</button>
            </aside>
        }
        .into_any()
    };
    // With the rows, which would move it.
    view! { {move || (wanted.get() && fleet.is_listed()).then(line)} }.into_any()
}
