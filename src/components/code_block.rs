//! Longer texts in monospace: PEM, JSON, commands.

use leptos::prelude::*;

use super::CopyButton;

/// Longer texts, in bytes, are broken wherever the browser breaks them.
const LONGEST: usize = 16 * 1024;

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
    let shown = if wrap { whole_words(&text) } else { text.clone().into_any() };
    view! {
        <div class="code-block">
            // Scrollable, so the keyboard must reach it.
            <pre class:wrap=wrap tabindex="0" role="group" aria-label=what.clone()>{shown}</pre>
            <CopyButton text what/>
        </div>
    }
}

/// The text with each word that has a hyphen and is followed by another in an element, which the style sheet
/// keeps on one line if it has room there: browsers break `--backup-id` after its first hyphen.
fn whole_words(text: &str) -> AnyView {
    if text.len() > LONGEST {
        return text.to_owned().into_any();
    }
    let pieces = text.split_inclusive(' ').map(|piece| match piece.strip_suffix(' ') {
        Some(word) if word.contains('-') && !word.contains('\n') => {
            view! { <span>{word.to_owned()}</span>" " }.into_any()
        }
        _ => piece.to_owned().into_any(),
    });
    pieces.collect::<Vec<_>>().into_any()
}
