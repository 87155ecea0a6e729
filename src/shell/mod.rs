//! What surrounds every page: the bar, the palette, the keys and the preferences.
//!
//! Must not know what the features show.

pub mod credentials_end;
pub mod dialogs;
pub mod not_found;
pub mod palette;
pub mod preferences;
mod problem_count;
mod running;
pub mod shortcut_sheet;
pub mod shortcuts;
pub mod top_bar;
