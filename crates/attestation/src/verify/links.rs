//! Verifies each link of the proof.

use super::{
    anchor_check::ExpectedRoot,
    anchor_notes,
    certificate_check::{both, hardware_agrees, self_signed, signed_by},
    date_finding::DateFinding,
    failure::Failure,
    link::Link,
    link_id::LinkId,
    note::Note,
    published_root::published_root,
    slot::Slot,
    slot_contents::{CertificateSlot, SlotContents, SlotError},
    verdict::Verdict,
    verification::Verification,
};
use crate::{anchor::AnchorKind, signature::SignatureCheck};

impl<C: SignatureCheck> Verification<'_, C> {
    pub(super) fn links(&self, notes: &mut Vec<Note>) -> Vec<Link> {
        let SlotContents { csr, hsm, aws, manufacturer, cluster } = &self.contents;
        let known = published_root(self.evidence.hsm_type.as_deref());
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
                &ExpectedRoot { kind: AnchorKind::Aws, is_pinned: true, known: None },
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
                &ExpectedRoot { kind: AnchorKind::Manufacturer, is_pinned, known },
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
                &ExpectedRoot { kind: AnchorKind::CustomerCa, is_pinned: false, known: None },
                notes,
            ),
        ]
    }

    fn hsm_by(
        &self,
        id: LinkId,
        slot: Slot,
        hardware: &Result<CertificateSlot, SlotError>,
        notes: &mut Vec<Note>,
    ) -> Link {
        let hsm = &self.contents.hsm;
        let verdict = both(hsm, hardware, |hsm, hardware| {
            signed_by(&hsm.certificate, &hardware.certificate, self.check)
        });
        if let (Ok(hsm), Ok(hardware)) = (hsm, hardware) {
            let (child, parent) = (&hsm.certificate, &hardware.certificate);
            anchor_notes::on_key_identifiers(Slot::HsmCertificate, child, parent, notes);
        }
        let meaning = format!("the key of the {} signed it", slot.in_words());
        let finding = |slot: Slot, read: &Result<CertificateSlot, SlotError>| {
            let validity = read.as_ref().ok()?.certificate.validity;
            Some(DateFinding::new(slot.in_words(), validity, self.evidence.now))
        };
        let dates = [finding(Slot::HsmCertificate, hsm), finding(slot, hardware)];
        Link::new(id, verdict, &meaning).with_dates(dates.into_iter().flatten().collect())
    }
}
