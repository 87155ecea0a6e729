//! What keys do that other controls do too.

use crate::{
    components::toast,
    keyboard_focus::click,
    state::{Density, Theme},
};

/// Fetches again what the page shows.
pub fn refresh() {
    click("refresh");
}

/// Puts on the next theme, and says which.
pub fn next_theme() {
    let theme = Theme::chosen().next();
    theme.choose();
    toast(theme.label());
}

/// Puts on the other density, and says which.
pub fn next_density() {
    let density = Density::chosen().next();
    density.choose();
    toast(density.label());
}
