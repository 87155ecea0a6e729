//! Longer texts in monospace: PEM, JSON, commands.

use leptos::prelude::*;

use super::CopyButton;

/// A text in monospace with its copy button.
#[component]
pub fn CodeBlock(
    #[prop(into)] text: String,
    /// Names the text for assistive technology.
    #[prop(into)]
    what: String,
    /// Breaks long lines instead of scrolling sideways.
    #[prop(optional)]
    wrap: bool,
) -> impl IntoView {
    view! {
        <div class="code-block">
            // Scrollable, so the keyboard must reach it.
            <pre class:wrap=wrap tabindex="0" role="group" aria-label=what.clone()>{text.clone()}</pre>
            <CopyButton text what/>
        </div>
    }
}
