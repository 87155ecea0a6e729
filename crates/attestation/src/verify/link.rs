//! One link of the proof: what was checked, the verdict, and the reason in words.

use serde::{Deserialize, Serialize};

use super::verdict::Verdict;
use crate::{
    anchor::AnchorSummary,
    dates::{DateValidity, Validity, utc},
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
    /// A heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::HsmByAwsHardware => "HSM certificate, signed by the AWS hardware certificate",
            Self::AwsHardwareByAwsRoot => "AWS hardware certificate, signed by the AWS root",
            Self::HsmByManufacturerHardware => {
                "HSM certificate, signed by the manufacturer hardware certificate"
            }
            Self::ManufacturerHardwareByManufacturerRoot => {
                "Manufacturer hardware certificate, signed by the manufacturer's root"
            }
            Self::HardwareCertificatesAgree => "Both hardware certificates are for one key",
            Self::CsrSelfSigned => "Cluster CSR, signed by its own key",
            Self::CsrKeyIsHsmKey => "Cluster CSR and HSM certificate have one key",
            Self::ClusterKeyIsHsmKey => "Cluster certificate and HSM certificate have one key",
            Self::ClusterByCustomerCa => "Cluster certificate, signed by the customer's CA",
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
    /// Whether it holds; dates have no say in it.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub words: String,
    /// What the dates of both its ends say. Empty where there is nothing to say.
    pub dates: Vec<DateFinding>,
    /// Every date above is valid.
    pub dates_hold: bool,
    /// The anchor that the link ends in.
    pub anchor: Option<AnchorSummary>,
    /// The labels of further anchors that would have done, as re-issues of a root do.
    pub also_anchored_by: Vec<String>,
}

/// What the dates of one end of a link say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DateFinding {
    /// Whose dates, for people.
    pub of: String,
    /// From when until when.
    pub validity: Validity,
    /// What they say about the report's moment.
    pub dates: DateValidity,
}

impl DateFinding {
    pub(crate) fn new(of: &str, validity: Validity, now: i64) -> Self {
        Self { of: of.to_owned(), validity, dates: validity.at(now) }
    }

    /// In a sentence.
    pub fn in_words(&self) -> String {
        let Self { of, validity, dates } = self;
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
    /// A link whose words follow from its verdict; `holds` says what it means if it holds.
    pub(crate) fn new(id: LinkId, verdict: Verdict, holds: &str) -> Self {
        let words = match &verdict {
            Verdict::Verified => holds.to_owned(),
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

    /// Whether it holds, dates aside.
    pub fn is_verified(&self) -> bool {
        self.verdict == Verdict::Verified
    }

    /// Whether it was checked and does not hold.
    pub fn is_failed(&self) -> bool {
        matches!(self.verdict, Verdict::Failed { .. })
    }
}
