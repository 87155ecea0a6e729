//! The identity of an HSM, as AWS documents the proof: one HSM certificate under two roots, and
//! a cluster key that is the HSM's. Knows what proves what; how a single signature is checked is
//! told elsewhere.

mod check;
mod link;
mod note;
mod report;
mod slot;
mod verdict;

use serde::{Deserialize, Serialize};

pub use link::{DateFinding, Link, LinkId};
pub use note::{Note, NoteKind};
pub use report::{Overall, Report, UnusedAnchor};
pub(crate) use slot::{Absent, CertificateSlot};
pub use slot::{Slot, Slots};
pub use verdict::{Failure, KnownRoot, Obstacle, Verdict};

use self::{
    check::{both, hardware_agrees, self_signed, signed_by, signed_by_anchor},
    slot::{read_certificate, read_request},
};
use crate::{
    anchor::{Anchor, AnchorKind, SuppliedAnchor, pinned_anchors, supplied_anchors},
    signature::{RustCrypto, SignatureCheck},
};

/// What a verification needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Evidence {
    /// The texts of the slots.
    pub slots: Slots,
    /// Such as `hsm1.medium`; decides which manufacturer's root to expect.
    pub hsm_type: Option<String>,
    /// Anchors beside the pinned ones.
    pub anchors: Vec<SuppliedAnchor>,
    /// The moment to compare dates with, in epoch seconds.
    pub now: i64,
}

/// Verifies the identity of an HSM.
pub fn verify(evidence: &Evidence) -> Report {
    verify_with(evidence, &RustCrypto)
}

/// The same with another implementation of signatures.
pub fn verify_with(evidence: &Evidence, check: &impl SignatureCheck) -> Report {
    let mut anchors = pinned_anchors();
    let mut unused_anchors = Vec::new();
    // As with the blocks of one input: more than any genuine set is nobody's need.
    for supplied in evidence.anchors.iter().take(crate::limits::BLOCKS) {
        let (fit, problems) = supplied_anchors(supplied, check);
        anchors.extend(fit);
        unused_anchors.extend(problems.into_iter().map(|problem| UnusedAnchor {
            label: supplied.label.clone(),
            origin: supplied.supplied_by.into(),
            words: problem.to_string(),
            problem,
        }));
    }
    let chosen = Chosen::new(&evidence.slots);
    if let Ok(cluster) = &chosen.cluster {
        anchors.extend(check::beside(&cluster.others, check));
    }
    let verification = Verification { evidence, chosen, anchors: &anchors, check };
    let mut notes = verification.notes();
    let links = verification.links(&mut notes);
    let overall = report::overall(&links);
    Report {
        now: evidence.now,
        hsm_type: evidence.hsm_type.clone(),
        headline: report::headline(&overall, &links),
        overall,
        links,
        notes,
        anchors: anchors.iter().map(|anchor| anchor.summary(evidence.now)).collect(),
        unused_anchors,
    }
}

/// What each slot holds, or why it holds nothing to check.
pub(crate) struct Chosen {
    pub(crate) csr: Result<crate::CertificateRequest, Absent>,
    pub(crate) hsm: Result<CertificateSlot, Absent>,
    pub(crate) aws: Result<CertificateSlot, Absent>,
    pub(crate) manufacturer: Result<CertificateSlot, Absent>,
    pub(crate) cluster: Result<CertificateSlot, Absent>,
}

impl Chosen {
    pub(crate) fn new(slots: &Slots) -> Self {
        let csr = read_request(slots).map(|(request, _)| request);
        let hsm = read_certificate(slots, Slot::HsmCertificate, |certificate| {
            csr.as_ref().is_ok_and(|csr| csr.key.is_same_as(&certificate.key))
        });
        let issued_hsm = |certificate: &crate::Certificate| {
            hsm.as_ref().is_ok_and(|hsm| hsm.certificate.issuer.is_same_as(&certificate.subject))
        };
        let has_hsm_key = |certificate: &crate::Certificate| {
            hsm.as_ref().is_ok_and(|hsm| hsm.certificate.key.is_same_as(&certificate.key))
        };
        Self {
            aws: read_certificate(slots, Slot::AwsHardwareCertificate, issued_hsm),
            manufacturer: read_certificate(
                slots,
                Slot::ManufacturerHardwareCertificate,
                issued_hsm,
            ),
            cluster: read_certificate(slots, Slot::ClusterCertificate, has_hsm_key),
            csr,
            hsm,
        }
    }
}

struct Verification<'a, C> {
    evidence: &'a Evidence,
    chosen: Chosen,
    anchors: &'a [Anchor],
    check: &'a C,
}

impl<C: SignatureCheck> Verification<'_, C> {
    fn links(&self, notes: &mut Vec<Note>) -> Vec<Link> {
        let Chosen { csr, hsm, aws, manufacturer, cluster } = &self.chosen;
        let known = known_root(self.evidence.hsm_type.as_deref());
        let is_pinned = self.evidence.hsm_type.as_deref() == Some("hsm1.medium");
        let key_equals = |equal: bool| {
            if equal { Verdict::Verified } else { Failure::KeysDiffer.into() }
        };
        vec![
            self.hsm_by(LinkId::HsmByAwsHardware, Slot::AwsHardwareCertificate, aws, notes),
            self.by_anchor(
                (LinkId::AwsHardwareByAwsRoot, Slot::AwsHardwareCertificate, AnchorKind::Aws),
                aws,
                (true, None),
                notes,
            ),
            self.hsm_by(
                LinkId::HsmByManufacturerHardware,
                Slot::ManufacturerHardwareCertificate,
                manufacturer,
                notes,
            ),
            self.by_anchor(
                (
                    LinkId::ManufacturerHardwareByManufacturerRoot,
                    Slot::ManufacturerHardwareCertificate,
                    AnchorKind::Manufacturer,
                ),
                manufacturer,
                (is_pinned, known),
                notes,
            ),
            Link::new(
                LinkId::HardwareCertificatesAgree,
                both(aws, manufacturer, |aws, manufacturer| {
                    hardware_agrees(&aws.certificate, &manufacturer.certificate)
                }),
                "AWS and the manufacturer certify one key under one name",
            ),
            Link::new(
                LinkId::CsrSelfSigned,
                both(csr, csr, |csr, _| self_signed(csr, self.check)),
                "whoever made the CSR holds its key",
            ),
            Link::new(
                LinkId::CsrKeyIsHsmKey,
                both(csr, hsm, |csr, hsm| key_equals(csr.key.is_same_as(&hsm.certificate.key))),
                "the key that the CSR asks to certify is the HSM's",
            ),
            Link::new(
                LinkId::ClusterKeyIsHsmKey,
                both(cluster, hsm, |cluster, hsm| {
                    key_equals(cluster.certificate.key.is_same_as(&hsm.certificate.key))
                }),
                "the key that the customer's CA certified is the HSM's",
            ),
            self.by_anchor(
                (LinkId::ClusterByCustomerCa, Slot::ClusterCertificate, AnchorKind::CustomerCa),
                cluster,
                (false, None),
                notes,
            ),
        ]
    }

    fn hsm_by(
        &self,
        id: LinkId,
        slot: Slot,
        hardware: &Result<CertificateSlot, Absent>,
        notes: &mut Vec<Note>,
    ) -> Link {
        let hsm = &self.chosen.hsm;
        let verdict = both(hsm, hardware, |hsm, hardware| {
            signed_by(&hsm.certificate, &hardware.certificate, self.check)
        });
        if let (Ok(hsm), Ok(hardware)) = (hsm, hardware) {
            let (child, parent) = (&hsm.certificate, &hardware.certificate);
            note::on_key_identifiers(Slot::HsmCertificate, child, parent, notes);
        }
        let holds = format!("the key of the {} signed it", slot.in_words());
        let finding = |slot: Slot, read: &Result<CertificateSlot, Absent>| {
            let validity = read.as_ref().ok()?.certificate.validity;
            Some(DateFinding::new(slot.in_words(), validity, self.evidence.now))
        };
        let dates = [finding(Slot::HsmCertificate, hsm), finding(slot, hardware)];
        Link::new(id, verdict, &holds).with_dates(dates.into_iter().flatten().collect())
    }

    fn by_anchor(
        &self,
        (id, slot, kind): (LinkId, Slot, AnchorKind),
        child: &Result<CertificateSlot, Absent>,
        (is_pinned, known): (bool, Option<KnownRoot>),
        notes: &mut Vec<Note>,
    ) -> Link {
        let child = match child {
            Ok(child) => &child.certificate,
            Err(absent) => return Link::new(id, absent.clone().into(), ""),
        };
        let now = self.evidence.now;
        let anchored =
            signed_by_anchor(child, self.anchors, kind, is_pinned, known, now, self.check);
        let mut dates = vec![DateFinding::new(slot.in_words(), child.validity, now)];
        let mut holds = String::new();
        if let Some(anchor) = anchored.by.first() {
            dates.push(DateFinding::new(&anchor.label, anchor.certificate.validity, now));
            holds = format!(
                "the key of the anchor “{}” signed it ({})",
                anchor.label,
                anchor.origin.in_words()
            );
            note::on_anchor(anchor, now, notes);
            note::on_key_identifiers(slot, child, &anchor.certificate, notes);
        }
        let mut link = Link::new(id, anchored.verdict, &holds).with_dates(dates);
        link.anchor = anchored.by.first().map(|anchor| anchor.summary(now));
        link.also_anchored_by =
            anchored.by.iter().skip(1).map(|anchor| anchor.label.clone()).collect();
        link
    }

    fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        let chosen = &self.chosen;
        let certificates = [
            (Slot::HsmCertificate, &chosen.hsm),
            (Slot::AwsHardwareCertificate, &chosen.aws),
            (Slot::ManufacturerHardwareCertificate, &chosen.manufacturer),
            (Slot::ClusterCertificate, &chosen.cluster),
        ];
        for (slot, read) in certificates {
            if let Ok(read) = read {
                note::on_slot(slot, read, self.evidence.now, &mut notes);
            }
        }
        notes
    }
}

/// The manufacturer's root of an HSM type, where it is known by name but not pinned.
pub fn known_root(hsm_type: Option<&str>) -> Option<KnownRoot> {
    hsm_type.filter(|hsm_type| hsm_type.starts_with("hsm2m.")).map(|_| KnownRoot {
        subject: "CN=mrvl-ls2-root-AR-v1".to_owned(),
        file_name: "mrvl-rsa-LS2-AR-v1.crt".to_owned(),
    })
}
