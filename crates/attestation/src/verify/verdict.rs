//! Whether a link holds, and every reason why it may not.

use serde::{Deserialize, Serialize};

use super::slot::{Absent, Slot};
use crate::{anchor::AnchorKind, input::InputError, signature::SignatureProblem};

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
