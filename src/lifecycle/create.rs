//! `/clusters/create`: a new cluster.

use leptos::prelude::*;

/// The page.
pub(super) fn create_page() -> AnyView {
    ().into_any()
}
