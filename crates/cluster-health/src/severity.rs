//! How severe a finding is.

/// How severe a finding is, the most severe first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something is lost or broken.
    Bad,
    /// One more failure away from that.
    Warn,
    /// Good to know, or needs a person's action.
    Info,
}

impl Severity {
    /// All of them, the most severe first.
    pub const ALL: [Self; 3] = [Self::Bad, Self::Warn, Self::Info];
}
