//! Whether the two certificates are those that AWS takes for this cluster: what `attestation` finds
//! of them, as blockers and as warnings.

use std::time::SystemTime;

use backend_api::{Blocker, WarningCode};
use cloudhsm_api::Cluster;

use crate::guard::warning_list::Warnings;

pub(super) fn rejected(_csr: &str, _cert: &str, _anchor: &str, _now: SystemTime) -> Vec<Blocker> {
    Vec::new()
}

pub(super) fn doubts(
    _warnings: &mut Warnings,
    _cluster: &Cluster,
    _cert: &str,
    _anchor: &str,
    _now: SystemTime,
) {
    let _ = WarningCode::CertificateDoubts;
}
