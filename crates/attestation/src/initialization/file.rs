//! Which of the two files.

use serde::{Deserialize, Serialize};

/// One of the two files of `InitializeCluster`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InitializationFile {
    /// `SignedCert`: the cluster's certificate, which the customer's CA made from the CSR.
    SignedCertificate,
    /// `TrustAnchor`: the certificate of that CA.
    TrustAnchor,
}

impl InitializationFile {
    /// For a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::SignedCertificate => "the signed certificate",
            Self::TrustAnchor => "the trust anchor",
        }
    }

    /// At the beginning of a sentence.
    pub(super) fn first_in_words(self) -> &'static str {
        match self {
            Self::SignedCertificate => "The signed certificate",
            Self::TrustAnchor => "The trust anchor",
        }
    }
}
