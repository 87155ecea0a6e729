//! The items of the slots, and which item of a slot is checked.

use super::slot::{Slot, Slots};
use crate::{
    certificate::Certificate,
    input::{InputError, read},
    request::CertificateRequest,
};

/// Why a slot has nothing to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SlotError {
    Empty(Slot),
    Unreadable(Slot, InputError),
}

/// A certificate slot, read.
#[derive(Debug)]
pub(crate) struct CertificateSlot {
    /// The one that counts.
    pub(crate) certificate: Certificate,
    /// The others of a bundle.
    pub(crate) others: Vec<Certificate>,
    pub(crate) extra_text: bool,
}

/// The item of each slot that is checked, or why there is none.
pub(crate) struct SlotContents {
    pub(crate) csr: Result<CertificateRequest, SlotError>,
    pub(crate) hsm: Result<CertificateSlot, SlotError>,
    pub(crate) aws: Result<CertificateSlot, SlotError>,
    pub(crate) manufacturer: Result<CertificateSlot, SlotError>,
    pub(crate) cluster: Result<CertificateSlot, SlotError>,
}

impl SlotContents {
    pub(crate) fn new(slots: &Slots) -> Self {
        let csr = read_request(slots);
        let hsm = read_certificate(slots, Slot::HsmCertificate, |certificate| {
            csr.as_ref().is_ok_and(|csr| csr.key.is_same_as(&certificate.key))
        });
        let issued_hsm = |certificate: &Certificate| {
            hsm.as_ref().is_ok_and(|hsm| hsm.certificate.issuer.is_same_as(&certificate.subject))
        };
        let has_hsm_key = |certificate: &Certificate| {
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

    /// The certificate of a slot that is checked.
    pub(crate) fn certificate(&self, slot: Slot) -> Option<&Certificate> {
        let read = match slot {
            Slot::ClusterCsr => return None,
            Slot::HsmCertificate => &self.hsm,
            Slot::AwsHardwareCertificate => &self.aws,
            Slot::ManufacturerHardwareCertificate => &self.manufacturer,
            Slot::ClusterCertificate => &self.cluster,
        };
        Some(&read.as_ref().ok()?.certificate)
    }
}

fn read_certificate(
    slots: &Slots,
    slot: Slot,
    prefer: impl Fn(&Certificate) -> bool,
) -> Result<CertificateSlot, SlotError> {
    let text = slots.get(slot).ok_or(SlotError::Empty(slot))?;
    let unreadable = |error| SlotError::Unreadable(slot, error);
    let reading = read(text.as_bytes()).map_err(unreadable)?;
    let extra_text = reading.extra_text;
    let mut all: Vec<_> =
        reading.certificates().map_err(unreadable)?.into_iter().cloned().collect();
    let selected = choose(&all, prefer);
    Ok(CertificateSlot { certificate: all.remove(selected), others: all, extra_text })
}

/// The preferred one; else the first that issued none of the others; else the first.
///
/// AWS doesn't document an order. The selected one must pass every check, so the choice
/// can hide a good certificate at worst, never let a bad one pass.
fn choose(all: &[Certificate], prefer: impl Fn(&Certificate) -> bool) -> usize {
    let issued_another = |index: usize| {
        all.iter().enumerate().any(|(other, certificate)| {
            other != index && certificate.issuer.is_same_as(&all[index].subject)
        })
    };
    all.iter()
        .position(prefer)
        .or_else(|| (0..all.len()).find(|index| !issued_another(*index)))
        .unwrap_or(0)
}

fn read_request(slots: &Slots) -> Result<CertificateRequest, SlotError> {
    let slot = Slot::ClusterCsr;
    let text = slots.get(slot).ok_or(SlotError::Empty(slot))?;
    let unreadable = |error| SlotError::Unreadable(slot, error);
    let reading = read(text.as_bytes()).map_err(unreadable)?;
    reading.request().map_err(unreadable).cloned()
}
