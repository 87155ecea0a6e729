//! What an attempt does, in words.

use cloudhsm_api::Operation;

/// What an attempt does to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    DeleteCluster,
    DeleteHsm,
    DeleteBackup,
    RestoreBackup,
    /// Takes the deletion-protection tag off.
    RemoveTag,
    /// Anything else, which these pages don't send: a tag that is set.
    SetTag,
}

impl Action {
    pub(super) fn of(operation: Operation) -> Self {
        match operation {
            Operation::DeleteCluster => Self::DeleteCluster,
            Operation::DeleteHsm => Self::DeleteHsm,
            Operation::DeleteBackup => Self::DeleteBackup,
            Operation::RestoreBackup => Self::RestoreBackup,
            Operation::UntagResource => Self::RemoveTag,
            _ => Self::SetTag,
        }
    }

    /// What it is done to.
    pub(super) fn thing(self) -> &'static str {
        match self {
            Self::DeleteCluster => "cluster",
            Self::DeleteHsm => "HSM",
            Self::DeleteBackup | Self::RestoreBackup => "backup",
            Self::RemoveTag | Self::SetTag => "protection tag",
        }
    }

    /// While AWS carries it out.
    pub(super) fn under_way(self) -> &'static str {
        match self {
            Self::DeleteCluster => "AWS is deleting the cluster",
            Self::DeleteHsm => "AWS is deleting the HSM",
            Self::DeleteBackup => "AWS is deleting the backup",
            Self::RestoreBackup => "AWS is restoring the backup",
            Self::RemoveTag => "AWS is removing the protection tag",
            Self::SetTag => "AWS is adding the protection tag",
        }
    }

    /// At its end.
    pub(super) fn done(self) -> &'static str {
        match self {
            Self::DeleteCluster => "The cluster is deleted",
            Self::DeleteHsm => "The HSM is deleted",
            Self::DeleteBackup => "The backup is deleted",
            Self::RestoreBackup => "The backup is restored",
            Self::RemoveTag => "The protection is off",
            Self::SetTag => "The protection is on",
        }
    }

    /// When it was refused.
    pub(super) fn refused(self) -> &'static str {
        match self {
            Self::DeleteCluster | Self::DeleteHsm | Self::DeleteBackup => "Nothing was deleted",
            Self::RestoreBackup => "The backup was not restored",
            Self::RemoveTag | Self::SetTag => "The protection was not changed",
        }
    }

    /// Whether the last check is about a resource with a state, not about its tags.
    pub(super) fn has_state(self) -> bool {
        !matches!(self, Self::RemoveTag | Self::SetTag)
    }
}
