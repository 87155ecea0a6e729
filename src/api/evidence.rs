//! What the attestation worker has to know to verify the HSM of a cluster.

use attestation::{Evidence, SuppliedAnchor};
use backend_api::Session;
use cloudhsm_api::{CertificateSlot, Cluster};
use cluster_health::supplied_roots;

/// The certificates of a cluster and the roots to verify them with: those that the person `supplied`,
/// and those of the session. `now` is in seconds since the epoch.
pub fn evidence(
    cluster: &Cluster,
    session: &Session,
    supplied: Vec<SuppliedAnchor>,
    now: i64,
) -> Evidence {
    let slot = |slot| cluster.certificate(slot).map(str::to_owned);
    let of_backend = supplied_roots(session.mode, &session.trust_anchors);
    Evidence {
        slots: attestation::Slots {
            cluster_csr: slot(CertificateSlot::ClusterCsr),
            hsm_certificate: slot(CertificateSlot::HsmCertificate),
            aws_hardware_certificate: slot(CertificateSlot::AwsHardwareCertificate),
            manufacturer_hardware_certificate: slot(
                CertificateSlot::ManufacturerHardwareCertificate,
            ),
            cluster_certificate: slot(CertificateSlot::ClusterCertificate),
        },
        hsm_type: cluster.hsm_type.clone(),
        // The user's own first: beyond the limit, the others are left out.
        anchors: supplied.into_iter().chain(of_backend).collect(),
        now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use attestation::SuppliedBy;
    use backend_api::{Mode, TrustAnchor, TrustAnchorKind};

    #[test]
    fn roots_of_the_session_are_the_emulators_or_the_operators() {
        let mut session = Session {
            trust_anchors: vec![TrustAnchor {
                label: "AWS CloudHSM Root G1".to_owned(),
                kind: TrustAnchorKind::Aws,
                pem: "pem".to_owned(),
            }],
            ..samples::session()
        };
        let by = |session: &Session| {
            evidence(&Cluster::default(), session, Vec::new(), 0).anchors[0].supplied_by
        };
        session.mode = Mode::Emulator;
        assert_eq!(by(&session), SuppliedBy::Emulator);
        session.mode = Mode::Aws;
        assert_eq!(by(&session), SuppliedBy::Operator);
    }
}
