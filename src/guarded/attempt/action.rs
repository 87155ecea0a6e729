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
    CreateCluster,
    CreateHsm,
    InitializeCluster,
    /// Another retention, or another HSM type.
    ModifyCluster,
    CopyBackup,
    /// Whether retention ends it.
    KeepBackup,
    ShareBackup,
    UnshareBackup,
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
            Operation::CreateCluster => Self::CreateCluster,
            Operation::CreateHsm => Self::CreateHsm,
            Operation::InitializeCluster => Self::InitializeCluster,
            Operation::ModifyCluster => Self::ModifyCluster,
            Operation::CopyBackupToRegion => Self::CopyBackup,
            Operation::ModifyBackupAttributes => Self::KeepBackup,
            Operation::PutResourcePolicy => Self::ShareBackup,
            Operation::DeleteResourcePolicy => Self::UnshareBackup,
            _ => Self::SetTag,
        }
    }

    /// What it is done to.
    pub(super) fn thing(self) -> &'static str {
        match self {
            Self::DeleteCluster
            | Self::CreateCluster
            | Self::InitializeCluster
            | Self::ModifyCluster => "cluster",
            Self::DeleteHsm | Self::CreateHsm => "HSM",
            Self::DeleteBackup
            | Self::RestoreBackup
            | Self::KeepBackup
            | Self::ShareBackup
            | Self::UnshareBackup => "backup",
            Self::CopyBackup => "copy",
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
            Self::CreateCluster => "AWS is creating the cluster",
            Self::CreateHsm => "AWS is creating the HSM",
            Self::InitializeCluster => "AWS is initializing the cluster",
            Self::ModifyCluster => "AWS is changing the cluster",
            Self::CopyBackup => "AWS is copying the backup",
            Self::KeepBackup => "AWS is changing the backup’s expiry",
            Self::ShareBackup => "AWS is sharing the backup",
            Self::UnshareBackup => "AWS is ending the sharing",
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
            Self::CreateCluster => "The cluster is created",
            Self::CreateHsm => "The HSM is created",
            Self::InitializeCluster => "The cluster is initialized",
            Self::ModifyCluster => "The cluster is changed",
            Self::CopyBackup => "The backup is copied",
            Self::KeepBackup => "The backup’s expiry is changed",
            Self::ShareBackup => "The backup is shared",
            Self::UnshareBackup => "The backup is no longer shared by a policy",
        }
    }

    /// When it was refused.
    pub(super) fn refused(self) -> &'static str {
        match self {
            Self::DeleteCluster | Self::DeleteHsm | Self::DeleteBackup => "Nothing was deleted",
            Self::RestoreBackup => "The backup was not restored",
            Self::RemoveTag | Self::SetTag => "The protection was not changed",
            Self::CreateCluster => "No cluster was created",
            Self::CreateHsm => "No HSM was created",
            Self::InitializeCluster => "The cluster was not initialized",
            Self::ModifyCluster => "The cluster was not changed",
            Self::CopyBackup => "The backup was not copied",
            Self::KeepBackup => "The backup’s expiry was not changed",
            Self::ShareBackup | Self::UnshareBackup => "The sharing was not changed",
        }
    }

    /// Whether the last check is a state alone. Of tags and changes it is a phrase.
    pub(super) fn has_state(self) -> bool {
        !matches!(self, Self::RemoveTag | Self::SetTag) && !self.is_change()
    }

    /// Whether something is created or changed.
    pub(super) fn is_change(self) -> bool {
        self.leaves_cluster()
            || matches!(
                self,
                Self::CopyBackup | Self::KeepBackup | Self::ShareBackup | Self::UnshareBackup
            )
    }

    /// Whether there is a cluster to show afterwards.
    pub(super) fn leaves_cluster(self) -> bool {
        use Action::{CreateCluster, CreateHsm, InitializeCluster, ModifyCluster};
        matches!(self, CreateCluster | CreateHsm | InitializeCluster | ModifyCluster)
    }

    /// Whether something new is expected: it is not listed before.
    pub(super) fn is_creation(self) -> bool {
        matches!(self, Self::CreateCluster | Self::CreateHsm | Self::CopyBackup)
    }
}
