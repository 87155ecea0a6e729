//! The keys and what they do.

use leptos::prelude::*;

use crate::{
    components::modal::{Closed, Modal},
    shell::shortcuts::Shortcut,
    state::single_keys,
};

/// The sheet.
pub(super) fn sheet(closed: Closed) -> AnyView {
    let modal = Modal::new();
    let rows: Vec<_> = Shortcut::ALL
        .into_iter()
        .map(|shortcut| {
            let keys: Vec<_> = shortcut
                .keys()
                .iter()
                .map(|key| view! { <kbd>{*key}</kbd>" " }.into_any())
                .collect();
            view! { <div><dt>{shortcut.words()}</dt><dd>{keys}</dd></div> }.into_any()
        })
        .collect();
    let off = (!single_keys()).then(|| {
        view! { <p>"Single-key shortcuts are off in Preferences. Ctrl k always works."</p> }
    });
    let content = view! {
        <h2 id="dialog-title">"Keyboard shortcuts"</h2>
        {off}
        <dl class="shortcuts">{rows}</dl>
        <p class="small soft">"On Mac, use ⌘. Single-key shortcuts are ignored while typing; turn them off in Preferences."</p>
        <div><button type="button" class="button" autofocus on:click=move |_| modal.close()>"Close"</button></div>
    };
    modal.view("dialog", content.into_any(), closed)
}
