//! A list of things to know, each with its severity.

use cluster_health::Severity;
use leptos::prelude::*;

use super::{Icon, Shape, sentence};

/// What a severity is called for those who don't see its icon.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Bad => "Problem",
        Severity::Warn => "Warning",
        Severity::ToDo => "To do",
        Severity::Info => "Note",
    }
}

/// The list: severity, what it is called for those who don't see the icon, the fact, and more about
/// it.
pub fn finding_list(items: Vec<(Severity, &'static str, String, AnyView)>) -> AnyView {
    if items.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = items
        .into_iter()
        .map(|(severity, word, fact, more)| {
            let (class, shape) = match severity {
                Severity::Bad => ("bad", Shape::Stop),
                Severity::Warn => ("warn", Shape::Alert),
                Severity::ToDo | Severity::Info => ("info", Shape::Info),
            };
            view! {
                <li>
                    <span class=class><Icon shape/></span>
                    <div>
                        <p class="break"><span class="visually-hidden">{[word, ": "].concat()}</span>{sentence(fact)}</p>
                        {more}
                    </div>
                </li>
            }
        })
        .collect();
    view! { <ul class="findings">{items}</ul> }.into_any()
}
