//! What to do about an error, if we know more than its own message.

use backend_api::{ApiError, ApiErrorCode};

/// Where an error came up, as far as that says more about it.
#[derive(Debug, Clone, Copy)]
pub struct InRegion<'a> {
    /// The region that was asked.
    pub region: &'a str,
    /// Another region answered the same credentials.
    pub others_answer: bool,
}

/// The regions that an account has to enable before it can use them:
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html>.
const OPT_IN_REGIONS: [&str; 17] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];

/// What AWS calls the policy that denies, in the message of an explicit deny, and what that means:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>.
const DENYING_POLICIES: [(&str, &str); 6] = [
    (
        "service control policy",
        "A service control policy of your AWS organization denies this. No IAM policy in the account can override it. Ask whoever manages the organization.",
    ),
    (
        "resource control policy",
        "A resource control policy of your AWS organization denies this. No IAM policy in the account can override it. Ask whoever manages the organization.",
    ),
    (
        "permissions boundary",
        "The permissions boundary of the backend’s identity denies this. More IAM permissions don’t help until the boundary is changed.",
    ),
    (
        "session policy",
        "The policy of this session denies this. Start the backend with credentials of a session without it.",
    ),
    (
        "VPC endpoint policy",
        "The policy of the VPC endpoint denies this. Ask whoever manages the endpoint.",
    ),
    // Last: the other messages have these words too.
    (
        "explicit deny",
        "A policy denies this explicitly, and that overrides every permission. Find the Deny statement; another Allow doesn’t help.",
    ),
];

/// What to do about an error.
pub(super) fn advice(error: &ApiError, place: Option<InRegion<'_>>) -> Option<String> {
    // The endpoint of the service's first generation answers in its own way.
    let is_classic =
        ["faqs-classic", "CloudHSM Classic"].iter().any(|words| error.message.contains(words));
    if is_classic {
        return Some(
            "This is the answer of AWS CloudHSM Classic, which AWS has shut down: the endpoint is the wrong one. Start the backend with an endpoint of the form cloudhsmv2.REGION.amazonaws.com, or without --endpoint-url.".to_owned(),
        );
    }
    in_one_region(error, place).or_else(|| anywhere(error).map(str::to_owned))
}

/// What it means that one region refuses credentials that others accept.
fn in_one_region(error: &ApiError, place: Option<InRegion<'_>>) -> Option<String> {
    let InRegion { region, others_answer } = place?;
    let refuses_credentials = matches!(
        error.code.as_str(),
        "UnrecognizedClientException" | "InvalidClientTokenId" | "AuthFailure"
    );
    if !refuses_credentials {
        return None;
    }
    if OPT_IN_REGIONS.contains(&region) {
        return Some(format!(
            "{region} is an opt-in region. AWS refuses all credentials there until the account enables it, under Account › AWS Regions in the AWS console. If you don’t use the region, start the backend without it."
        ));
    }
    others_answer.then(|| {
        format!(
            "Only {region} refuses these credentials; other regions accept them. Check that the region is enabled for the account and belongs to the same partition."
        )
    })
}

fn anywhere(error: &ApiError) -> Option<&'static str> {
    Some(match &error.code {
        ApiErrorCode::CredentialsUnavailable => {
            "The signing backend found no AWS credentials. Configure a profile or environment variables as for the AWS CLI. No restart is needed."
        }
        ApiErrorCode::BackendUnreachable => {
            "Check that the backend is still running. This page reconnects automatically."
        }
        ApiErrorCode::NotTheBackend => {
            "If you reach the console through a proxy with a sign-in, sign in again. Otherwise check the backend’s address."
        }
        ApiErrorCode::UpstreamUnreachable | ApiErrorCode::UpstreamTimeout => {
            "The signing backend can’t reach AWS. Check the network, a proxy or VPN, and the endpoint that it was started with."
        }
        ApiErrorCode::UpstreamGarbled => {
            "Something other than AWS answered, such as a proxy’s sign-in page. Check the endpoint and the proxy."
        }
        ApiErrorCode::AnswerTooLarge => {
            "A single entry is too large for the console. Read it with the AWS CLI."
        }
        ApiErrorCode::OutcomeUnknown => {
            "It may have gone through. Don’t retry; check Activity first."
        }
        ApiErrorCode::Overloaded | ApiErrorCode::TooManyAttempts => {
            "The signing backend is busy. Wait a moment, and check whether another program is calling it."
        }
        ApiErrorCode::Unauthorized => {
            "The session ended. Open the link that the backend printed when it started."
        }
        ApiErrorCode::OriginNotAllowed => {
            "Start the backend with --allow-origin and this page’s address."
        }
        ApiErrorCode::AuditUnavailable => {
            "The backend deletes nothing that it can’t record. Make the audit file writable, then try again."
        }
        ApiErrorCode::Unknown(name) => return by_aws(name, &error.message),
        _ => return None,
    })
}

/// What to do about one of AWS's errors.
fn by_aws(name: &str, message: &str) -> Option<&'static str> {
    Some(match name {
        "AccessDeniedException" | "CloudHsmAccessDeniedException" => {
            let denies = |(words, _): &&(&str, &str)| message.contains(words);
            DENYING_POLICIES.iter().find(denies).map_or(
                "The AWS identity of the signing backend lacks this permission. Ask for it in IAM, or start the backend with another profile.",
                |(_, advice)| *advice,
            )
        }
        "UnrecognizedClientException" | "ExpiredTokenException" | "ExpiredToken" => {
            "AWS doesn’t accept the backend’s credentials. Renew them (aws sso login, or new keys). No restart is needed."
        }
        "InvalidSignatureException" => {
            "AWS refused the signature. The usual cause is a wrong clock. Check the clock of the backend’s machine."
        }
        "ThrottlingException" | "Throttling" | "TooManyRequestsException" => {
            "AWS is throttling requests. Wait a moment and try again."
        }
        "CloudHsmInternalFailureException" | "ServiceUnavailable" => {
            "AWS returned an error. Try again shortly."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: &str, message: &str) -> ApiError {
        ApiError::backend(code, message)
    }

    #[test]
    fn an_explicit_deny_names_the_policy_that_denies() {
        let denied = |by: &str| {
            let message = format!(
                "User: arn:aws:sts::123456789012:assumed-role/admin/me is not authorized to perform: cloudhsm:DescribeClusters with an explicit deny in {by}"
            );
            advice(&error("AccessDeniedException", &message), None).unwrap()
        };
        assert!(denied("a service control policy").contains("service control policy"));
        assert!(denied("a service control policy").contains("No IAM policy in the account"));
        assert!(denied("a permissions boundary").contains("permissions boundary"));
        assert!(denied("an identity-based policy").contains("Deny statement"));
        let lacks = "User: me is not authorized to perform: cloudhsm:DescribeClusters because no identity-based policy allows it";
        let words = advice(&error("AccessDeniedException", lacks), None).unwrap();
        assert!(words.contains("Ask for it in IAM"), "{words}");
    }

    #[test]
    fn one_refusing_region_is_distinguished_from_expired_credentials() {
        let refused = error("UnrecognizedClientException", "The security token is invalid.");
        let words = |region, others_answer| {
            advice(&refused, Some(InRegion { region, others_answer })).unwrap()
        };
        assert!(words("ap-east-1", true).starts_with("ap-east-1 is an opt-in region."));
        assert!(words("ap-east-1", false).starts_with("ap-east-1 is an opt-in region."));
        assert!(words("eu-west-1", true).starts_with("Only eu-west-1 refuses"));
        assert!(words("eu-west-1", false).contains("Renew them"));
        let expired = error("ExpiredTokenException", "expired");
        let place = InRegion { region: "ap-east-1", others_answer: true };
        assert!(advice(&expired, Some(place)).unwrap().contains("Renew them"));
    }

    #[test]
    fn the_first_generation_of_the_service_is_a_wrong_endpoint() {
        let message =
            "This service is unavailable. See https://aws.amazon.com/cloudhsm/faqs-classic/";
        let words = advice(&error("CloudHsmServiceException", message), None).unwrap();
        assert!(words.contains("the endpoint is the wrong one"), "{words}");
    }
}
