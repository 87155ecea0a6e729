//! Theme, density, the zone of times, whether single keys do something, and whether hints show. Each
//! choice holds at once; that of the hints when the list is opened next.

use leptos::prelude::*;

use crate::{
    components::{
        modal::{Closed, Modal},
        radio, radio_group,
    },
    state::{
        Density, Theme, choose_hints, choose_single_keys, choose_times_in_utc, single_keys,
        times_in_utc, wants_hints,
    },
};

/// The dialog.
pub(super) fn preferences(closed: Closed) -> AnyView {
    let modal = Modal::new();
    let themes: Vec<_> = Theme::ALL
        .into_iter()
        .map(|theme| {
            let choose = Callback::new(move |()| theme.choose());
            choice("theme", theme.label(), Theme::chosen() == theme, choose)
        })
        .collect();
    let densities: Vec<_> = Density::ALL
        .into_iter()
        .map(|density| {
            let choose = Callback::new(move |()| density.choose());
            choice("density", density.label(), Density::chosen() == density, choose)
        })
        .collect();
    let zones: Vec<_> = [("Browser’s time zone", false), ("UTC", true)]
        .into_iter()
        .map(|(label, in_utc)| {
            let choose = Callback::new(move |()| choose_times_in_utc(in_utc));
            choice("times", label, times_in_utc() == in_utc, choose)
        })
        .collect();
    let content = view! {
        <h2 id="dialog-title">"Preferences"</h2>
        {radio_group("Theme", themes)}
        {radio_group("Density", densities)}
        {radio_group("Times", zones)}
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

fn choice(group: &'static str, label: &'static str, chosen: bool, choose: Callback<()>) -> AnyView {
    radio(group, view! { <span>{label}</span> }.into_any(), Signal::stored(chosen), choose)
}
