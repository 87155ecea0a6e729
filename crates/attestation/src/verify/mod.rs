//! The identity of an HSM, as AWS documents the proof: one HSM certificate under two roots, and
//! a cluster key that is the HSM's. Knows what proves what, and not how a single signature is
//! checked.

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
    check::{Expected, both, hardware_agrees, self_signed, signed_by, signed_by_anchor},
    slot::{read_certificate, read_request},
};
use crate::{
    anchor::{AnchorKind, AnchorOrigin, Anchors, SuppliedAnchor},
    printable::{printable, quoted},
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
    let mut anchors = Anchors::new(&evidence.anchors, check);
    let chosen = Chosen::new(&evidence.slots);
    if let Ok(cluster) = &chosen.cluster {
        anchors.add_beside(&cluster.others, check);
    }
    let verification = Verification { evidence, chosen, anchors: &anchors, check };
    let mut notes = verification.notes();
    let mut links = verification.links(&mut notes);
    add_expired_roots(&mut links);
    let overall = report::overall(&links);
    Report {
        now: evidence.now,
        hsm_type: evidence.hsm_type.as_deref().map(printable),
        headline: report::headline(&overall, &links),
        overall,
        links,
        notes,
        anchors: anchors.fit.iter().map(|anchor| anchor.summary(evidence.now)).collect(),
        unused_anchors: anchors
            .unused
            .iter()
            .map(|unused| UnusedAnchor {
                label: unused.label.clone(),
                origin: unused.origin,
                words: unused.problem.to_string(),
                problem: unused.problem.clone(),
            })
            .collect(),
    }
}

/// Says on each verified link below a root that the root is outside its dates.
fn add_expired_roots(links: &mut [Link]) {
    let expired: Vec<_> = links
        .iter()
        .filter(|link| link.is_verified())
        .filter_map(|link| {
            let anchor = link.anchor.as_ref().filter(|anchor| !anchor.dates.is_valid())?;
            Some((link.id, DateFinding::of_root(anchor)))
        })
        .collect();
    for link in links.iter_mut().filter(|link| link.is_verified()) {
        for (_, finding) in
            expired.iter().filter(|(root, _)| *root != link.id && link.id.roots().contains(root))
        {
            link.dates.push(finding.clone());
            link.dates_hold = false;
        }
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
    anchors: &'a Anchors,
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
                LinkId::AwsHardwareByAwsRoot,
                Slot::AwsHardwareCertificate,
                aws,
                &Expected { kind: AnchorKind::Aws, is_pinned: true, known: None },
                notes,
            ),
            self.hsm_by(
                LinkId::HsmByManufacturerHardware,
                Slot::ManufacturerHardwareCertificate,
                manufacturer,
                notes,
            ),
            self.by_anchor(
                LinkId::ManufacturerHardwareByManufacturerRoot,
                Slot::ManufacturerHardwareCertificate,
                manufacturer,
                &Expected { kind: AnchorKind::Manufacturer, is_pinned, known },
                notes,
            ),
            Link::new(
                LinkId::HardwareCertificatesAgree,
                both(aws, manufacturer, |aws, manufacturer| {
                    hardware_agrees(&aws.certificate, &manufacturer.certificate)
                }),
                "AWS and the manufacturer certified the same key under the same name",
            ),
            Link::new(
                LinkId::CsrSelfSigned,
                both(csr, csr, |csr, _| self_signed(csr, self.check)),
                "the CSR was made by the owner of its key",
            ),
            Link::new(
                LinkId::CsrKeyIsHsmKey,
                both(csr, hsm, |csr, hsm| key_equals(csr.key.is_same_as(&hsm.certificate.key))),
                "the CSR is for the HSM’s key",
            ),
            Link::new(
                LinkId::ClusterKeyIsHsmKey,
                both(cluster, hsm, |cluster, hsm| {
                    key_equals(cluster.certificate.key.is_same_as(&hsm.certificate.key))
                }),
                "the cluster certificate is for the HSM’s key",
            ),
            self.by_anchor(
                LinkId::ClusterByCustomerCa,
                Slot::ClusterCertificate,
                cluster,
                &Expected { kind: AnchorKind::CustomerCa, is_pinned: false, known: None },
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
        let meaning = format!("the key of the {} signed it", slot.in_words());
        let finding = |slot: Slot, read: &Result<CertificateSlot, Absent>| {
            let validity = read.as_ref().ok()?.certificate.validity;
            Some(DateFinding::new(slot.in_words(), validity, self.evidence.now))
        };
        let dates = [finding(Slot::HsmCertificate, hsm), finding(slot, hardware)];
        Link::new(id, verdict, &meaning).with_dates(dates.into_iter().flatten().collect())
    }

    fn by_anchor(
        &self,
        id: LinkId,
        slot: Slot,
        child: &Result<CertificateSlot, Absent>,
        expected: &Expected,
        notes: &mut Vec<Note>,
    ) -> Link {
        let child = match child {
            Ok(child) => &child.certificate,
            Err(absent) => return Link::new(id, absent.clone().into(), ""),
        };
        let now = self.evidence.now;
        let anchored = signed_by_anchor(child, self.anchors, expected, now, self.check);
        let mut dates = vec![DateFinding::new(slot.in_words(), child.validity, now)];
        let mut meaning = String::new();
        let summary = anchored.by.first().map(|anchor| anchor.summary(now));
        if let (Some(anchor), Some(summary)) = (anchored.by.first(), &summary) {
            dates.push(DateFinding::of_root(summary));
            let reissue = self.reissue_of(anchor).map_or_else(String::new, |pinned| {
                format!("; it has the key of the pinned root {}", quoted(pinned))
            });
            meaning = format!(
                "the root {} signed it ({}{reissue})",
                quoted(&anchor.label),
                anchor.origin.in_words()
            );
            note::on_anchor(anchor, now, notes);
            note::on_key_identifiers(slot, child, &anchor.certificate, notes);
            if anchor.origin == AnchorOrigin::Pinned && expected.kind == AnchorKind::Manufacturer {
                note::on_hsm_type(anchor, self.evidence.hsm_type.as_deref(), notes);
            }
        }
        let mut link = Link::new(id, anchored.verdict, &meaning).with_dates(dates);
        link.anchor = summary;
        link.also_anchored_by =
            anchored.by.iter().skip(1).map(|anchor| anchor.label.clone()).collect();
        link
    }

    /// The pinned root whose key a supplied one has: the same root, issued again.
    fn reissue_of(&self, anchor: &crate::anchor::Anchor) -> Option<&str> {
        let pinned = |other: &&crate::anchor::Anchor| {
            other.origin == AnchorOrigin::Pinned
                && other.kind == anchor.kind
                && other.certificate.key.is_same_as(&anchor.certificate.key)
        };
        let found = self.anchors.fit.iter().find(pinned)?;
        (anchor.origin != AnchorOrigin::Pinned).then_some(found.label.as_str())
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
            match read {
                Ok(read) => note::on_slot(slot, read, self.evidence.now, &mut notes),
                Err(absent) => note::on_absent(absent, &mut notes),
            }
        }
        if let Err(absent) = &chosen.csr {
            note::on_absent(absent, &mut notes);
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
