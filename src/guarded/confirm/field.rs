//! A text that must be typed, beside what it must be.

use leptos::prelude::*;

use super::{Step, hidden_difference::hidden_difference};
use crate::components::CopyButton;

/// A text that must be typed.
#[derive(Debug, Clone)]
pub struct Field {
    /// What it is: "id of the cluster".
    pub what: String,
    /// What must be typed.
    pub expected: String,
}

impl Field {
    /// The id of its input in the page.
    pub(super) fn id(&self) -> String {
        // Unique on a page: no two ids or names are asked for twice.
        format!("typed-{}", self.what.replace(' ', "-"))
    }
}

/// What is wrong with the typed text so far; nothing while it can still become the expected one.
fn remark(typed: &str, expected: &str) -> Option<String> {
    let is_wrong = !expected.starts_with(typed);
    is_wrong
        .then(|| hidden_difference(typed, expected).unwrap_or_else(|| "Doesn’t match.".to_owned()))
}

/// The field, and what is wrong with what is in it.
#[component]
pub(super) fn FieldView(
    field: Field,
    /// Which one of the typed texts it is.
    index: usize,
    typed: RwSignal<Vec<String>>,
    step: RwSignal<Step>,
) -> impl IntoView {
    let id = field.id();
    let hint = format!("{id}-hint");
    let Field { what, expected } = field;
    let expected_ = expected.clone();
    let text = move || typed.with(|all| all.get(index).cloned().unwrap_or_default());
    let wrong = Signal::derive(move || remark(&text(), &expected_));
    let edit = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        // Spaces around come with copying, and can't be seen.
        let value = event.target().value().trim().to_owned();
        typed.update(|all| {
            if let Some(text) = all.get_mut(index) {
                *text = value;
            }
        });
    };
    view! {
        <div class="field">
            <div class="ask">
                <label for=id.clone()>"Type the "{what.clone()}": "<code class="break">{expected.clone()}</code></label>
                <CopyButton text=expected what/>
            </div>
            <input id=id class="input mono" type="text" spellcheck="false" autocapitalize="off"
                // Neither the browser nor a password manager may fill this in.
                autocomplete="off" data-1p-ignore="" data-lpignore="true" data-bwignore="" data-form-type="other"
                aria-describedby=hint.clone() aria-invalid=move || wrong.get().map(|_| "true")
                disabled=move || step.get() != Step::Asking
                on:input:target=edit/>
            <p id=hint class="hint" role="status">{move || wrong.get().unwrap_or_default()}</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::remark;

    #[test]
    fn there_is_no_error_while_typing() {
        assert_eq!(remark("", "cluster-a"), None);
        assert_eq!(remark("clus", "cluster-a"), None);
        assert_eq!(remark("cluster-a", "cluster-a"), None);
        assert!(remark("cluster-b", "cluster-a").is_some());
        assert_eq!(remark("confirm", "cluster-a").as_deref(), Some("Doesn’t match."));
    }

    #[test]
    fn a_letter_that_looks_alike_is_named() {
        let said = remark("cluster-а", "cluster-a");
        assert_eq!(said.as_deref(), Some("Character 9 is Cyrillic ‘а’, expected ‘a’."));
    }
}
