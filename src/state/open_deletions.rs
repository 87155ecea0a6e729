//! Which of the open attempts delete something.
//!
//! They are read only by the chunk that shows them: this decides whether it is loaded.

use cloudhsm_api::Operation;
use serde_json::Value;

const DELETIONS: [Operation; 3] =
    [Operation::DeleteCluster, Operation::DeleteHsm, Operation::DeleteBackup];

/// Whether an attempt, as it came, deletes something that AWS takes its time for.
pub(super) fn is_deletion(attempt: &Value) -> bool {
    let operation = attempt.get("operation").and_then(Value::as_str);
    operation.is_some_and(|name| DELETIONS.iter().any(|it| it.name() == name))
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
        for operation in DELETIONS {
            assert!(is(operation), "{operation}");
        }
        for operation in [Operation::TagResource, Operation::RestoreBackup] {
            assert!(!is(operation), "{operation}");
        }
        assert!(!is_deletion(&Value::Null));
    }
}
