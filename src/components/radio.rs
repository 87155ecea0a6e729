//! A choice of one among several.

use leptos::prelude::*;

/// The choices under what they are about.
pub fn radio_group(legend: &'static str, choices: Vec<AnyView>) -> AnyView {
    view! { <fieldset class="plain"><legend>{legend}</legend>{choices}</fieldset> }.into_any()
}

/// One of them. Those of one `group` exclude each other; `choose` is called once it is chosen.
pub fn radio(
    group: &'static str,
    label: AnyView,
    is_chosen: Signal<bool>,
    choose: Callback<()>,
) -> AnyView {
    view! {
        <label class="check">
            <input type="radio" name=group prop:checked=move || is_chosen.get()
                on:change=move |_| choose.run(())/>
            {label}
        </label>
    }
    .into_any()
}
