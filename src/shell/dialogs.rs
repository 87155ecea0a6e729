//! The shell's own dialogs, which any page can open. They are in the chunk `shell`.

use super::{
    palette::{self, Known},
    preferences, shortcut_sheet,
};
use crate::components::{Dialogs, lazy::in_chunk, modal::Closed};

in_chunk! { shell, preload = preload_shell,
    /// Goes to a cluster or a part of it, a page or an action.
    pub fn palette_dialog(known: Known, dialogs: Dialogs, closed: Closed) -> AnyView {
        palette::palette(known, dialogs, closed)
    }
}

in_chunk! { shell,
    /// Explains the keys.
    fn shortcuts_dialog(closed: Closed) -> AnyView {
        shortcut_sheet::sheet(closed)
    }
}

in_chunk! { shell,
    /// Theme, density, keys.
    fn preferences_dialog(closed: Closed) -> AnyView {
        preferences::preferences(closed)
    }
}

/// Opens the command palette.
pub fn open_palette(dialogs: Dialogs, known: Known) {
    dialogs.open(move |closed| palette_dialog(known.clone(), dialogs, closed));
}

/// Opens the sheet that explains the keys.
pub fn open_shortcuts(dialogs: Dialogs) {
    dialogs.open(shortcuts_dialog);
}

/// Opens the preferences.
pub fn open_preferences(dialogs: Dialogs) {
    dialogs.open(preferences_dialog);
}
