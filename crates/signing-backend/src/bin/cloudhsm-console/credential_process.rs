//! `credential_process` of a profile, run so that it can do no harm by hanging or by what it prints.
//!
//! The SDK runs it without a limit, does not end it when nobody waits for it any more, and puts what
//! it prints on stderr into its error, which the console would show.

mod process;

use aws_config::{
    Region, SdkConfig, environment::EnvironmentVariableCredentialsProvider,
    meta::credentials::CredentialsProviderChain, profile::ProfileSet, sts::AssumeRoleProvider,
};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::os_shim_internal::{Env, Fs};
use process::CredentialProcess;

/// A profile whose credentials a process makes, and the roles to assume with them, the first one
/// first.
struct Chain {
    process: CredentialProcess,
    roles: Vec<Role>,
}

struct Role {
    arn: String,
    external_id: Option<String>,
    session_name: Option<String>,
}

/// The provider of a profile whose credentials a process makes, also by way of `source_profile`;
/// `None` for every other profile, which is the SDK's to read.
pub(crate) async fn provider(
    profile: Option<String>,
    config: &SdkConfig,
) -> Option<SharedCredentialsProvider> {
    let profiles = load(&Fs::real(), &Env::real(), profile).await?;
    let Chain { process, roles } = chain(&profiles)?;
    let mut provider = SharedCredentialsProvider::new(process);
    for role in roles {
        let assumed = role.builder(config).build_from_provider(provider).await;
        provider = SharedCredentialsProvider::new(assumed);
    }
    // The environment comes before all profiles, as in the SDK's own chain.
    let environment = EnvironmentVariableCredentialsProvider::new();
    Some(SharedCredentialsProvider::new(
        CredentialsProviderChain::first_try("Environment", environment)
            .or_else("Profile", provider),
    ))
}

/// The profiles of the shared files; what is wrong with those, the SDK says.
async fn load(fs: &Fs, env: &Env, profile: Option<String>) -> Option<ProfileSet> {
    #[expect(
        clippy::default_trait_access,
        reason = "the type is of a crate that is not ours to name"
    )]
    let files = Default::default();
    aws_config::profile::load(fs, env, &files, profile.map(Into::into)).await.ok()
}

/// Follows `source_profile` to a process, by the SDK's order of precedence.
fn chain(profiles: &ProfileSet) -> Option<Chain> {
    let mut name = profiles.selected_profile();
    let mut visited = Vec::new();
    let mut roles = Vec::new();
    loop {
        let profile = profiles.get_profile(name)?;
        if visited.contains(&name) {
            return None;
        }
        visited.push(name);
        if visited.len() > 1 && profile.get("aws_access_key_id").is_some() {
            return None;
        }
        if profile.get("web_identity_token_file").is_some() {
            return None;
        }
        if let Some(arn) = profile.get("role_arn") {
            roles.push(Role {
                arn: arn.to_owned(),
                external_id: profile.get("external_id").map(str::to_owned),
                session_name: profile.get("role_session_name").map(str::to_owned),
            });
            let source = profile.get("source_profile")?;
            if source != name {
                name = source;
                continue;
            }
        }
        roles.reverse();
        return Some(Chain { process: CredentialProcess::of(profile)?, roles });
    }
}

impl Role {
    fn builder(self, config: &SdkConfig) -> aws_config::sts::AssumeRoleProviderBuilder {
        let mut builder = AssumeRoleProvider::builder(self.arn).configure(config);
        if let Some(region) = config.region() {
            builder = builder.region(Region::new(region.as_ref().to_owned()));
        }
        if let Some(id) = self.external_id {
            builder = builder.external_id(id);
        }
        if let Some(name) = self.session_name {
            builder = builder.session_name(name);
        }
        builder
    }
}

#[cfg(test)]
mod tests;
