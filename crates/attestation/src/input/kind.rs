//! The two kinds of items.

use serde::{Deserialize, Serialize};

/// Certificate or request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// An X.509 certificate.
    Certificate,
    /// A PKCS#10 certificate signing request.
    Request,
}

impl ItemKind {
    /// The label that PEM gives this kind.
    pub fn pem_label(self) -> &'static str {
        match self {
            Self::Certificate => "CERTIFICATE",
            Self::Request => "CERTIFICATE REQUEST",
        }
    }

    /// For a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Certificate => "a certificate",
            Self::Request => "a certificate signing request",
        }
    }
}
