//! Which of the open attempts delete something.
//!
//! They are read only by the chunk that shows them: this decides whether it is loaded.

use cloudhsm_api::{Operation, OperationClass};
use serde_json::Value;

/// Whether an attempt, as it came, deletes something that AWS takes its time for.
pub(super) fn is_deletion(attempt: &Value) -> bool {
    let operation = attempt.get("operation").and_then(Value::as_str);
    operation
        .and_then(|name| name.parse::<Operation>().ok())
        .is_some_and(|it| it.class() == OperationClass::Destroying)
}

#[cfg(test)]
mod tests {
    use cloudhsm_api::shape::Member;

    use super::*;
    use crate::samples;

    #[test]
    fn tags_and_what_is_unreadable_are_no_deletions() {
        let of = |operation| backend_api::Attempt { operation, ..samples::attempt() };
        let is = |operation| of(operation).write().is_some_and(|it| is_deletion(&it));
        for operation in [Operation::DeleteCluster, Operation::DeleteHsm, Operation::DeleteBackup] {
            assert!(is(operation), "{operation}");
        }
        for operation in [Operation::TagResource, Operation::RestoreBackup] {
            assert!(!is(operation), "{operation}");
        }
        assert!(!is_deletion(&Value::Null));
    }
}
