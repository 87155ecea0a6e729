//! What can be read of the hardware now, and never again afterwards.

use backend_api::WarningCode;
use cloudhsm_api::{CertificateSlot, Cluster};

use super::warning_list::Warnings;

/// Says what of it there is.
pub(super) fn evidence(warnings: &mut Warnings, cluster: &Cluster) {
    let present: Vec<_> = CertificateSlot::ALL
        .into_iter()
        // The cluster certificate is the customer's own: its CA has it.
        .filter(|slot| *slot != CertificateSlot::ClusterCertificate)
        .filter(|slot| cluster.certificate(*slot).is_some())
        .map(|slot| slot.name().to_owned())
        .collect();
    if !present.is_empty() {
        warnings.info(
            WarningCode::EvidenceLost,
            "These can’t be read again afterwards. Save them first if you may have to prove which \
             hardware this was.",
            present,
        );
    }
}
