//! The frame of the two pages that read a plan as a whole: of a backup's deletion, and of the protection.

use leptos::prelude::*;

use crate::{
    components::{Copyable, Crumb, page_header, refresh_button},
    guarded::plan::page::{Known, PlanPage, RefreshLabel, Texts},
};

/// What the head says.
pub(super) struct Head {
    pub(super) crumbs: Vec<Crumb>,
    pub(super) heading: AnyView,
    /// What the place's ID is: "cluster ID".
    pub(super) id: &'static str,
    /// A memo, so that the button keeps the focus when a plan is followed by another.
    pub(super) refresh: Memo<RefreshLabel>,
}

/// The head, and below it what came of the newest request and what is known.
pub(super) fn frame(
    page: PlanPage,
    head: Head,
    texts: Texts,
    body: fn(&Known, PlanPage) -> AnyView,
) -> AnyView {
    let Head { crumbs, heading, id, refresh } = head;
    let place = page.place();
    let subtitle = view! { <Copyable text=place.id what=id/><span>{place.region}</span> };
    let loading = page.known.loading;
    let button = move || {
        let words = refresh.get().words();
        refresh_button(move || loading.get(), move || page.again.run(()), words)
    };
    let actions = view! { {move || button()} };
    view! {
        {page_header(crumbs, heading, subtitle.into_any(), actions.into_any())}
        {page.view(texts, body)}
    }
    .into_any()
}
