//! The parts of a cluster's page, their order on screen, and how addresses name them.

/// A part of a cluster's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What it is and how it does.
    Overview,
    /// Its HSMs.
    Hsms,
    /// Whether it is used: what its HSMs measured.
    Usage,
    /// Its subnet mapping, and what EC2 knows of it.
    Network,
    /// Its certificates and CSR.
    Certificates,
    /// Its tags.
    Tags,
    /// Its backups.
    Backups,
    /// What was done to it, and by whom.
    History,
    /// AWS's answer.
    Json,
}

impl Tab {
    /// All of them, in the order on screen.
    pub const ALL: [Self; 9] = [
        Self::Overview,
        Self::Hsms,
        Self::Usage,
        Self::Network,
        Self::Certificates,
        Self::Tags,
        Self::Backups,
        Self::History,
        Self::Json,
    ];

    /// The one before it on screen.
    pub fn before(self) -> Option<Self> {
        Self::ALL.into_iter().take_while(|tab| *tab != self).last()
    }

    /// The one after it on screen.
    pub fn after(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|tab| *tab != self).nth(1)
    }

    /// What it is called on screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Hsms => "HSMs",
            Self::Usage => "Usage",
            Self::Network => "Network",
            Self::Certificates => "Certificates",
            Self::Tags => "Tags",
            Self::Backups => "Backups",
            Self::History => "History",
            Self::Json => "JSON",
        }
    }

    /// The end of its address.
    pub(super) fn segment(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Hsms => "hsms",
            Self::Usage => "usage",
            Self::Network => "network",
            Self::Certificates => "certificates",
            Self::Tags => "tags",
            Self::Backups => "backups",
            Self::History => "history",
            Self::Json => "raw",
        }
    }
}
