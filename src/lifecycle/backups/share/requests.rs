//! The requests that share a backup, or end that, with their words. Pure.

use backend_api::ChangeRequest;
use cloudhsm_api::Operation;
use serde_json::json;

use crate::{
    components::Shape,
    lifecycle::{backups::live::Asked, change::ChangeWords},
};

const NOTHING: &str = "The sharing was not changed";

/// Sets the policy, in place of the one that is there.
pub(super) fn share(arn: &str, policy: &str) -> Asked {
    let words = ChangeWords {
        action: "Share this backup",
        shape: Shape::Alert,
        doing: "Sharing",
        nothing: NOTHING,
        is_grave: true,
    };
    let input = json!({ "ResourceArn": arn, "Policy": policy });
    Asked { request: ChangeRequest { operation: Operation::PutResourcePolicy, input }, words }
}

/// Takes the policy away.
pub(super) fn end(arn: &str) -> Asked {
    let words = ChangeWords {
        action: "Stop sharing this backup",
        shape: Shape::Cross,
        doing: "Ending the sharing",
        nothing: NOTHING,
        is_grave: false,
    };
    let input = json!({ "ResourceArn": arn });
    Asked { request: ChangeRequest { operation: Operation::DeleteResourcePolicy, input }, words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_sent_as_a_text_for_the_backups_arn() {
        let Asked { request, words } = share("arn", "{}");
        assert_eq!(request.operation, Operation::PutResourcePolicy);
        assert_eq!(request.input, json!({ "ResourceArn": "arn", "Policy": "{}" }));
        assert!(words.is_grave, "keys are shown to others");
        let Asked { request, .. } = end("arn");
        assert_eq!(request.operation, Operation::DeleteResourcePolicy);
        assert_eq!(request.input, json!({ "ResourceArn": "arn" }));
    }
}
