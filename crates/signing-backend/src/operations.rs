//! Which operations this backend signs.

use backend_api::{ApiErrorCode, OperationSet};
use cloudhsm_api::{Operation, OperationClass};

use crate::Failure;

/// What is allowed by default beside reading.
pub const DEFAULT_SETS: [OperationSet; 2] = [OperationSet::Tag, OperationSet::Delete];

/// The operations that this backend signs; everything else does not exist for its callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationPolicy {
    read_only: bool,
    /// `--read-only` was given, whatever else was allowed.
    is_by_flag: bool,
    allowed: Vec<Operation>,
}

impl OperationPolicy {
    /// The default sets, and `extra`; only reading operations when `read_only`.
    pub fn new(read_only: bool, extra: &[Operation]) -> Self {
        if read_only {
            Self { is_by_flag: true, ..Self::of(&[], &[]) }
        } else {
            Self::of(&DEFAULT_SETS, extra)
        }
    }

    /// The reading operations, those of these sets, and `extra`.
    pub fn of(sets: &[OperationSet], extra: &[Operation]) -> Self {
        let is_allowed = |operation: &Operation| {
            let set = OperationSet::of(*operation);
            set == OperationSet::Read || sets.contains(&set) || extra.contains(operation)
        };
        let allowed: Vec<_> = Operation::ALL.iter().copied().filter(is_allowed).collect();
        let read_only = allowed.iter().all(|it| it.class() == OperationClass::Reading);
        Self { read_only, is_by_flag: false, allowed }
    }

    /// What the operator of a backend that only reads has to do, with the flag that was given.
    pub(crate) fn why_read_only(&self) -> &'static str {
        if self.is_by_flag {
            "Read-only mode. To change anything, restart the backend without --read-only."
        } else {
            "Read-only mode. To change anything, restart the backend with more than read in --allow."
        }
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
            return Err(Failure::backend(ApiErrorCode::ReadOnly, self.why_read_only())
                .with_field("operation")
                .with_allowed(names()));
        }
        Err(Failure::backend(
            ApiErrorCode::UnknownOperation,
            format!("{operation} isn’t allowed. {}", how_to_allow(operation)),
        )
        .with_field("operation")
        .with_allowed(names()))
    }
}

/// What the operator of the backend has to do.
pub(crate) fn how_to_allow(operation: Operation) -> String {
    let set = OperationSet::of(operation).as_str();
    format!("To use {operation}, restart the backend with {set} in --allow.")
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
    fn a_refusal_names_the_flag_that_was_given() {
        let words = |policy: &OperationPolicy| policy.find("DeleteHsm").unwrap_err().error.message;
        assert!(words(&OperationPolicy::new(true, &[])).ends_with("without --read-only."));
        let allowed = OperationPolicy::of(&[OperationSet::Read], &[]);
        assert!(words(&allowed).ends_with("with more than read in --allow."));
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
