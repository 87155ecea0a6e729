//! `/regions/{region}/clusters/{id}/delete`: the guarded deletion.
//!
//! The page shows a plan that the backend made and carries a person's confirmation to it. What may
//! be deleted, and what came of it, is decided there, not here.

mod backup;
mod beginning;
mod cluster;
mod frame;
mod hsms;
mod page;
mod plan;
mod protection;
mod readings;

use leptos::prelude::*;

use self::{
    backup::BackupPage,
    cluster::DeletionPage,
    page::{NOTHING, Page},
    protection::ProtectionPage,
};
use crate::{components::lazy::in_chunk, route::Place};

in_chunk! { deletion,
    /// The page of one cluster's deletion.
    pub fn deletion_page(place: Place) -> AnyView {
        view! { <DeletionPage place/> }.into_any()
    }
}

in_chunk! { backups,
    /// The page of one backup's deletion.
    pub fn backup_page(place: Place) -> AnyView {
        view! { <BackupPage place/> }.into_any()
    }
}

in_chunk! { backups,
    /// The page of the tag that forbids a deletion.
    pub fn protection_page(place: Place) -> AnyView {
        view! { <ProtectionPage place/> }.into_any()
    }
}
