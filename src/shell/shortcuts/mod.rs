//! Keys that do something on every page: one table for what listens, what explains them, and the
//! documents.

mod actions;
mod listener;

pub use actions::{next_density, next_theme};
pub use listener::listen;

/// Something that keys do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// Opens the command palette.
    Palette,
    /// Goes to the filter of the list.
    Filter,
    /// Goes to the list.
    Clusters,
    /// Goes to the activity.
    Activity,
    /// The tab before this one, on the page of a cluster.
    PreviousTab,
    /// The tab after this one.
    NextTab,
    /// The next row of the list.
    NextRow,
    /// The row before this one.
    PreviousRow,
    /// Selects the row, or no longer.
    SelectRow,
    /// Opens the cluster of the row.
    OpenRow,
    /// Fetches again what the page shows.
    Refresh,
    /// The next theme.
    Theme,
    /// The other density.
    Density,
    /// Shows these.
    Help,
}

impl Shortcut {
    /// All of them, in the order in which they are explained.
    pub const ALL: [Self; 14] = [
        Self::Palette,
        Self::Filter,
        Self::Clusters,
        Self::Activity,
        Self::PreviousTab,
        Self::NextTab,
        Self::NextRow,
        Self::PreviousRow,
        Self::SelectRow,
        Self::OpenRow,
        Self::Refresh,
        Self::Theme,
        Self::Density,
        Self::Help,
    ];

    /// The keys, one after the other; those of [`Shortcut::Palette`] together.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Palette => &["Ctrl", "k"],
            Self::Filter => &["/"],
            Self::Clusters => &["g", "c"],
            Self::Activity => &["g", "a"],
            Self::PreviousTab => &["["],
            Self::NextTab => &["]"],
            Self::NextRow => &["j"],
            Self::PreviousRow => &["k"],
            Self::SelectRow => &["x"],
            Self::OpenRow => &["Enter"],
            Self::Refresh => &["r"],
            Self::Theme => &["t"],
            Self::Density => &["d"],
            Self::Help => &["?"],
        }
    }

    /// What it does, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Palette => "Go to a cluster, a page or an action",
            Self::Filter => "Filter the clusters",
            Self::Clusters => "Go to the clusters",
            Self::Activity => "Go to the activity",
            Self::PreviousTab => "Previous tab of a cluster",
            Self::NextTab => "Next tab of a cluster",
            Self::NextRow => "Next row of the list",
            Self::PreviousRow => "Previous row of the list",
            Self::SelectRow => "Select the row",
            Self::OpenRow => "Open the cluster of the row",
            Self::Refresh => "Refresh",
            Self::Theme => "Next theme",
            Self::Density => "Change the density",
            Self::Help => "Show the shortcuts",
        }
    }
}

/// Keys that work where the focus is, whatever the preferences say: in the list, in fields, menus and
/// dialogs.
pub const IN_PLACE: [(&[&str], &str); 7] = [
    (&["↑", "↓"], "Row, suggestion, menu item or result before or after this one"),
    (&["Page Up", "Page Down"], "Eight results on in the command palette"),
    (&["Home", "End"], "First or last item of a menu"),
    (&["Tab"], "On to the next control; closes a menu"),
    (&["Enter"], "Choose the suggestion or result, apply the filter, save the view"),
    (&["Backspace"], "Remove the last term of the filter, in an empty field"),
    (
        &["Esc"],
        "Close a dialog, menu or list; clear the filter; cancel a deletion before it is sent",
    ),
];

impl Shortcut {
    /// The list listens for it itself (`src/clusters/row_keys.rs`), or the browser does what it is for.
    fn is_of_the_list(self) -> bool {
        matches!(self, Self::NextRow | Self::PreviousRow | Self::SelectRow | Self::OpenRow)
    }
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A shortcut is complete.
    Is(Shortcut),
    /// The next key decides.
    Begins(&'static str),
    /// None.
    Nothing,
}

/// What a key means without any other held down, after the one that began something.
pub fn meaning(begun: Option<&str>, key: &str) -> Meaning {
    let mut found = Meaning::Nothing;
    for shortcut in Shortcut::ALL.into_iter().filter(|shortcut| !shortcut.is_of_the_list()) {
        match shortcut.keys() {
            [only] if begun.is_none() && *only == key => return Meaning::Is(shortcut),
            [first, second] if begun == Some(first) && *second == key => {
                return Meaning::Is(shortcut);
            }
            [first, _] if begun.is_none() && *first == key => found = Meaning::Begins(first),
            _ => {}
        }
    }
    match begun {
        // What does not go on may begin.
        Some(_) => meaning(None, key),
        None => found,
    }
}

#[cfg(test)]
mod tests;
