//! The verdict on a link, and every reason why it may not be verified.

use serde::{Deserialize, Serialize};

use super::slot::{Absent, Slot};
use crate::{anchor::AnchorKind, input::InputError, signature::SignatureProblem};

/// The verdict on a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Verdict {
    /// It was checked, and it is right.
    Verified,
    /// It was checked, and it is wrong.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// It can't be checked, which says nothing about it.
    NotCheckable {
        /// Why not.
        obstacle: Obstacle,
    },
}

/// Why a link failed.
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
    #[error("its issuer is {named}, but this certificate is {found}")]
    OtherIssuer {
        /// The issuer that the certificate names.
        named: String,
        /// The subject of the certificate that should have been it.
        found: String,
    },
    /// It names an issuer that is no trusted root.
    #[error("its issuer is {issuer}, which is not a trusted root of this chain")]
    UntrustedIssuer {
        /// The issuer that the certificate names.
        issuer: String,
    },
    /// It belongs to the other chain.
    #[error(
        "its issuer is {issuer}, a root of the other chain; the two hardware certificates may be \
         swapped"
    )]
    OtherChain {
        /// The issuer that the certificate names.
        issuer: String,
    },
    /// It names another CA than those that were supplied as the customer's.
    #[error("its issuer is {issuer}, which is not the CA that you supplied ({supplied})")]
    OtherCa {
        /// The issuer that the certificate names.
        issuer: String,
        /// The subjects of the supplied CAs.
        supplied: String,
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
    #[error("it has the unknown critical extension {oid}, which must not be ignored")]
    CriticalExtension {
        /// Which one.
        oid: String,
    },
    /// An extension occurs twice, so that what counts would depend on who reads it.
    #[error("it has the extension {oid} twice, which RFC 5280 forbids")]
    DuplicateExtension {
        /// Which one.
        oid: String,
    },
    /// The certificate names one algorithm inside the signed part and another outside.
    #[error("it names one signature algorithm in the signed part and another one outside of it")]
    AlgorithmsDisagree,
}

impl Failure {
    /// Whether the commands of the evidence bundle fail for the same reason. They don't where the
    /// signature is right and is refused all the same.
    pub(crate) fn is_found_by_openssl(&self) -> bool {
        !matches!(
            self,
            Self::Signature {
                problem: SignatureProblem::WeakDigest { .. } | SignatureProblem::WeakKey { .. },
            } | Self::CriticalExtension { .. }
                | Self::DuplicateExtension { .. }
                | Self::AlgorithmsDisagree
        )
    }
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
    #[error("the {} can’t be read: {error}", slot.in_words())]
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
    /// A supplied root was left out because of a limit, and might have been the right one.
    #[error("some of the supplied roots were not used; remove those that you don’t need")]
    AnchorLeftOut,
    /// The customer's CA issued the certificate through another CA.
    #[error(
        "its issuer is {issuer}, an intermediate CA; the console only checks a CA’s own signature"
    )]
    IntermediateCa {
        /// The issuer that the certificate names.
        issuer: String,
    },
    /// Not supported here.
    #[error("the console can’t check {what}")]
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
        AnchorKind::Aws => "AWS’s root is not available",
        AnchorKind::Manufacturer => {
            "the manufacturer’s root for this HSM type is not part of the console"
        }
        AnchorKind::CustomerCa => "the customer’s CA is not available",
    };
    let known = known.map_or_else(String::new, |known| {
        format!(
            " (for this HSM type it should be {}, which the manufacturer publishes as {})",
            known.subject, known.file_name
        )
    });
    format!("{whose}; supply the certificate of {issuer}{known}")
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

impl From<Obstacle> for Verdict {
    fn from(obstacle: Obstacle) -> Self {
        Self::NotCheckable { obstacle }
    }
}

impl From<Failure> for Verdict {
    fn from(failure: Failure) -> Self {
        Self::Failed { failure }
    }
}
