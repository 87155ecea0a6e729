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
/// or can't be changed back.
pub fn needs_plan(operation: Operation) -> bool {
    operation.class() == OperationClass::Destroying
        || matches!(
            operation,
            Operation::CreateCluster
                | Operation::CreateHsm
                | Operation::InitializeCluster
                | Operation::ModifyCluster
        )
}
