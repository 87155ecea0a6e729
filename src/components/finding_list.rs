//! A list of things to know, each with its severity.

use cluster_health::Severity;
use leptos::prelude::*;

use super::{Shape, element, icon};

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
            let word = [word, ": "].concat();
            let word = element("span").class("visually-hidden").text(word);
            let fact = element("p").class("break").element(word).text(fact);
            let words = element("div").element(fact).child(more);
            let mark = element("span").class(class).child(icon(shape));
            element("li").element(mark).element(words).any()
        })
        .collect();
    element("ul").class("findings").children(items).any()
}
