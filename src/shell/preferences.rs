//! Theme, density, whether single keys do something, and whether hints show. Each choice holds at once;
//! that of the hints when the list is opened next.

use leptos::prelude::*;

use crate::{
    components::modal::{Closed, Modal},
    state::{Density, Theme, choose_hints, choose_single_keys, single_keys, wants_hints},
};

/// The dialog.
pub(super) fn preferences(closed: Closed) -> AnyView {
    let modal = Modal::new();
    let themes: Vec<_> = Theme::ALL
        .into_iter()
        .map(|theme| {
            choice("theme", theme.label(), Theme::chosen() == theme, move || theme.choose())
        })
        .collect();
    let densities: Vec<_> = Density::ALL
        .into_iter()
        .map(|density| {
            choice("density", density.label(), Density::chosen() == density, move || {
                density.choose();
            })
        })
        .collect();
    let content = view! {
        <h2 id="dialog-title">"Preferences"</h2>
        <fieldset class="plain"><legend>"Theme"</legend>{themes}</fieldset>
        <fieldset class="plain"><legend>"Density"</legend>{densities}</fieldset>
        <fieldset class="plain">
            <legend>"Keyboard"</legend>
            <label class="check">
                <input type="checkbox" checked=single_keys()
                    on:change:target=move |event| choose_single_keys(event.target().checked())/>
                <span>"Single-key shortcuts"</span>
            </label>
        </fieldset>
        <fieldset class="plain">
            <legend>"Help"</legend>
            <label class="check">
                <input type="checkbox" checked=wants_hints()
                    on:change:target=move |event| choose_hints(event.target().checked())/>
                <span>"Hints below the list"</span>
            </label>
        </fieldset>
        <p class="small soft">"Saved in this browser."</p>
        <div><button type="button" class="button" on:click=move |_| modal.close()>"Close"</button></div>
    };
    modal.view("dialog", content.into_any(), closed)
}

fn choice(
    group: &'static str,
    label: &'static str,
    chosen: bool,
    choose: impl Fn() + 'static,
) -> AnyView {
    view! {
        <label class="check">
            <input type="radio" name=group checked=chosen on:change=move |_| choose()/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}
