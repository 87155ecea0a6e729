//! AWS as the SDK's default chain knows it: credentials, region, endpoint, FIPS, dual-stack.

use std::{path::PathBuf, sync::Arc, time::Duration};

use aws_config::{BehaviorVersion, Region, SdkConfig, sts::AssumeRoleProvider};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_services::Service;
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_types::service_config::ServiceConfigKey;
use signing_backend::{
    clock::Clock,
    endpoint::{EndpointRules, RegionNotice, check_region},
    forward::{Aws, AwsSettings, CredentialSource, Transport},
};

use crate::{ca_bundle, credential_process, error::StartError, flags::AwsFlags};

/// AWS, as the flags want it.
pub(crate) struct Connected {
    pub(crate) upstream: Aws,
    /// The regions that it may be asked in.
    pub(crate) regions: Vec<String>,
    /// What speaks against some of them.
    pub(crate) notices: Vec<RegionNotice>,
}

/// What the SDK's configuration is read with.
#[derive(Clone)]
struct Sources {
    profile: Option<String>,
    /// A region that was named spares the SDK the search for one, which may end at IMDS.
    region: Option<String>,
    ca_bundle: Option<Arc<[u8]>>,
}

/// The upstream, and the regions that it may be asked in.
pub(crate) async fn connect(
    flags: &AwsFlags,
    clock: Arc<dyn Clock>,
) -> Result<Connected, StartError> {
    let ca_bundle: Option<Arc<[u8]>> = ca_bundle::read()?.map(Into::into);
    let sources = Sources {
        profile: flags.profile.clone(),
        region: flags.regions.first().cloned(),
        ca_bundle: ca_bundle.clone(),
    };
    let config = sources.load().await;
    let regions = regions(flags, &config)?;
    let services = Service::ALL.iter().filter_map(|service| {
        let named = service_endpoint(&config, service.sdk_id());
        // What is named for all services is named for this one.
        let url = named.or_else(|| config.endpoint_url().map(str::to_owned))?;
        Some((*service, url))
    });
    let endpoints = EndpointRules {
        services: services.collect(),
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
    let notices: Vec<_> = regions.iter().flat_map(|region| endpoints.notices(region)).collect();
    for notice in &notices {
        tracing::warn!("{notice}");
    }
    let default_region = regions.first().cloned().unwrap_or_default();
    let sts = endpoints.sts(&default_region)?;
    let role = flags.role_arn.clone().map(|arn| Role {
        arn,
        external_id: flags.external_id.clone(),
        session_name: flags.role_session_name.clone(),
        sts,
        region: default_region.clone(),
    });
    let settings = AwsSettings {
        credentials: credentials(sources, role).watching(shared_files()),
        endpoints,
        transport: Transport::new(direct, ca_bundle.as_deref())?,
        timeout: Duration::from_secs(flags.upstream_timeout),
        profile: flags.profile.clone(),
        default_region,
        clock,
    };
    Ok(Connected { upstream: Aws::new(settings), regions, notices })
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

fn credentials(sources: Sources, role: Option<Role>) -> CredentialSource {
    CredentialSource::new(move || {
        let (sources, role) = (sources.clone(), role.clone());
        Box::pin(async move {
            let config = sources.load().await;
            let process = credential_process::provider(sources.profile, &config).await;
            let source = process.or_else(|| config.credentials_provider());
            match role {
                None => source,
                Some(role) => Some(role.assume(&config, source).await),
            }
        })
    })
}

/// The files that the AWS CLI and other tools rewrite under a running program.
fn shared_files() -> Vec<PathBuf> {
    let home = || std::env::var_os("HOME").map(PathBuf::from);
    let named = |variable: &str| std::env::var_os(variable).filter(|it| !it.is_empty());
    let file = |variable: &str, usual: &str| match named(variable).map(PathBuf::from) {
        // The SDK takes a tilde too.
        Some(path) => match path.strip_prefix("~") {
            Ok(rest) => Some(home()?.join(rest)),
            Err(_) => Some(path),
        },
        None => Some(home()?.join(usual)),
    };
    [
        file("AWS_CONFIG_FILE", ".aws/config"),
        file("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Role {
    async fn assume(
        self,
        config: &SdkConfig,
        source: Option<SharedCredentialsProvider>,
    ) -> SharedCredentialsProvider {
        let config = config.to_builder().endpoint_url(self.sts).build();
        let mut builder = AssumeRoleProvider::builder(self.arn)
            .configure(&config)
            .region(Region::new(self.region))
            .session_name(self.session_name);
        if let Some(id) = self.external_id {
            builder = builder.external_id(id);
        }
        let provider = match source {
            Some(source) => builder.build_from_provider(source).await,
            None => builder.build().await,
        };
        SharedCredentialsProvider::new(provider)
    }
}

impl Sources {
    async fn load(&self) -> SdkConfig {
        let mut trust = TrustStore::default();
        if let Some(bundle) = &self.ca_bundle {
            trust = trust.with_pem_certificate(bundle.to_vec());
        }
        // The default store with more certificates has no way to fail to be built.
        let context = TlsContext::builder().with_trust_store(trust).build().unwrap_or_default();
        // rustls with ring, as everywhere in this program.
        let http = Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(context)
            .build_https();
        let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http);
        if let Some(region) = &self.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
        }
        loader.load().await
    }
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
