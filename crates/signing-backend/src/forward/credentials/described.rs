//! What is said of credentials and of their failures: nothing of themselves.

use aws_credential_types::{Credentials, credential_feature::AwsCredentialFeature};

/// The name of the provider, by the SDK's own record of how it found the credentials. The first
/// entry is the provider itself; what follows says which file or chain led to it.
pub(super) fn provider_name(credentials: &Credentials) -> &'static str {
    use AwsCredentialFeature as Feature;
    let features = credentials.get_property::<Vec<Feature>>();
    match features.and_then(|features| features.first()) {
        Some(Feature::CredentialsEnvVars) => "EnvironmentVariable",
        Some(Feature::CredentialsProcess) => "CredentialProcess",
        Some(Feature::CredentialsSso) => "SSO",
        Some(Feature::CredentialsProfileLogin | Feature::CredentialsLogin) => "Login",
        Some(Feature::CredentialsStsAssumeRole) => "AssumeRoleProvider",
        Some(
            Feature::CredentialsStsAssumeRoleWebId
            | Feature::CredentialsEnvVarsStsWebIdToken
            | Feature::CredentialsProfileStsWebIdToken,
        ) => "WebIdentityToken",
        Some(Feature::CredentialsHttp) => "EcsContainer",
        Some(Feature::CredentialsImds) => "IMDSv2",
        Some(Feature::CredentialsProfile) => "ProfileFile",
        _ => "unknown",
    }
}

/// An error and what caused it, in one line: the SDK puts the reason at the bottom.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let next = inner.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = inner.source();
    }
    text
}
