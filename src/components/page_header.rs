//! The head of a page: where it is, what it is, and what can be done.

use leptos::prelude::*;

use crate::{lookalikes::visible, route::last_list, state::hosting};

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

/// The same of a page about one thing, which the title names: many tabs and entries of the history look alike
/// otherwise.
pub fn set_title_of(page: &str, what: &str) {
    set_title(&[page, " · ", &visible(what)].concat());
}

/// The step to the list, as it was last on screen.
pub fn clusters_crumb() -> Crumb {
    Crumb { text: "Clusters".into(), href: last_list() }
}

/// Title with breadcrumbs above and actions beside it; any of the parts can be empty.
pub fn page_header(
    crumbs: Vec<Crumb>,
    title: AnyView,
    subtitle: AnyView,
    actions: AnyView,
) -> AnyView {
    let steps = (!crumbs.is_empty()).then(|| {
        let steps = crumbs.into_iter().map(|Crumb { text, href }| {
            view! { <li><a href=href>{text}</a></li> }
        });
        view! { <nav class="crumbs" aria-label="Breadcrumb"><ol>{steps.collect::<Vec<_>>()}</ol></nav> }
            .into_any()
    });
    view! {
        <div class="page-header">
            <div>
                {steps}
                <div class="title-line">{title}</div>
                <div class="subtitle">{subtitle}</div>
            </div>
            <div class="actions">{actions}</div>
        </div>
    }
    .into_any()
}
