//! One link of the proof: what was checked, the verdict, and the reason in words.

use serde::{Deserialize, Serialize};

use super::slot::{Absent, Slot};
use crate::{
    anchor::{AnchorKind, AnchorSummary},
    dates::{DateValidity, Validity, utc},
    input::InputError,
    signature::SignatureProblem,
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

/// Whether a link holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Verdict {
    /// It holds.
    Verified,
    /// It does not hold.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// It cannot be told.
    NotCheckable {
        /// Why not.
        obstacle: Obstacle,
    },
}

/// Why a link does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Failure {
    /// The signature is not accepted.
    #[error("{problem}")]
    Signature {
        /// Why not.
        problem: SignatureProblem,
    },
    /// It names another issuer.
    #[error("it names {named} as its issuer, but this is {found}")]
    OtherIssuer {
        /// The issuer that the certificate names.
        named: String,
        /// The subject of the certificate that should have been it.
        found: String,
    },
    /// It names an issuer that is no trusted root.
    #[error("it names {issuer} as its issuer, which is none of the trusted roots of this chain")]
    UntrustedIssuer {
        /// The issuer that the certificate names.
        issuer: String,
    },
    /// It belongs to the other chain.
    #[error(
        "it was issued by {issuer}, a root of the other chain: are the two hardware certificates \
         swapped?"
    )]
    OtherChain {
        /// The issuer that the certificate names.
        issuer: String,
    },
    /// The keys differ.
    #[error("the keys differ")]
    KeysDiffer,
    /// The keys are equal, but the subjects differ.
    #[error("the subjects differ: {first} and {second}")]
    SubjectsDiffer {
        /// One subject.
        first: String,
        /// The other.
        second: String,
    },
    /// A critical extension that is unknown here must not be ignored.
    #[error("it has the critical extension {oid}, which is unknown here and must not be ignored")]
    CriticalExtension {
        /// Which one.
        oid: String,
    },
    /// The certificate names one algorithm inside the signed part and another outside.
    #[error("it names one signature algorithm in the signed part and another beside it")]
    AlgorithmsDisagree,
}

/// Why a link cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Obstacle {
    /// The slot is empty.
    #[error("there is no {}", slot.in_words())]
    SlotEmpty {
        /// Which one.
        slot: Slot,
    },
    /// The slot's content cannot be read, or is of another kind.
    #[error("the {} cannot be read: {error}", slot.in_words())]
    Unreadable {
        /// Which one.
        slot: Slot,
        /// Why not.
        error: InputError,
    },
    /// The root is not pinned, and nobody supplied it.
    #[error("{}", missing_anchor(*anchor, issuer, known.as_ref()))]
    AnchorMissing {
        /// Which chain's.
        anchor: AnchorKind,
        /// The issuer that the certificate names: the subject of the root to look for.
        issuer: String,
        /// The root that this HSM type is known to have.
        known: Option<KnownRoot>,
    },
    /// Not supported here.
    #[error("{what} cannot be checked here")]
    Unsupported {
        /// The algorithm or the key.
        what: String,
    },
}

/// A root that is known by name but not pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownRoot {
    /// Its subject.
    pub subject: String,
    /// The name under which its owner publishes it.
    pub file_name: String,
}

fn missing_anchor(anchor: AnchorKind, issuer: &str, known: Option<&KnownRoot>) -> String {
    let whose = match anchor {
        AnchorKind::Aws => "AWS's root",
        AnchorKind::Manufacturer => "the manufacturer's root for this HSM type",
        AnchorKind::CustomerCa => "the customer's CA",
    };
    let known = known.map_or_else(String::new, |known| {
        format!(
            "; for this HSM type it should be {}, which its manufacturer publishes as {}",
            known.subject, known.file_name
        )
    });
    format!("{whose} is not here: supply the certificate of {issuer}{known}")
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

impl From<Absent> for Obstacle {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Empty(slot) => Self::SlotEmpty { slot },
            Absent::Unreadable(slot, error) => Self::Unreadable { slot, error },
        }
    }
}

impl From<SignatureProblem> for Verdict {
    fn from(problem: SignatureProblem) -> Self {
        match problem {
            SignatureProblem::Unsupported { what } => {
                Self::NotCheckable { obstacle: Obstacle::Unsupported { what } }
            }
            problem => Self::Failed { failure: Failure::Signature { problem } },
        }
    }
}

impl From<Absent> for Verdict {
    fn from(absent: Absent) -> Self {
        Self::NotCheckable { obstacle: absent.into() }
    }
}

impl From<Failure> for Verdict {
    fn from(failure: Failure) -> Self {
        Self::Failed { failure }
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
