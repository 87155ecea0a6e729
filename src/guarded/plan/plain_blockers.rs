//! Blockers as plain messages. The deletion protection also gets a link to the page that turns it off.

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
        let way_out = match blocker.code {
            BlockerCode::DeletionProtection if blocker.subjects.contains(&cluster.id) => {
                turn_protection_off(cluster)
            }
            BlockerCode::DeletionProtection => {
                view! { <p class="small">"Remove the tag from the backup with the AWS CLI (untag-resource)."</p> }
                    .into_any()
            }
            _ => ().into_any(),
        };
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
