//! Blockers without anything to do about them.

use backend_api::Blocker;
use leptos::prelude::*;

use crate::{
    components::{NoticeKind, notice},
    time::with_times,
};

/// Blockers that only say what they are.
pub(in crate::deletion) fn plain_blockers<'a>(
    blockers: impl Iterator<Item = &'a Blocker>,
) -> Vec<AnyView> {
    let items = blockers.map(|blocker| {
        let message = blocker.message.clone();
        let words = view! { <p>{move || with_times(&message)}</p> };
        notice(NoticeKind::Danger, None, words.into_any())
    });
    items.collect()
}
