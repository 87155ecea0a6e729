//! A backup's life between its creation and its deletion: copied, kept, shared, restored. Each page asks
//! for what the step needs; `change` shows the plan.

mod copy;
mod keep;
mod live;
mod restore;
mod share;

use leptos::prelude::*;

use crate::route::{Place, Step};

/// The page of one step of a backup's life; of a step of a cluster's there is none.
pub(super) fn backup_step_page(place: Place, step: Step) -> AnyView {
    match step {
        Step::CopyBackup => copy::copy_page(place),
        Step::KeepBackup => keep::keep_page(place),
        Step::ShareBackup => share::share_page(place),
        Step::RestoreBackup => restore::restore_page(place),
        _ => ().into_any(),
    }
}
