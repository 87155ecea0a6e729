//! Something that isn't known: its state with an icon of its own, and why. It looks like no answer does.

use leptos::prelude::*;

use super::source::{Reason, Unknown};
use crate::components::{Shape, icon, lock};

pub(in crate::cluster) fn unknown_view(unknown: &Unknown) -> AnyView {
    let (class, icon) = match unknown.reason {
        Reason::NotAllowed => ("badge warn", lock()),
        Reason::Failed => ("badge bad", icon(Shape::Alert)),
        Reason::NotAsked => ("badge odd", icon(Shape::Question)),
    };
    view! {
        <p><span class=class>{icon}{unknown.title()}</span></p>
        <p class="small break">{unknown.words.clone()}</p>
    }
    .into_any()
}
