//! Whether clusters' certificates prove genuine hardware: checked once for each set of certificates, and
//! remembered by its digest.

use std::{collections::HashMap, sync::Mutex, sync::PoisonError};

use attestation::{
    Evidence, LinkId, Obstacle, Overall, Report, Slots, SuppliedAnchor, Verdict as LinkVerdict,
    verify,
};
use backend_api::{EndOfValidity, Identity, Mode, TrustAnchor};
use cloudhsm_api::{CertificateSlot, Cluster, Timestamp};
use cluster_health::supplied_roots;
use sha2::{Digest as _, Sha256};

/// So many verdicts are remembered.
const MOST: usize = 20_000;

/// What was found out about a set of certificates.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Verdict {
    /// Whether they prove it.
    pub(crate) identity: Identity,
    /// The ends of the roots that the proof rests on.
    pub(crate) roots: Vec<EndOfValidity>,
}

impl Verdict {
    /// Of a cluster that has none.
    pub(crate) fn no_certificates() -> Self {
        Self { identity: Identity::NoCertificates, roots: Vec::new() }
    }
}

/// A set of certificates to check.
#[derive(Debug)]
pub(crate) struct Certificates {
    pub(crate) digest: [u8; 32],
    slots: Slots,
    hsm_type: Option<String>,
}

impl Certificates {
    /// Of a cluster; `None` if it has none.
    pub(crate) fn of(cluster: &Cluster) -> Option<Self> {
        let slot = |slot| cluster.certificate(slot).map(str::to_owned);
        let slots = Slots {
            cluster_csr: slot(CertificateSlot::ClusterCsr),
            hsm_certificate: slot(CertificateSlot::HsmCertificate),
            aws_hardware_certificate: slot(CertificateSlot::AwsHardwareCertificate),
            manufacturer_hardware_certificate: slot(
                CertificateSlot::ManufacturerHardwareCertificate,
            ),
            cluster_certificate: slot(CertificateSlot::ClusterCertificate),
        };
        if slots == Slots::default() {
            return None;
        }
        let hsm_type = cluster.hsm_type.clone();
        let mut hasher = Sha256::new();
        let texts = [
            &slots.cluster_csr,
            &slots.hsm_certificate,
            &slots.aws_hardware_certificate,
            &slots.manufacturer_hardware_certificate,
            &slots.cluster_certificate,
            &hsm_type,
        ];
        for text in texts {
            // With its length, so that no two sets make the same row of bytes.
            let text = text.as_deref();
            hasher.update(text.map_or(u64::MAX, |it| it.len() as u64).to_be_bytes());
            hasher.update(text.unwrap_or_default());
        }
        Some(Self { digest: hasher.finalize().into(), slots, hsm_type })
    }
}

/// Checks certificates, and remembers what came of it.
#[derive(Debug)]
pub(crate) struct Identities {
    anchors: Vec<SuppliedAnchor>,
    known: Mutex<HashMap<[u8; 32], Verdict>>,
}

impl Identities {
    /// With the roots that the operator or the emulator supplies, beside the pinned ones.
    pub(crate) fn new(mode: Mode, anchors: &[TrustAnchor]) -> Self {
        Self { anchors: supplied_roots(mode, anchors), known: Mutex::default() }
    }

    /// What was found out before.
    pub(crate) fn known(&self, digest: &[u8; 32]) -> Option<Verdict> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(digest).cloned()
    }

    /// Checks a set of certificates. Takes milliseconds of a processor.
    pub(crate) fn check(&self, certificates: Certificates, now_seconds: i64) -> Verdict {
        let report = verify(&Evidence {
            slots: certificates.slots,
            hsm_type: certificates.hsm_type,
            anchors: self.anchors.clone(),
            now: now_seconds,
        });
        let verdict = Verdict { identity: identity(&report), roots: roots(&report) };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            // Whoever has this many clusters checks them again now and then.
            known.clear();
        }
        known.insert(certificates.digest, verdict.clone());
        verdict
    }
}

fn identity(report: &Report) -> Identity {
    let reason = |ids: &[LinkId]| {
        let link = ids.first().and_then(|id| report.link(*id));
        link.map_or_else(String::new, |link| format!("{}: {}", link.title, link.words))
    };
    let is_empty = |id: &LinkId| {
        report.link(*id).is_some_and(|link| {
            matches!(
                link.verdict,
                LinkVerdict::NotCheckable { obstacle: Obstacle::SlotEmpty { .. } }
            )
        })
    };
    match &report.overall {
        Overall::Genuine { .. } => Identity::Genuine,
        Overall::GenuineIfRootsAre { .. } => Identity::GenuineIfRootsAre,
        Overall::Emulated { .. } => Identity::Emulated,
        Overall::Failed { links } => Identity::Failed { reason: reason(links) },
        Overall::Incomplete { links } if links.iter().all(is_empty) => Identity::NoCertificates,
        Overall::Incomplete { links } => Identity::Incomplete { reason: reason(links) },
    }
}

fn roots(report: &Report) -> Vec<EndOfValidity> {
    let hardware = report.links.iter().filter(|link| link.id.is_of_hardware());
    let mut roots: Vec<EndOfValidity> = Vec::new();
    for anchor in hardware.filter_map(|link| link.anchor.as_ref()) {
        let end = EndOfValidity {
            name: anchor.label.clone(),
            ends_at: Timestamp::EpochMillis(anchor.validity.not_after.saturating_mul(1000)),
        };
        if !roots.contains(&end) {
            roots.push(end);
        }
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestation::AnchorOrigin;

    /// A page says it of the row, and its certificates tab of the sheet.
    #[test]
    fn the_row_and_the_sheet_use_the_same_words() {
        let dates_valid = true;
        let supplied_by = vec![AnchorOrigin::Operator];
        for overall in [
            Overall::Genuine { dates_valid },
            Overall::GenuineIfRootsAre { supplied_by, dates_valid },
            Overall::Emulated { dates_valid },
            Overall::Failed { links: Vec::new() },
            Overall::Incomplete { links: vec![LinkId::HsmByAwsHardware] },
        ] {
            let report = Report { overall, ..verify(&Evidence::default()) };
            let words = match &report.overall {
                // Its only link has an empty slot.
                Overall::Incomplete { .. } => Identity::NoCertificates.in_words(),
                overall => overall.in_words(),
            };
            assert_eq!(identity(&report).in_words(), words);
        }
        let incomplete = Overall::Incomplete { links: Vec::new() };
        let reason = String::new();
        assert_eq!(Identity::Incomplete { reason }.in_words(), incomplete.in_words());
    }
}
