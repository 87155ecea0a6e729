//! The steps of a cluster's life and of a backup's that have a page of their own, and how addresses name them.

use super::{BACKUPS, CLUSTERS};

/// A step of a cluster's life, or of a backup's, that has a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One more HSM.
    AddHsm,
    /// The certificate that makes it its owner's.
    Initialize,
    /// How long its backups are kept.
    Retention,
    /// Another HSM type, and its rollback.
    Migrate,
    /// Without HSMs for a while.
    Park,
    /// With the HSMs that it had.
    Wake,
    /// A backup, once more in another region.
    CopyBackup,
    /// Whether retention ends a backup.
    KeepBackup,
    /// Which other accounts can use a backup.
    ShareBackup,
    /// A backup that was deleted.
    RestoreBackup,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::AddHsm,
        Self::Initialize,
        Self::Retention,
        Self::Migrate,
        Self::Park,
        Self::Wake,
        Self::CopyBackup,
        Self::KeepBackup,
        Self::ShareBackup,
        Self::RestoreBackup,
    ];

    /// Whether it is one of a backup's, whose ID the address then has.
    pub fn is_of_backup(self) -> bool {
        matches!(
            self,
            Self::CopyBackup | Self::KeepBackup | Self::ShareBackup | Self::RestoreBackup
        )
    }

    /// What its address has before the ID.
    pub(super) fn kind(self) -> &'static str {
        if self.is_of_backup() { BACKUPS } else { CLUSTERS }
    }

    /// The end of its address.
    pub(super) fn segment(self) -> &'static str {
        match self {
            Self::AddHsm => "add-hsm",
            Self::Initialize => "initialize",
            Self::Retention => "retention",
            Self::Migrate => "migrate",
            Self::Park => "park",
            Self::Wake => "wake",
            Self::CopyBackup => "copy",
            Self::KeepBackup => "keep",
            Self::ShareBackup => "share",
            Self::RestoreBackup => "restore",
        }
    }
}
