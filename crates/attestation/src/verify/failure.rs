//! Every reason why a link fails.

use serde::{Deserialize, Serialize};

use crate::signature::SignatureProblem;

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
    /// signature is right, but refused.
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
