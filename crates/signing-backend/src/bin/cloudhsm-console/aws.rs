//! AWS as the SDK's default chain knows it: credentials, region, endpoint, FIPS, dual-stack.

use std::{sync::Arc, time::Duration};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_types::service_config::ServiceConfigKey;
use signing_backend::{
    clock::Clock,
    endpoint::{EndpointRules, check_region},
    forward::{Aws, AwsSettings, CredentialSource, Transport},
};

use crate::{flags::AwsFlags, start::StartError};

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
    let profile = flags.profile.clone();
    let direct = endpoints.cloudhsm.as_deref().is_some_and(is_on_this_machine);
    let settings = AwsSettings {
        credentials: CredentialSource::new({
            let profile = profile.clone();
            move || {
                let (profile, named) = (profile.clone(), named.clone());
                Box::pin(async move { load(profile, named).await.credentials_provider() })
            }
        }),
        endpoints,
        transport: Transport::new(direct)?,
        timeout: Duration::from_secs(flags.upstream_timeout),
        profile,
        default_region: regions.first().cloned().unwrap_or_default(),
        clock,
    };
    Ok((Aws::new(settings), regions))
}

/// A region that was named spares the SDK the search for one, which may end at IMDS.
async fn load(profile: Option<String>, region: Option<String>) -> SdkConfig {
    // rustls with ring, as everywhere in this program.
    let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http);
    if let Some(region) = region {
        loader = loader.region(Region::new(region));
    }
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    loader.load().await
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
