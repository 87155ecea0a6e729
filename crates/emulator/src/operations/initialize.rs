//! `InitializeCluster`.

use cloudhsm_api::{Certificates, ClusterState};
use serde::{Deserialize, Serialize};

use super::{Call, input::Check, patterns::Pattern};
use crate::{estate::Change, fault::Fault, pki::check_cluster_certificate};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct InitializeClusterInput {
    cluster_id: String,
    signed_cert: String,
    trust_anchor: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct InitializeClusterOutput {
    state: ClusterState,
    state_message: String,
}

/// In bytes, which are as many as characters: the pattern is ASCII.
const LONGEST_CERTIFICATE: usize = 20_000;

pub(super) fn run(
    call: &mut Call<'_>,
    input: InitializeClusterInput,
) -> Result<InitializeClusterOutput, Fault> {
    Check::default()
        .id("clusterId", &input.cluster_id, Pattern::ClusterId)
        .required("signedCert", !input.signed_cert.is_empty())
        .required("trustAnchor", !input.trust_anchor.is_empty())
        .length("signedCert", input.signed_cert.len(), (0, LONGEST_CERTIFICATE))
        .length("trustAnchor", input.trust_anchor.len(), (0, LONGEST_CERTIFICATE))
        .pattern("signedCert", &input.signed_cert, Pattern::Certificate)
        .pattern("trustAnchor", &input.trust_anchor, Pattern::Certificate)
        .done()?;
    let region = &mut *call.region;
    let now = region.rules.certificate_dates.then_some(call.now_millis);
    let record = region
        .clusters
        .get_mut(&input.cluster_id)
        .ok_or_else(|| Fault::no_such_cluster(&input.cluster_id))?;
    let state = record.state();
    if state != ClusterState::Uninitialized {
        return Err(Fault::invalid_request(format!(
            "Cluster {} is in state {state} and can't be initialized.",
            input.cluster_id
        )));
    }
    let certificates = record.cluster.certificates.as_ref();
    let csr = certificates.and_then(|own| own.cluster_csr.as_deref()).unwrap_or_default();
    if csr.is_empty() {
        return Err(Fault::invalid_request(format!(
            "Cluster {} has no certificate signing request yet: its first HSM brings it.",
            input.cluster_id
        )));
    }
    check_cluster_certificate(&input.signed_cert, &input.trust_anchor, csr, now)
        .map_err(|problem| Fault::invalid_request(problem.to_string()))?;
    // From here on the hardware can't be verified any more: its certificates go with the CSR.
    record.cluster.certificates = Some(Certificates {
        cluster_certificate: Some(input.signed_cert),
        ..Certificates::default()
    });
    record.cluster.pre_co_password = None;
    record.cluster.state = Some(ClusterState::InitializeInProgress);
    let due = call.now_millis + region.pace.cluster_change();
    let state = ClusterState::Initialized;
    region.note(due, Change::ClusterSettles { cluster_id: input.cluster_id, state });
    Ok(InitializeClusterOutput {
        state: ClusterState::InitializeInProgress,
        state_message: "Cluster is initializing. State will change to INITIALIZED upon completion."
            .to_owned(),
    })
}
