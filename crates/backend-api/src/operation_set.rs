//! The sets of operations that an operator allows together: the values of `--allow`.

use cloudhsm_api::{Operation, OperationClass};

use crate::wire::closed_enum;

closed_enum! {
    /// Operations that are allowed together.
    OperationSet {
        /// What changes nothing. Always allowed.
        Read = "read",
        /// Tags, and with them the deletion protection.
        Tag = "tag",
        /// What creates, initializes, modifies, copies and shares.
        Operate = "operate",
        /// What deletes, and what restores a deleted backup.
        Delete = "delete",
    }
}

impl OperationSet {
    /// The set that an operation is in. `RestoreBackup` takes a deletion back, so it is in the set
    /// of what deletes.
    pub fn of(operation: Operation) -> Self {
        match operation {
            Operation::TagResource | Operation::UntagResource => Self::Tag,
            Operation::RestoreBackup => Self::Delete,
            _ => match operation.class() {
                OperationClass::Reading => Self::Read,
                OperationClass::Changing => Self::Operate,
                OperationClass::Destroying => Self::Delete,
            },
        }
    }
}

/// Whether an operation always passes with the permit of a plan: it destroys something, costs money
/// or can't be changed back, can end a backup or lets another account use one.
pub fn needs_plan(operation: Operation) -> bool {
    operation.class() == OperationClass::Destroying
        || matches!(
            operation,
            Operation::CreateCluster
                | Operation::CreateHsm
                | Operation::InitializeCluster
                | Operation::ModifyCluster
                | Operation::CopyBackupToRegion
                | Operation::ModifyBackupAttributes
                | Operation::PutResourcePolicy
                | Operation::DeleteResourcePolicy
        )
}

/// Whether [`crate::routes::change_plan`] plans an operation: what needs a plan and destroys nothing,
/// and `RestoreBackup`, which passes without a plan too.
pub fn has_change_plan(operation: Operation) -> bool {
    operation == Operation::RestoreBackup
        || needs_plan(operation) && operation.class() != OperationClass::Destroying
}
