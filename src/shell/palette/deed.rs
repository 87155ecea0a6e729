//! Doing what was chosen.

use leptos::prelude::*;

use super::{Known, entry::Deed, means::Means};
use crate::{
    components::{copy_text, refresh_page, toast_problem},
    route::{Place, Route, Tab, go_to, go_to_address, hsm_deletion},
    shell::dialogs::{open_preferences, open_shortcuts},
    shell::shortcuts::{next_density, next_theme},
    state::spawn_detached,
};

impl Deed {
    pub(super) fn perform(self, means: Means) {
        match self {
            Self::Go(route) => go_to(&route),
            Self::DeleteHsm(cluster, hsm) => go_to_address(&hsm_deletion(cluster, &hsm)),
            Self::Filter(filter) => go_to_address(&Route::filtered_list(&filter)),
            Self::FindBackup(id) => find_backup(means.known, id),
            Self::Copy(id) => copy_text(id, "cluster ID".to_owned()),
            Self::OfPage(number) => {
                if let Some(action) = means.actions.get(number) {
                    action.run.run(());
                }
            }
            Self::Refresh => refresh_page(),
            Self::NextTheme => next_theme(),
            Self::NextDensity => next_density(),
            Self::OpenPreferences => open_preferences(means.dialogs),
            Self::OpenShortcuts => open_shortcuts(means.dialogs),
        }
    }
}

/// Asks one region after the other for a backup, and goes to where it shows.
fn find_backup(known: Known, id: String) {
    let Known { fleet, connected, .. } = known;
    let regions = connected.session.regions.clone();
    spawn_detached(async move {
        let mut unread = Vec::new();
        for region in regions {
            match connected.client.backup(&region, &id).await {
                Ok(Some(backup)) => {
                    let cluster = backup.cluster_id.unwrap_or_default();
                    let is_listed = fleet.has_row(&region, &cluster);
                    // A backup can outlive its cluster, and has a page of its own.
                    return go_to(&if is_listed {
                        Route::Cluster(Place::new(region, cluster), Tab::Backups)
                    } else {
                        Route::DeleteBackup(Place::new(region, id))
                    });
                }
                Ok(None) => {}
                Err(_) => unread.push(region),
            }
        }
        let mut words = ["No region has the backup ", &id, "."].concat();
        if !unread.is_empty() {
            words = ["Couldn’t look for ", &id, " in ", &unread.join(", "), "."].concat();
        }
        toast_problem(&words);
    });
}
