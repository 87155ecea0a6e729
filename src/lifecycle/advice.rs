//! What to do about what AWS refuses in the steps of a cluster's life, as far as that is known.
//!
//! Only words that AWS's answer has: its codes here are the same for many reasons.

use backend_api::ApiError;

use crate::lower_case::lower_case;

/// What AWS says of a second HSM before the initialization, in part.
const NOT_ACTIVATED: &str = "has not yet been fully activated";
/// The permission that the first cluster of an account needs.
const SERVICE_ROLE: &str = "iam:CreateServiceLinkedRole";

/// What to do, in a sentence or two; `None` where nobody knows more than the message.
pub(super) fn advice(error: &ApiError) -> Option<&'static str> {
    let message = lower_case(&error.message);
    let has = |words: &str| message.contains(&lower_case(words));
    if has(NOT_ACTIVATED) {
        return Some(
            "Until a cluster is initialized and activated, AWS allows one HSM in it. Initialize and activate it first, then add the next HSM.",
        );
    }
    if has(SERVICE_ROLE) {
        return Some(
            "The first cluster of an account needs the service-linked role AWSServiceRoleForCloudHSM. Allow iam:CreateServiceLinkedRole once, or have an administrator create the role. Nothing else of the request was wrong.",
        );
    }
    let is_quota = error.code.as_str().contains("LimitExceeded")
        || ["quota", "limit exceeded", "maximum number"].iter().any(|words| has(words));
    if is_quota {
        return Some(
            "This is a quota of the account in the region, not of the zone: another zone doesn’t help. By default AWS allows 4 clusters and 6 HSMs. Request an increase in Service Quotas, or delete what isn’t needed.",
        );
    }
    if has("availability zone") {
        return Some(
            "This is about the zone, not about a quota: not every Availability Zone has CloudHSM, and no API lists those that do. Choose a subnet in another zone.",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_a_quota_and_an_uninitialized_cluster_are_not_confused() {
        let of = |code: &str, message: &str| {
            advice(&ApiError::backend(code, message)).unwrap_or_default().to_owned()
        };
        let invalid = "CloudHsmInvalidRequestException";
        let second = of(
            invalid,
            "Cluster cluster-a already contains an HSM but has not yet been fully activated.",
        );
        assert!(second.starts_with("Until a cluster is initialized"), "{second}");
        let zone = of(invalid, "CloudHSM is not available in Availability Zone us-east-1e.");
        assert!(zone.starts_with("This is about the zone"), "{zone}");
        let quota = of("CloudHsmResourceLimitExceededException", "Too many HSMs.");
        assert!(quota.starts_with("This is a quota"), "{quota}");
        let both = of(invalid, "The maximum number of HSMs in the Availability Zones is reached.");
        assert!(both.starts_with("This is a quota"), "{both}");
        let role = of(
            "AccessDeniedException",
            "User: me is not authorized to perform: iam:CreateServiceLinkedRole on resource: x",
        );
        assert!(role.contains("AWSServiceRoleForCloudHSM"), "{role}");
        assert_eq!(of(invalid, "No."), "");
    }
}
