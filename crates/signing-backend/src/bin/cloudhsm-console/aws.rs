//! AWS as the SDK's default chain knows it: credentials, region, endpoint, FIPS, dual-stack.

use std::{sync::Arc, time::Duration};

use aws_config::{BehaviorVersion, Region, SdkConfig, sts::AssumeRoleProvider};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_types::service_config::ServiceConfigKey;
use signing_backend::{
    clock::Clock,
    endpoint::{EndpointRules, check_region},
    forward::{Aws, AwsSettings, CredentialSource, Transport},
};

use crate::{error::StartError, flags::AwsFlags};

/// The upstream, and the regions that it may be asked in.
pub(crate) async fn connect(
    flags: &AwsFlags,
    clock: Arc<dyn Clock>,
) -> Result<(Aws, Vec<String>), StartError> {
    let named = flags.regions.first().cloned();
    let config = load(flags.profile.clone(), named.clone()).await;
    let regions = regions(flags, &config)?;
    let endpoints = EndpointRules {
        cloudhsm: flags
            .endpoint_url
            .clone()
            .or_else(|| service_endpoint(&config, "CloudHSM V2"))
            .or_else(|| config.endpoint_url().map(str::to_owned)),
        sts: service_endpoint(&config, "STS"),
        use_fips: config.use_fips().unwrap_or_default(),
        use_dual_stack: config.use_dual_stack().unwrap_or_default(),
    };
    for region in &regions {
        let url = endpoints.cloudhsm(region)?;
        tracing::info!(region, url, "endpoint");
    }
    let direct = endpoints.cloudhsm.as_deref().is_some_and(is_on_this_machine);
    let default_region = regions.first().cloned().unwrap_or_default();
    let role = match flags.role_arn.clone() {
        None => None,
        Some(arn) => Some(Role {
            arn,
            external_id: flags.external_id.clone(),
            session_name: flags.role_session_name.clone(),
            sts: endpoints.sts(&default_region)?,
            region: default_region.clone(),
        }),
    };
    let settings = AwsSettings {
        credentials: credentials(flags.profile.clone(), named, role),
        endpoints,
        transport: Transport::new(direct, ca_bundle()?.as_deref())?,
        timeout: Duration::from_secs(flags.upstream_timeout),
        profile: flags.profile.clone(),
        default_region,
        clock,
    };
    Ok((Aws::new(settings), regions))
}

/// A role to assume, and the STS that knows it.
#[derive(Clone)]
struct Role {
    arn: String,
    external_id: Option<String>,
    session_name: String,
    sts: String,
    region: String,
}

fn credentials(
    profile: Option<String>,
    region: Option<String>,
    role: Option<Role>,
) -> CredentialSource {
    CredentialSource::new(move || {
        let (profile, region, role) = (profile.clone(), region.clone(), role.clone());
        Box::pin(async move {
            let config = load(profile, region).await;
            match role {
                None => config.credentials_provider(),
                Some(role) => Some(role.assume(&config).await),
            }
        })
    })
}

impl Role {
    async fn assume(self, config: &SdkConfig) -> SharedCredentialsProvider {
        let config = config.to_builder().endpoint_url(self.sts).build();
        let mut builder = AssumeRoleProvider::builder(self.arn)
            .configure(&config)
            .region(Region::new(self.region))
            .session_name(self.session_name);
        if let Some(id) = self.external_id {
            builder = builder.external_id(id);
        }
        let provider = match config.credentials_provider() {
            Some(source) => builder.build_from_provider(source).await,
            None => builder.build().await,
        };
        SharedCredentialsProvider::new(provider)
    }
}

/// A region that was named spares the SDK the search for one, which may end at IMDS.
async fn load(profile: Option<String>, region: Option<String>) -> SdkConfig {
    let mut trust = TrustStore::default();
    // That it can be read was checked at the start.
    if let Ok(Some(bundle)) = ca_bundle() {
        trust = trust.with_pem_certificate(bundle);
    }
    // The default store with more certificates has no way to fail to be built.
    let context = TlsContext::builder().with_trust_store(trust).build().unwrap_or_default();
    // rustls with ring, as everywhere in this program.
    let http = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(context)
        .build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http);
    if let Some(region) = region {
        loader = loader.region(Region::new(region));
    }
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    loader.load().await
}

/// `AWS_CA_BUNDLE`, as the AWS CLI knows it: for proxies that break TLS open.
fn ca_bundle() -> Result<Option<Vec<u8>>, StartError> {
    let Some(path) = std::env::var_os("AWS_CA_BUNDLE").filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let path = std::path::PathBuf::from(path);
    std::fs::read(&path).map(Some).map_err(|error| StartError::Read(path, error))
}

fn regions(flags: &AwsFlags, config: &SdkConfig) -> Result<Vec<String>, StartError> {
    let mut regions = flags.regions.clone();
    if regions.is_empty() {
        regions.extend(config.region().map(|region| region.as_ref().to_owned()));
    }
    let mut seen = std::collections::HashSet::new();
    regions.retain(|region| seen.insert(region.clone()));
    if regions.is_empty() {
        return Err(StartError::NoRegion);
    }
    for region in &regions {
        check_region(region)?;
    }
    Ok(regions)
}

/// `AWS_ENDPOINT_URL_…` and the `services` section of the profile.
fn service_endpoint(config: &SdkConfig, service_id: &str) -> Option<String> {
    let key = ServiceConfigKey::builder()
        .service_id(service_id)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()
        .ok()?;
    config.service_config()?.load_config(key)
}

fn is_on_this_machine(url: &str) -> bool {
    url.split_once("://").is_some_and(|(_, rest)| {
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        matches!(host, "127.0.0.1" | "localhost" | "[::1]")
    })
}
