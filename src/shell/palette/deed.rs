//! Doing what was chosen.

use super::entry::Deed;
use crate::{
    components::{Dialogs, Refresh, copy_text},
    route::go_to,
    shell::dialogs::{open_preferences, open_shortcuts},
    shell::shortcuts::{next_density, next_theme},
};

impl Deed {
    pub(super) fn perform(self, dialogs: Dialogs, refresh: Refresh) {
        match self {
            Self::Go(route) => go_to(&route),
            Self::Copy(id) => copy_text(id, "cluster ID".to_owned()),
            Self::Refresh => refresh.run(),
            Self::NextTheme => next_theme(),
            Self::NextDensity => next_density(),
            Self::OpenPreferences => open_preferences(dialogs),
            Self::OpenShortcuts => open_shortcuts(dialogs),
        }
    }
}
