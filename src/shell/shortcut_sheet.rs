//! The keys and what they do.

use leptos::prelude::*;

use crate::{
    components::modal::{Closed, Modal},
    shell::shortcuts::{IN_PLACE, Shortcut},
    state::single_keys,
};

/// The sheet.
pub(super) fn sheet(closed: Closed) -> AnyView {
    let modal = Modal::new();
    let shortcuts: Vec<_> =
        Shortcut::ALL.into_iter().map(|it| row(it.keys(), it.words())).collect();
    let in_place: Vec<_> = IN_PLACE.into_iter().map(|(keys, words)| row(keys, words)).collect();
    let off = (!single_keys()).then(|| {
        view! { <p>"Single-key shortcuts are off in Preferences. Ctrl k always works."</p> }
    });
    let content = view! {
        <h2 id="dialog-title">"Keyboard shortcuts"</h2>
        {off}
        <dl class="shortcuts">{shortcuts}</dl>
        <h3>"Where the focus is"</h3>
        <dl class="shortcuts">{in_place}</dl>
        <p class="small soft">"On Mac, use ⌘. Single-key shortcuts are ignored while typing; turn them off in Preferences."</p>
        <div><button type="button" class="button" autofocus on:click=move |_| modal.close()>"Close"</button></div>
    };
    modal.view("dialog", content.into_any(), closed)
}

fn row(keys: &'static [&'static str], words: &'static str) -> AnyView {
    let key = |key: &&'static str| view! { <kbd>{*key}</kbd>" " }.into_any();
    let keys: Vec<_> = keys.iter().map(key).collect();
    view! { <div><dt>{words}</dt><dd>{keys}</dd></div> }.into_any()
}
