//! Actions of shortcuts that other controls share.

use crate::{
    components::toast,
    state::{Density, Theme},
};

/// Switches to the next theme, and shows its name.
pub fn next_theme() {
    let theme = Theme::chosen().next();
    theme.choose();
    toast(theme.label());
}

/// Switches to the other density, and shows its name.
pub fn next_density() {
    let density = Density::chosen().next();
    density.choose();
    toast(density.label());
}
