//! "Why?": from an error or a finding to the paragraph that explains it, on the pages that the console
//! brings along.

use backend_api::NetworkKind;
use cluster_health::Kind;
use leptos::prelude::*;

/// The way to the paragraph of an error code, on the page that is made from docs/troubleshooting.md.
pub fn why_error(code: &str) -> AnyView {
    why("errors.html#", code)
}

/// The way to the paragraph of a finding, on the page that is made from docs/findings.md.
pub fn why_finding(kind: Kind) -> AnyView {
    why("findings.html#", kind.as_str())
}

/// The way to the paragraph of a finding about the network, on the same page.
pub fn why_network(kind: NetworkKind) -> AnyView {
    why("findings.html#", kind.as_str())
}

/// A page of its own beside the console: the router must not take it for one of its own.
fn why(page: &str, of: &str) -> AnyView {
    let (href, label) = ([page, of].concat(), ["Why? ", of].concat());
    view! { <a href=href target="_blank" aria-label=label>"Why?"</a> }.into_any()
}
