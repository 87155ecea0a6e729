//! One link of the proof: what was checked, the verdict, and the reason in words.

use serde::{Deserialize, Serialize};

use super::verdict::Verdict;
use crate::{
    anchor::AnchorSummary,
    dates::{DateValidity, Validity, utc},
    printable::quoted,
};

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

/// One link of the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Which one.
    pub id: LinkId,
    /// A heading.
    pub title: String,
    /// What the check found; dates have no say in it.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub words: String,
    /// What the dates of both its ends say, and those of a root that it rests on and that is outside
    /// its dates. Empty where there is nothing to say.
    pub dates: Vec<DateFinding>,
    /// Every date above is valid.
    pub dates_hold: bool,
    /// The anchor that the link ends in.
    pub anchor: Option<AnchorSummary>,
    /// The labels of further anchors that would have done, as re-issues of a root do.
    pub also_anchored_by: Vec<String>,
}

/// What the dates of one end of a link, or of a root above it, say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DateFinding {
    /// Whose dates, for people.
    pub of: String,
    /// They are a root's.
    pub is_root: bool,
    /// From when until when.
    pub validity: Validity,
    /// What they say about the report's moment.
    pub dates: DateValidity,
}

impl DateFinding {
    pub(crate) fn new(of: &str, validity: Validity, now: i64) -> Self {
        Self { of: of.to_owned(), is_root: false, validity, dates: validity.at(now) }
    }

    pub(crate) fn of_root(anchor: &AnchorSummary) -> Self {
        let AnchorSummary { label, validity, dates, .. } = anchor;
        Self { of: quoted(label), is_root: true, validity: *validity, dates: *dates }
    }

    /// In a sentence.
    pub fn in_words(&self) -> String {
        let Self { of, validity, dates, .. } = self;
        match dates {
            DateValidity::Valid { .. } => {
                format!("{of}: valid until {}", utc(validity.not_after))
            }
            DateValidity::Expired { .. } => {
                format!("{of}: expired on {}", utc(validity.not_after))
            }
            DateValidity::NotYet { .. } => {
                format!("{of}: not valid before {}", utc(validity.not_before))
            }
        }
    }
}

impl Link {
    /// A link whose words follow from its verdict; `meaning` is what it means if it is verified.
    pub(crate) fn new(id: LinkId, verdict: Verdict, meaning: &str) -> Self {
        let words = match &verdict {
            Verdict::Verified => meaning.to_owned(),
            Verdict::Failed { failure } => failure.to_string(),
            Verdict::NotCheckable { obstacle } => obstacle.to_string(),
        };
        Self {
            id,
            title: id.title().to_owned(),
            verdict,
            words,
            dates: Vec::new(),
            dates_hold: true,
            anchor: None,
            also_anchored_by: Vec::new(),
        }
    }

    pub(crate) fn with_dates(mut self, dates: Vec<DateFinding>) -> Self {
        self.dates_hold = dates.iter().all(|finding| finding.dates.is_valid());
        self.dates = dates;
        self
    }

    /// The dates that are not valid now.
    pub fn invalid_dates(&self) -> impl Iterator<Item = &DateFinding> {
        self.dates.iter().filter(|finding| !finding.dates.is_valid())
    }

    /// Whether it was checked and is right, dates aside.
    pub fn is_verified(&self) -> bool {
        self.verdict == Verdict::Verified
    }

    /// Whether it was checked and is wrong.
    pub fn is_failed(&self) -> bool {
        matches!(self.verdict, Verdict::Failed { .. })
    }
}
