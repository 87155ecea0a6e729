//! What can be chosen, and under which heading it is offered.

use super::rank::Findable;
use crate::route::{Place, Route};

/// The headings, in their order where none has a better fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// The clusters that were opened last; only as long as nothing is typed.
    Recent,
    /// What can be done on the page that is open.
    Actions,
    /// Pages.
    GoTo,
    Clusters,
    Hsms,
    /// Interfaces, addresses, subnets, VPCs, security groups.
    Network,
    Backups,
    Findings,
    /// What concerns the console itself.
    Console,
}

impl Section {
    /// All of them.
    pub(super) const ALL: [Self; 9] = [
        Self::Recent,
        Self::Actions,
        Self::GoTo,
        Self::Clusters,
        Self::Hsms,
        Self::Network,
        Self::Backups,
        Self::Findings,
        Self::Console,
    ];

    /// The heading.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Recent => "Recent",
            Self::Actions => "Actions of this page",
            Self::GoTo => "Go to",
            Self::Clusters => "Clusters",
            Self::Hsms => "HSMs",
            Self::Network => "Network",
            Self::Backups => "Backups",
            Self::Findings => "Findings",
            Self::Console => "Console",
        }
    }
}

/// What choosing does. What destroys is only led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// Goes to a page.
    Go(Route),
    /// Goes to the page that deletes this HSM of a cluster.
    DeleteHsm(Place, String),
    /// Goes to the list with this filter.
    Filter(String),
    /// Asks each region for this backup, and goes to it.
    FindBackup(String),
    /// Copies a cluster's ID.
    Copy(String),
    /// Does what the page that is open offers under this number.
    OfPage(usize),
    /// Fetches again what the page shows.
    Refresh,
    /// Puts on the next theme.
    NextTheme,
    /// Puts on the other density.
    NextDensity,
    /// Opens the preferences.
    OpenPreferences,
    /// Opens the sheet that explains the keys.
    OpenShortcuts,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) deed: Deed,
}

/// An entry that is there before anything is typed, and what it is found by.
#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) section: Section,
    pub(super) entry: Entry,
    pub(super) findable: Findable,
}

impl Fixed {
    pub(super) fn new(section: Section, title: &str, detail: &str, deed: Deed) -> Self {
        let findable = Findable::new(title, detail);
        let (title, detail) = (title.to_owned(), detail.to_owned());
        Self { section, entry: Entry { title, detail, deed }, findable }
    }
}
