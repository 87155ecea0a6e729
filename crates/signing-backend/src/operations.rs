//! Which operations this backend signs.

use backend_api::ApiErrorCode;
use cloudhsm_api::{Operation, OperationClass};

use crate::Failure;

/// What may be done by default beside reading.
const DEFAULT_BESIDE_READING: [Operation; 6] = [
    Operation::DeleteBackup,
    Operation::DeleteCluster,
    Operation::DeleteHsm,
    Operation::RestoreBackup,
    Operation::TagResource,
    Operation::UntagResource,
];

/// The operations that this backend signs; everything else does not exist for its callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationPolicy {
    read_only: bool,
    allowed: Vec<Operation>,
}

impl OperationPolicy {
    /// The reading operations, the default ones beside them, and `extra`; only reading ones when
    /// `read_only`.
    pub fn new(read_only: bool, extra: &[Operation]) -> Self {
        let allowed = Operation::ALL
            .iter()
            .copied()
            .filter(|operation| {
                operation.class() == OperationClass::Reading
                    || (!read_only
                        && (DEFAULT_BESIDE_READING.contains(operation)
                            || extra.contains(operation)))
            })
            .collect();
        Self { read_only, allowed }
    }

    /// Whether only reading operations are signed.
    pub fn read_only(&self) -> bool {
        self.read_only
    }

    /// The operations that are signed, by name.
    pub fn allowed(&self) -> &[Operation] {
        &self.allowed
    }

    /// Whether this operation is signed.
    pub fn allows(&self, operation: Operation) -> bool {
        self.allowed.contains(&operation)
    }

    /// Finds the operation of this name, or says what is allowed instead.
    pub fn find(&self, name: &str) -> Result<Operation, Failure> {
        let names = || self.allowed.iter().map(|operation| operation.name().to_owned()).collect();
        let Ok(operation) = name.parse::<Operation>() else {
            return Err(Failure::backend(
                ApiErrorCode::UnknownOperation,
                "Not an operation of CloudHSM v2.",
            )
            .with_field("operation")
            .with_allowed(names()));
        };
        if self.allows(operation) {
            return Ok(operation);
        }
        if self.read_only {
            return Err(Failure::backend(
                ApiErrorCode::ReadOnly,
                format!("Read-only mode. Restart without --read-only to use {operation}."),
            )
            .with_field("operation")
            .with_allowed(names()));
        }
        Err(Failure::backend(
            ApiErrorCode::UnknownOperation,
            format!("{operation} isn't allowed. Restart with --allow-operation {operation}."),
        )
        .with_field("operation")
        .with_allowed(names()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_reads_tags_restores_and_deletes() {
        let policy = OperationPolicy::new(false, &[]);
        assert!(policy.find("DescribeClusters").is_ok());
        assert!(policy.find("DeleteCluster").is_ok());
        let refused = policy.find("CreateCluster").unwrap_err();
        assert_eq!(refused.error.code, ApiErrorCode::UnknownOperation);
        assert!(refused.error.allowed.contains(&"DescribeClusters".to_owned()));
        assert!(!refused.error.allowed.contains(&"CreateCluster".to_owned()));
        assert!(
            OperationPolicy::new(false, &[Operation::CreateCluster]).find("CreateCluster").is_ok()
        );
    }

    #[test]
    fn read_only_wins_over_everything_that_was_allowed() {
        let policy = OperationPolicy::new(true, &[Operation::CreateCluster]);
        assert_eq!(policy.find("CreateCluster").unwrap_err().error.code, ApiErrorCode::ReadOnly);
        assert_eq!(policy.find("DeleteHsm").unwrap_err().error.code, ApiErrorCode::ReadOnly);
        assert!(policy.allowed().iter().all(|op| op.class() == OperationClass::Reading));
    }

    #[test]
    fn names_are_exact() {
        let policy = OperationPolicy::new(false, &[]);
        for name in ["describeclusters", "DescribeClusters ", "", "BaldrApiService.DeleteCluster"] {
            assert_eq!(
                policy.find(name).unwrap_err().error.code,
                ApiErrorCode::UnknownOperation,
                "{name}"
            );
        }
    }
}
