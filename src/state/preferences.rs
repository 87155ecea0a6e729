//! A person's choices, saved in the browser. Never secrets.
//!
//! Nothing here is a signal: what shows a choice reads the attribute of `<html>` in the stylesheet,
//! or asks when it is opened, so that both programs in the page always agree. The zone of times alone
//! is one, in `src/time/zone.rs`.

use leptos::prelude::*;

use super::storage;
use crate::time::write_in_utc;

const SHORTCUTS: &str = "cloudhsm-console.shortcuts";
const TIMES: &str = "cloudhsm-console.times";
const HINTS: &str = "cloudhsm-console.hints";

/// An appearance that `boot.js` applies before the first paint.
trait Look: Copy {
    const KEY: &'static str;
    const ATTRIBUTE: &'static str;
    /// Its name; `None` for what the stylesheet does without any attribute.
    fn name(self) -> Option<&'static str>;
}

fn stored(key: &str) -> String {
    storage::get(storage::of_browser(), key).unwrap_or_default()
}

/// Whether something is on: until it is turned off.
fn is_on(key: &str) -> bool {
    stored(key) != "off"
}

fn turn(key: &str, on: bool) {
    storage::set(storage::of_browser(), key, if on { "on" } else { "off" });
}

fn apply(key: &str, attribute: &str, name: Option<&str>) {
    // Not kept, the choice lasts as long as the page.
    storage::set(storage::of_browser(), key, name.unwrap_or_default());
    if let Some(root) = document().document_element() {
        // An attribute of plain letters is always accepted.
        let _ = match name {
            Some(name) => root.set_attribute(attribute, name),
            None => root.remove_attribute(attribute),
        };
    }
}

/// The color theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system does.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Look for Theme {
    const KEY: &'static str = "cloudhsm-console.theme";
    const ATTRIBUTE: &'static str = "data-theme";

    fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    fn from_name(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The one that was chosen.
    pub fn chosen() -> Self {
        Self::from_name(&stored(Self::KEY))
    }

    /// Puts it on, and keeps it.
    pub fn choose(self) {
        apply(Self::KEY, Self::ATTRIBUTE, self.name());
    }

    /// The one after this, for a key that goes round.
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

/// How close together things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Density {
    /// With room.
    Comfortable,
    /// More on one screen.
    Compact,
}

impl Look for Density {
    const KEY: &'static str = "cloudhsm-console.density";
    const ATTRIBUTE: &'static str = "data-density";

    fn name(self) -> Option<&'static str> {
        match self {
            Self::Comfortable => None,
            Self::Compact => Some("compact"),
        }
    }
}

impl Density {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    fn from_name(name: &str) -> Self {
        if name == "compact" { Self::Compact } else { Self::Comfortable }
    }

    /// The one that was chosen.
    pub fn chosen() -> Self {
        Self::from_name(&stored(Self::KEY))
    }

    /// Puts it on, and keeps it.
    pub fn choose(self) {
        apply(Self::KEY, Self::ATTRIBUTE, self.name());
    }

    /// The other one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Comfortable => Self::Compact,
            Self::Compact => Self::Comfortable,
        }
    }

    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Comfortable => "Comfortable density",
            Self::Compact => "Compact density",
        }
    }
}

/// Whether single keys do something. Who speaks to the computer, or types by accident, turns them
/// off (WCAG 2.1.4).
pub fn single_keys() -> bool {
    is_on(SHORTCUTS)
}

/// Turns single keys on or off, and keeps that.
pub fn choose_single_keys(on: bool) {
    turn(SHORTCUTS, on);
}

/// Whether times are written in UTC; in the browser's zone otherwise.
pub fn times_in_utc() -> bool {
    stored(TIMES) == "utc"
}

/// Writes times in UTC or in the browser's zone, and keeps that.
pub fn choose_times_in_utc(in_utc: bool) {
    storage::set(storage::of_browser(), TIMES, if in_utc { "utc" } else { "local" });
    write_in_utc(in_utc);
}

/// Whether hints for newcomers are shown: until somebody dismisses them.
pub fn wants_hints() -> bool {
    is_on(HINTS)
}

/// Shows hints again, or no more, and keeps that.
pub fn choose_hints(on: bool) {
    turn(HINTS, on);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_unknown_ones_are_the_first() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_name(theme.name().unwrap_or_default()), theme);
        }
        for density in Density::ALL {
            assert_eq!(Density::from_name(density.name().unwrap_or_default()), density);
            assert_eq!(density.next().next(), density);
        }
        assert_eq!(Theme::from_name("sepia"), Theme::System);
        assert_eq!(Density::from_name("sepia"), Density::Comfortable);
        assert_eq!(Theme::System.next().next().next(), Theme::System);
    }

    #[test]
    fn what_puts_it_on_before_the_first_paint_knows_the_same_names() {
        let boot = include_str!("../../public/boot.js");
        for name in ["theme", "density"] {
            assert!(boot.contains(&format!("'{name}'")), "{name}");
        }
        for (key, attribute) in [(Theme::KEY, Theme::ATTRIBUTE), (Density::KEY, Density::ATTRIBUTE)]
        {
            assert_eq!(key.strip_prefix("cloudhsm-console."), attribute.strip_prefix("data-"));
        }
    }
}
