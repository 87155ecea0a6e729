//! What a person chose, kept in the browser. Never a secret.

use leptos::prelude::*;

use super::storage;

const THEME: &str = "cloudhsm-console.theme";

/// Which colours the console wears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system does.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn from_name(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The one after this, for a button that goes round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "System theme",
            Self::Light => "Light theme",
            Self::Dark => "Dark theme",
        }
    }
}

/// The theme and how to change it. `boot.js` applies the stored one before the first paint.
pub fn use_theme() -> (Signal<Theme>, impl Fn(Theme) + Copy) {
    let stored = storage::get(storage::of_browser(), THEME);
    let theme = RwSignal::new(Theme::from_name(stored.as_deref().unwrap_or_default()));
    let choose = move |chosen: Theme| {
        theme.set(chosen);
        // Not kept, the choice lasts as long as the page.
        storage::set(storage::of_browser(), THEME, chosen.name());
        if let Some(root) = document().document_element() {
            // An attribute of plain letters is always accepted.
            let _ = match chosen {
                Theme::System => root.remove_attribute("data-theme"),
                other => root.set_attribute("data-theme", other.name()),
            };
        }
    };
    (theme.into(), choose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_unknown_ones_are_the_systems() {
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            assert_eq!(Theme::from_name(theme.name()), theme);
        }
        assert_eq!(Theme::from_name("sepia"), Theme::System);
        assert_eq!(Theme::System.next().next().next(), Theme::System);
    }
}
