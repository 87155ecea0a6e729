//! The head of a page: where it is, what it is, and what can be done.

use leptos::prelude::*;

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
    document().set_title(&format!("{page} · CloudHSM Console"));
}

/// Title with breadcrumbs above and actions beside it.
#[component]
pub fn PageHeader(
    #[prop(optional)] crumbs: Vec<Crumb>,
    /// The heading's line: an `<h1>` and what stands beside it.
    #[prop(into)]
    title: ViewFn,
    /// Buttons and links.
    #[prop(optional, into)]
    actions: ViewFn,
    /// A line below the title.
    #[prop(optional, into)]
    subtitle: ViewFn,
) -> impl IntoView {
    let trail = (!crumbs.is_empty()).then(|| {
        let steps: Vec<_> = crumbs
            .into_iter()
            .map(|crumb| view! { <li><a href=crumb.href>{crumb.text}</a></li> })
            .collect();
        view! { <nav class="crumbs" aria-label="Breadcrumb"><ol>{steps}</ol></nav> }
    });
    view! {
        <div class="page-header">
            <div>
                {trail}
                <div class="title-line">{title.run()}</div>
                <div class="subtitle">{subtitle.run()}</div>
            </div>
            <div class="actions">{actions.run()}</div>
        </div>
    }
}
