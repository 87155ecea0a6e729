//! The deletions that are on their way, in the bar over all pages.
//!
//! They come through the stream of the fleet. What reads and shows them is loaded when there is
//! something to show.

mod words;

use backend_api::{Attempt, Unread};
use leptos::prelude::*;

use self::words::{href, words};
use crate::{
    components::{Icon, Shape, lazy::in_chunk, lazy_part},
    state::{Clock, Fleet},
};

/// Their place in the bar.
pub fn running() -> AnyView {
    let fleet = expect_context::<Fleet>();
    let any = Memo::new(move |_| fleet.running.with(|it| !it.is_empty()));
    let chip = move || any.get().then(|| lazy_part("running", move || running_chip(fleet)));
    view! { {move || chip()} }.into_any()
}

in_chunk! { rest,
    /// What is being deleted and for how long, with the way there.
    pub fn running_chip(fleet: Fleet) -> AnyView {
        let clock = expect_context::<Clock>();
        let read = move || -> Vec<Attempt> {
            let attempts = fleet.running.get();
            attempts.iter().map(Unread::read).filter_map(Result::ok).collect()
        };
        let deletions = Memo::new(move |_| {
            let mut all = read();
            all.retain(words::is_deletion);
            all
        });
        let link = move || deletions.with(|all| href(all)).unwrap_or_default();
        let text = move || deletions.with(|all| words(all, clock.now()));
        view! {
            <Show when=move || deletions.with(|all| !all.is_empty())>
                <a class="running" href=move || link()>
                    <Icon shape=Shape::Arc/>
                    <span>{move || text()}</span>
                </a>
            </Show>
        }
        .into_any()
    }
}
