//! Blockers without anything to do about them.

use backend_api::Blocker;
use leptos::prelude::*;

use crate::components::{NoticeKind, notice, sentence};

/// Blockers that only say what they are.
pub(crate) fn plain_blockers<'a>(blockers: impl Iterator<Item = &'a Blocker>) -> Vec<AnyView> {
    let items = blockers.map(|blocker| {
        let words = view! { <p>{sentence(blocker.message.clone())}</p> };
        notice(NoticeKind::Danger, None, words.into_any())
    });
    items.collect()
}
