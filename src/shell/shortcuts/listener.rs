//! Listens to the keys and does what they mean.

use std::cell::Cell;

use leptos::{ev, prelude::*};
use web_sys::KeyboardEvent;

use super::{Meaning, Shortcut, meaning, next_density, next_theme};
use crate::{
    components::{Dialogs, refresh_page},
    keyboard_focus::{focus, focus_soon, is_there, is_within},
    route::{Navigation, Route, Tab, go_to},
    shell::{
        dialogs::{open_palette, open_shortcuts},
        palette::Known,
    },
    state::single_keys,
};

/// Afterwards a begun shortcut is forgotten.
const PATIENCE_MILLIS: f64 = 1_500.0;

/// Listens until the current owner goes. `known` is what the palette need not ask for.
pub fn listen(navigation: Navigation, dialogs: Dialogs, known: Callback<(), Known>) {
    let begun = Cell::new(None::<(&'static str, f64)>);
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let found = match event.ctrl_key() || event.meta_key() {
            true if is_palette(&event) => Meaning::Is(Shortcut::Palette),
            true => return,
            false if event.alt_key() || is_typing(&event) || !single_keys() => return,
            false => {
                let now = event.time_stamp();
                let begun = begun.take().filter(|(_, since)| now - since < PATIENCE_MILLIS);
                meaning(begun.map(|(key, _)| key), &event.key())
            }
        };
        // Asked last: it takes longer than all the rest, and most keys are typed into a field.
        if is_dialog_open() {
            return;
        }
        match found {
            Meaning::Is(shortcut) => {
                // Firefox searches the page with some of these keys.
                event.prevent_default();
                perform(shortcut, navigation, dialogs, known);
            }
            Meaning::Begins(key) => begun.set(Some((key, event.time_stamp()))),
            Meaning::Nothing => {}
        }
    });
    on_cleanup(move || handle.remove());
}

fn is_palette(event: &KeyboardEvent) -> bool {
    !event.alt_key() && !event.shift_key() && matches!(&*event.key(), "k" | "K")
}

/// Where keys are text, or choose something.
fn is_typing(event: &KeyboardEvent) -> bool {
    is_within(event, "input,textarea,select,[contenteditable]")
}

fn is_dialog_open() -> bool {
    is_there("dialog[open]")
}

fn perform(
    shortcut: Shortcut,
    navigation: Navigation,
    dialogs: Dialogs,
    known: Callback<(), Known>,
) {
    match shortcut {
        Shortcut::Palette => open_palette(dialogs, known.run(())),
        Shortcut::Help => open_shortcuts(dialogs),
        Shortcut::Filter => {
            if navigation.route_untracked() != Route::Clusters {
                go_to(&Route::Clusters);
            }
            focus("filter");
            // The list may have to be drawn first.
            focus_soon("filter".to_owned());
        }
        Shortcut::Clusters => go_to(&Route::Clusters),
        Shortcut::Activity => go_to(&Route::Activity),
        Shortcut::PreviousTab => go_to_tab(navigation, Tab::before),
        Shortcut::NextTab => go_to_tab(navigation, Tab::after),
        Shortcut::Refresh => refresh_page(),
        Shortcut::Theme => next_theme(),
        Shortcut::Density => next_density(),
        // The list listens for these itself.
        Shortcut::NextRow | Shortcut::PreviousRow | Shortcut::SelectRow | Shortcut::OpenRow => {}
    }
}

fn go_to_tab(navigation: Navigation, other: fn(Tab) -> Option<Tab>) {
    if let Route::Cluster(place, tab) = navigation.route_untracked()
        && let Some(tab) = other(tab)
    {
        go_to(&Route::Cluster(place, tab));
    }
}
