//! The five slots of a cluster, and which item of a slot counts.

use serde::{Deserialize, Serialize};

use crate::{
    certificate::Certificate,
    input::{InputError, Reading, read},
    request::CertificateRequest,
};

/// A slot of a cluster's certificates, by AWS's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Slot {
    /// The signing request of the HSM.
    ClusterCsr,
    /// The certificate that the HSM hardware issued.
    HsmCertificate,
    /// The hardware's certificate, issued by AWS.
    AwsHardwareCertificate,
    /// The hardware's certificate, issued by its manufacturer.
    ManufacturerHardwareCertificate,
    /// The certificate that the customer's CA issued.
    ClusterCertificate,
}

impl Slot {
    /// All five, in AWS's order.
    pub const ALL: [Self; 5] = [
        Self::ClusterCsr,
        Self::HsmCertificate,
        Self::AwsHardwareCertificate,
        Self::ManufacturerHardwareCertificate,
        Self::ClusterCertificate,
    ];

    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClusterCsr => "ClusterCsr",
            Self::HsmCertificate => "HsmCertificate",
            Self::AwsHardwareCertificate => "AwsHardwareCertificate",
            Self::ManufacturerHardwareCertificate => "ManufacturerHardwareCertificate",
            Self::ClusterCertificate => "ClusterCertificate",
        }
    }

    /// For a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::ClusterCsr => "cluster CSR",
            Self::HsmCertificate => "HSM certificate",
            Self::AwsHardwareCertificate => "AWS hardware certificate",
            Self::ManufacturerHardwareCertificate => "manufacturer hardware certificate",
            Self::ClusterCertificate => "cluster certificate",
        }
    }
}

/// The texts of the slots, as AWS sends them. Blank counts as empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Slots {
    /// `ClusterCsr`
    pub cluster_csr: Option<String>,
    /// `HsmCertificate`
    pub hsm_certificate: Option<String>,
    /// `AwsHardwareCertificate`
    pub aws_hardware_certificate: Option<String>,
    /// `ManufacturerHardwareCertificate`
    pub manufacturer_hardware_certificate: Option<String>,
    /// `ClusterCertificate`
    pub cluster_certificate: Option<String>,
}

impl Slots {
    /// The text of a slot, unless it is empty.
    pub fn get(&self, slot: Slot) -> Option<&str> {
        let text = match slot {
            Slot::ClusterCsr => &self.cluster_csr,
            Slot::HsmCertificate => &self.hsm_certificate,
            Slot::AwsHardwareCertificate => &self.aws_hardware_certificate,
            Slot::ManufacturerHardwareCertificate => &self.manufacturer_hardware_certificate,
            Slot::ClusterCertificate => &self.cluster_certificate,
        };
        text.as_deref().filter(|text| !text.trim().is_empty())
    }
}

/// Why a slot has nothing to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Absent {
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
    pub(crate) text_around: bool,
}

pub(crate) fn read_certificate(
    slots: &Slots,
    slot: Slot,
    prefer: impl Fn(&Certificate) -> bool,
) -> Result<CertificateSlot, Absent> {
    let text = slots.get(slot).ok_or(Absent::Empty(slot))?;
    let unreadable = |error| Absent::Unreadable(slot, error);
    let reading = read(text.as_bytes()).map_err(unreadable)?;
    let text_around = reading.text_around;
    let mut all: Vec<_> =
        reading.certificates().map_err(unreadable)?.into_iter().cloned().collect();
    let taken = choose(&all, prefer);
    Ok(CertificateSlot { certificate: all.remove(taken), others: all, text_around })
}

/// The preferred one; else the first that issued none of the others; else the first.
///
/// A bundle's order is nowhere promised. Whichever is taken must pass every check, so the choice
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

pub(crate) fn read_request(slots: &Slots) -> Result<(CertificateRequest, Reading), Absent> {
    let slot = Slot::ClusterCsr;
    let text = slots.get(slot).ok_or(Absent::Empty(slot))?;
    let unreadable = |error| Absent::Unreadable(slot, error);
    let reading = read(text.as_bytes()).map_err(unreadable)?;
    let request = reading.request().map_err(unreadable)?.clone();
    Ok((request, reading))
}
