//! Whether the certificates of a cluster prove that its hardware is genuine.

use attestation::{
    AnchorKind, Evidence, Overall, Report, Slots, SuppliedAnchor, SuppliedBy, verify,
};
use backend_api::{EndOfValidity, Identity, Mode, TrustAnchor, TrustAnchorKind};
use cloudhsm_api::{CertificateSlot, Cluster, Timestamp};

/// The roots that the operator, or the emulator, supplies.
pub(super) fn anchors(supplied: &[TrustAnchor], mode: Mode) -> Vec<SuppliedAnchor> {
    let supplied_by = match mode {
        Mode::Aws => SuppliedBy::Operator,
        Mode::Emulator => SuppliedBy::Emulator,
    };
    let anchor = |anchor: &TrustAnchor| SuppliedAnchor {
        label: anchor.label.clone(),
        supplied_by,
        kind: match anchor.kind {
            TrustAnchorKind::Aws => AnchorKind::Aws,
            TrustAnchorKind::Manufacturer => AnchorKind::Manufacturer,
        },
        pem: anchor.pem.clone(),
    };
    supplied.iter().map(anchor).collect()
}

/// What the identity check says, and the ends of the roots that it rests on.
pub(super) fn check(
    cluster: &Cluster,
    anchors: &[SuppliedAnchor],
    now_millis: i64,
) -> (Identity, Vec<EndOfValidity>) {
    let slot = |slot| cluster.certificate(slot).map(str::to_owned);
    let slots = Slots {
        cluster_csr: slot(CertificateSlot::ClusterCsr),
        hsm_certificate: slot(CertificateSlot::HsmCertificate),
        aws_hardware_certificate: slot(CertificateSlot::AwsHardwareCertificate),
        manufacturer_hardware_certificate: slot(CertificateSlot::ManufacturerHardwareCertificate),
        cluster_certificate: slot(CertificateSlot::ClusterCertificate),
    };
    if slots == Slots::default() {
        return (Identity::NoCertificates, Vec::new());
    }
    let report = verify(&Evidence {
        slots,
        hsm_type: cluster.hsm_type.clone(),
        anchors: anchors.to_vec(),
        now: now_millis.div_euclid(1000),
    });
    (identity(&report), roots(&report))
}

fn identity(report: &Report) -> Identity {
    let reason = |links: &[attestation::LinkId]| {
        let link = links.first().and_then(|id| report.link(*id));
        link.map_or_else(|| report.headline.clone(), |it| format!("{}: {}", it.title, it.words))
    };
    match &report.overall {
        Overall::Genuine { .. } => Identity::Genuine,
        Overall::GenuineIfRootsAre { .. } => Identity::GenuineIfRootsAre,
        Overall::Emulated { .. } => Identity::Emulated,
        Overall::Incomplete { links } => Identity::Incomplete { reason: reason(links) },
        Overall::Failed { links } => Identity::Failed { reason: reason(links) },
    }
}

fn roots(report: &Report) -> Vec<EndOfValidity> {
    let mut roots: Vec<EndOfValidity> = Vec::new();
    for anchor in report.links.iter().filter_map(|link| link.anchor.as_ref()) {
        let ends_at = Timestamp::from_epoch_seconds(anchor.validity.not_after);
        let root = EndOfValidity { name: anchor.label.clone(), ends_at };
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    roots
}
