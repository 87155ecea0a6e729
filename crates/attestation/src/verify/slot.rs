//! The five slots of a cluster.

use serde::{Deserialize, Serialize};

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
