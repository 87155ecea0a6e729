//! The links of the proof, and what each of them rests on.

use serde::{Deserialize, Serialize};

/// Which link it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkId {
    /// The AWS hardware certificate's key signed the HSM certificate.
    HsmByAwsHardware,
    /// AWS's root signed the AWS hardware certificate.
    AwsHardwareByAwsRoot,
    /// The manufacturer hardware certificate's key signed the HSM certificate.
    HsmByManufacturerHardware,
    /// The manufacturer's root signed the manufacturer hardware certificate.
    ManufacturerHardwareByManufacturerRoot,
    /// Both hardware certificates are for one key and one subject.
    HardwareCertificatesAgree,
    /// The CSR's key signed the CSR.
    CsrSelfSigned,
    /// The CSR is for the key of the HSM certificate.
    CsrKeyIsHsmKey,
    /// The cluster certificate is for the key of the HSM certificate.
    ClusterKeyIsHsmKey,
    /// The customer's CA signed the cluster certificate.
    ClusterByCustomerCa,
}

impl LinkId {
    /// The links to the roots that this one rests on: without them, a signature below proves
    /// nothing.
    pub fn roots(self) -> &'static [Self] {
        const AWS: LinkId = LinkId::AwsHardwareByAwsRoot;
        const MANUFACTURER: LinkId = LinkId::ManufacturerHardwareByManufacturerRoot;
        match self {
            AWS
            | Self::HsmByAwsHardware
            | Self::CsrSelfSigned
            | Self::CsrKeyIsHsmKey
            | Self::ClusterKeyIsHsmKey => &[AWS],
            MANUFACTURER | Self::HsmByManufacturerHardware => &[MANUFACTURER],
            Self::HardwareCertificatesAgree => &[AWS, MANUFACTURER],
            Self::ClusterByCustomerCa => &[Self::ClusterByCustomerCa],
        }
    }

    /// Whether it is one of those that prove the hardware, and not the cluster's key.
    pub fn is_of_hardware(self) -> bool {
        matches!(
            self,
            Self::HsmByAwsHardware
                | Self::AwsHardwareByAwsRoot
                | Self::HsmByManufacturerHardware
                | Self::ManufacturerHardwareByManufacturerRoot
                | Self::HardwareCertificatesAgree
        )
    }

    /// Whether it compares keys and not a signature with a key.
    pub fn compares_keys(self) -> bool {
        matches!(
            self,
            Self::HardwareCertificatesAgree | Self::CsrKeyIsHsmKey | Self::ClusterKeyIsHsmKey
        )
    }

    /// A heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::HsmByAwsHardware => "HSM certificate, signed by the AWS hardware certificate",
            Self::AwsHardwareByAwsRoot => "AWS hardware certificate, signed by the AWS root",
            Self::HsmByManufacturerHardware => {
                "HSM certificate, signed by the manufacturer hardware certificate"
            }
            Self::ManufacturerHardwareByManufacturerRoot => {
                "Manufacturer hardware certificate, signed by the manufacturer’s root"
            }
            Self::HardwareCertificatesAgree => "Both hardware certificates have the same key",
            Self::CsrSelfSigned => "Cluster CSR, signed by its own key",
            Self::CsrKeyIsHsmKey => "Cluster CSR and HSM certificate have the same key",
            Self::ClusterKeyIsHsmKey => "Cluster certificate and HSM certificate have the same key",
            Self::ClusterByCustomerCa => "Cluster certificate, signed by the customer’s CA",
        }
    }
}
