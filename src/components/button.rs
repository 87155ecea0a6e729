//! Buttons that do what a callback says.
//!
//! Each handler in a view is a type of its own, and Leptos compiles the code that adds and removes it again
//! for each. A callback is one type, so these cost the first load next to nothing.

use leptos::prelude::*;

use super::{Icon, Shape};

/// A button with words on it.
#[component]
pub fn Button(label: &'static str, press: Callback<()>) -> impl IntoView {
    view! { <button type="button" class="button" on:click=move |_| press.run(())>{label}</button> }
}

/// A button that is only an icon; `label` says what it does.
#[component]
pub fn IconButton(
    class: &'static str,
    shape: Shape,
    label: String,
    press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class=class title=label.clone() aria-label=label
            on:click=move |_| press.run(())>
            <Icon shape/>
        </button>
    }
}
