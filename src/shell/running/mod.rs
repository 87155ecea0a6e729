//! The deletions that are on their way, in the bar over all pages.
//!
//! They come through the stream of the fleet. What reads and shows them is loaded when there is
//! something to show; until it is there, and if it doesn't load, a link says that there is something.

mod words;

use backend_api::Attempt;
use cloudhsm_api::shape::Member;
use leptos::prelude::*;

use self::words::{href, is_deletion, words};
use crate::{
    components::{Icon, Shape, lazy::in_chunk, lazy_part_or},
    route::Route,
    state::{Clock, Fleet},
};

/// Their place in the bar.
pub fn running() -> AnyView {
    let any = expect_context::<Fleet>().running;
    view! { {move || any.get().then(|| lazy_part_or(plain, running_chip))} }.into_any()
}

fn plain() -> AnyView {
    chip(Route::Activity.href(), "Deletion in progress".to_owned())
}

fn chip(href: String, text: String) -> AnyView {
    view! { <a class="running" href=href><Icon shape=Shape::Arc/><span>{text}</span></a> }
        .into_any()
}

in_chunk! { rest,
    /// What is being deleted and for how long, with the way there.
    pub fn running_chip() -> AnyView {
        let (fleet, clock) = (expect_context::<Fleet>(), expect_context::<Clock>());
        let shown = move || {
            let attempts = fleet.open_attempts().into_iter();
            let deletions: Vec<_> =
                attempts.filter_map(|it| Attempt::read(it).ok()).filter(is_deletion).collect();
            let text = words(&deletions, clock.now());
            // The element stays, and with it the focus: only its texts are others.
            href(&deletions).map(|href| chip(href, text))
        };
        view! { {move || shown()} }.into_any()
    }
}
