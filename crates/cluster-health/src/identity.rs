//! Whether the hardware is proven to be genuine.

use backend_api::{Finding, FindingKind as Kind, Identity, Severity};

use crate::{finding::finding, subject::Subject};

const BEFORE: &str = "Don’t sign the CSR and don’t initialize the cluster. Save the evidence on the certificates tab, then ask AWS Support.";
const AFTER: &str = "Don’t use the cluster until you know why. Save the evidence on the certificates tab, then ask AWS Support.";

/// The check failed. A check that could not be completed proves nothing and is no finding.
pub(super) fn findings(subject: &Subject<'_>) -> Option<Finding> {
    let Identity::Failed { reason } = subject.identity else { return None };
    let state = subject.cluster.state.as_ref();
    let before = state.is_some_and(cloudhsm_api::ClusterState::is_before_initialization);
    let reason = reason.trim_end_matches(['.', ' ']);
    let fact = ["The identity check failed: ", reason, "."].concat();
    Some(finding(Kind::Identity, Severity::Bad, fact, if before { BEFORE } else { AFTER }))
}
