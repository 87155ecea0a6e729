//! The head of a page: where it is, what it is, and what can be done.

use leptos::prelude::*;

use super::{Icon, Shape, attr, live};
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
    let steps: Vec<_> = crumbs
        .into_iter()
        .map(|crumb| view! { <li><a href=crumb.href>{crumb.text}</a></li> }.into_any())
        .collect();
    view! {
        <div class="page-header">
            <div>
                {(!steps.is_empty()).then(|| view! {
                    <nav class="crumbs" aria-label="Breadcrumb"><ol>{steps}</ol></nav>
                })}
                <div class="title-line">{title}</div>
                <div class="subtitle">{subtitle}</div>
            </div>
            <div class="actions">{actions}</div>
        </div>
    }
    .into_any()
}

/// The button that fetches again what the page shows, and says when it does: its words at rest and at
/// work. A page has one, which a key finds by its id.
pub fn refresh_button(
    loading: impl Fn() -> bool + Copy + Send + 'static,
    refresh: impl Fn() + 'static,
    words: (&'static str, &'static str),
) -> AnyView {
    view! {
        <button type="button" id="refresh" class="button" aria-disabled={attr(move || loading().then_some("true"))}
            on:click=move |_| if !untrack(loading) { refresh() }>
            <Icon shape=Shape::Refresh/>{live(move || if loading() { words.1 } else { words.0 })}
        </button>
    }
    .into_any()
}
