//! Blockers that only say what they are; but for the deletion protection, which is turned off elsewhere.

use backend_api::{Blocker, BlockerCode};
use leptos::prelude::*;

use crate::{
    components::{NoticeKind, notice, sentence},
    route::{Place, Route},
};

/// The blockers of a plan for this cluster, for one of its HSMs, or for one of its backups.
pub(crate) fn plain_blockers<'a>(
    blockers: impl Iterator<Item = &'a Blocker>,
    cluster: &Place,
) -> Vec<AnyView> {
    let items = blockers.map(|blocker| {
        // A backup can be of a cluster that AWS doesn't name.
        let is_protected =
            blocker.code == BlockerCode::DeletionProtection && !cluster.id.is_empty();
        let way_out = is_protected.then(|| turn_protection_off(cluster));
        let words = view! { <p>{sentence(blocker.message.clone())}</p>{way_out} };
        notice(NoticeKind::Danger, None, words.into_any())
    });
    items.collect()
}

/// The link to the page that turns a cluster's deletion protection off.
pub(crate) fn turn_protection_off(cluster: &Place) -> AnyView {
    let href = Route::Protection(cluster.clone()).href();
    view! { <p><a class="button" href=href>"Turn the protection off…"</a></p> }.into_any()
}
