//! The head of a page: where it is, what it is, and what can be done.

use leptos::prelude::*;

use super::{Shape, element, icon, live};
use crate::state::hosting;

/// One step on the way to a page.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// Its text.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

/// Sets the title of the browser's tab.
pub fn set_title(page: &str) {
    let console = hosting("data-title").unwrap_or_else(|| "CloudHSM Console".to_owned());
    document().set_title(&[page, " · ", &console].concat());
}

/// Title with breadcrumbs above and actions beside it; any of the parts can be empty.
pub fn page_header(
    crumbs: Vec<Crumb>,
    title: AnyView,
    subtitle: AnyView,
    actions: AnyView,
) -> AnyView {
    let steps = crumbs.into_iter().map(|crumb| {
        let link = element("a").attr("href", crumb.href).text(crumb.text);
        element("li").element(link).any()
    });
    let steps: Vec<_> = steps.collect();
    let way = (!steps.is_empty()).then(|| {
        let way = element("nav").class("crumbs").attr("aria-label", "Breadcrumb");
        way.element(element("ol").children(steps)).any()
    });
    let what = element("div")
        .children(way)
        .element(element("div").class("title-line").child(title))
        .element(element("div").class("subtitle").child(subtitle));
    element("div")
        .class("page-header")
        .element(what)
        .element(element("div").class("actions").child(actions))
        .any()
}

/// The button that refreshes the page: its label when idle and while it refreshes. A page has one,
/// which a keyboard shortcut finds by its ID.
pub fn refresh_button(
    loading: impl Fn() -> bool + Copy + Send + 'static,
    refresh: impl Fn() + Send + 'static,
    words: (&'static str, &'static str),
) -> AnyView {
    let press = move |_| {
        if !untrack(loading) {
            refresh();
        }
    };
    element("button")
        .attr("type", "button")
        .attr("id", "refresh")
        .class("button")
        .live_attr("aria-disabled", move || loading().then_some("true"))
        .on("click", press)
        .child(icon(Shape::Refresh))
        .child(live(move || if loading() { words.1 } else { words.0 }))
        .any()
}
