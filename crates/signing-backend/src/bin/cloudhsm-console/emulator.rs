//! The embedded emulator in the place of AWS.

use std::{sync::Arc, time::Duration};

use backend_api::{TrustAnchor, TrustAnchorKind};
use emulator::{AnchorKind, Config, Emulator};
use signing_backend::{
    clock::Clock,
    endpoint::EndpointRules,
    forward::{Aws, AwsSettings, CredentialSource, Transport},
};

use crate::{
    error::StartError,
    flags::{AwsFlags, EmulatorFlags},
};

/// Seconds after which an initialized cluster is ACTIVE, before the time scale.
const ACTIVATED_AFTER: u64 = 15;

/// Starts the emulator.
pub(crate) async fn start(flags: &EmulatorFlags, aws: &AwsFlags) -> Result<Emulator, StartError> {
    let mut config = Config {
        seed: flags.emulator_seed,
        extra_clusters: flags.emulator_clusters,
        time_scale: flags.emulator_time_scale,
        control: flags.emulator_control,
        // Nobody here has the HSM's own client, with which owners activate their clusters.
        activation_seconds: Some(ACTIVATED_AFTER),
        ..Config::default()
    };
    if !aws.regions.is_empty() {
        config.regions.clone_from(&aws.regions);
    }
    Ok(Emulator::start(config).await?)
}

/// The upstream that the emulator is.
pub(crate) fn connect(
    emulator: &Emulator,
    aws: &AwsFlags,
    clock: Arc<dyn Clock>,
) -> Result<Aws, StartError> {
    let keys = emulator.credentials();
    Ok(Aws::new(AwsSettings {
        endpoints: EndpointRules {
            cloudhsm: Some(emulator.endpoint_url()),
            ..EndpointRules::default()
        },
        credentials: CredentialSource::fixed(
            &keys.access_key_id,
            &keys.secret_access_key,
            "Emulator",
        ),
        transport: Transport::new(true, None)?,
        timeout: Duration::from_secs(aws.upstream_timeout),
        profile: None,
        default_region: emulator.regions().first().cloned().unwrap_or_default(),
        clock,
    }))
}

/// The emulator's roots, labelled as what they are.
pub(crate) fn trust_anchors(emulator: &Emulator) -> Vec<TrustAnchor> {
    let anchor = |anchor: emulator::Anchor| TrustAnchor {
        label: anchor.label,
        kind: match anchor.kind {
            AnchorKind::Aws => TrustAnchorKind::Aws,
            AnchorKind::Manufacturer => TrustAnchorKind::Manufacturer,
        },
        pem: anchor.pem,
    };
    emulator.trust_anchors().into_iter().map(anchor).collect()
}
