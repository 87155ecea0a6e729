//! What a request asks the guard for, and what it shows for it.

use std::time::Duration;

use cloudhsm_api::{Operation, Secret};
use serde_json::{Map, Value};

/// What is asked for, and by whom.
#[derive(Debug, Clone)]
pub struct OperationRequest {
    /// The user that a trusted proxy named.
    pub user: Option<String>,
    /// The region in the path.
    pub region: String,
    /// The operation in the path.
    pub operation: Operation,
    /// The body.
    pub body: Map<String, Value>,
}

/// What came with a request that needs a permit.
#[derive(Debug, Clone)]
pub struct DeletionRequest {
    /// What is asked for, and by whom.
    pub asked: OperationRequest,
    /// The header [`backend_api::PERMIT_HEADER`].
    /// Whoever has it could send the deletion, so that it isn't printed.
    pub permit: Option<Secret>,
    /// The header [`backend_api::CONFIRMATION_HEADER`].
    pub confirmation: Option<String>,
    /// Everything but the request.
    pub dry_run: bool,
    /// The time in which an answer must be there.
    pub limit: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permit_is_not_printed() {
        let asked = OperationRequest {
            user: None,
            region: "us-east-1".into(),
            operation: Operation::DeleteCluster,
            body: Map::new(),
        };
        let request = DeletionRequest {
            asked,
            permit: Some(Secret::new("hunter2")),
            confirmation: None,
            dry_run: false,
            limit: Duration::from_secs(1),
        };
        let printed = format!("{request:?}");
        assert!(printed.contains("***") && !printed.contains("hunter2"), "{printed}");
    }
}
