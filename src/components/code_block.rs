//! Longer texts in monospace: PEM, JSON, commands.

use leptos::prelude::*;

use super::CopyButton;

/// A text with more words is broken where the browser breaks it: no command is so long.
const MOST_WORDS: usize = 200;

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

/// The text with each word in an element, which the style sheet keeps on one line if it has room there:
/// browsers break `--backup-id` after its first hyphen.
fn whole_words(text: &str) -> AnyView {
    if text.split(' ').count() > MOST_WORDS {
        return text.to_owned().into_any();
    }
    let lines = text.split('\n').enumerate().map(|(at, line)| {
        let words = line.split(' ').enumerate().map(|(at, word)| {
            let space = if at == 0 { "" } else { " " };
            view! { {space}<span>{word.to_owned()}</span> }.into_any()
        });
        let end = if at == 0 { "" } else { "\n" };
        view! { {end}{words.collect::<Vec<_>>()} }.into_any()
    });
    lines.collect::<Vec<_>>().into_any()
}
