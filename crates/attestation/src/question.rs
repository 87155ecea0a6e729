//! What this crate can be asked in one message, and what it answers: for callers that run it
//! elsewhere than in their own process.

use std::fmt;

use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    evidence::{Archive, evidence_archive},
    initialization::{Initialization, check_initialization},
    sheet::{Sheet, sheet},
    verify::{Evidence, verify},
};

/// What can be asked in one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Question {
    /// What the certificates prove, and what each of them is.
    Sheet {
        /// The certificates.
        evidence: Evidence,
    },
    /// The evidence bundle.
    Archive {
        /// The certificates.
        evidence: Evidence,
        /// The cluster that they belong to.
        cluster_id: String,
    },
    /// Whether two files can initialize a cluster.
    Initialization {
        /// The cluster's CSR, as AWS has it now; none before its first HSM.
        csr: Option<String>,
        /// `SignedCert`, as it was picked or pasted.
        signed_certificate: FileBytes,
        /// `TrustAnchor`, as it was picked or pasted.
        trust_anchor: FileBytes,
        /// Epoch seconds.
        now: i64,
    },
}

/// The bytes of a file, which may be no text; base64 in JSON. Its `Debug` shows none of them, for
/// they may be a private key.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FileBytes(pub Vec<u8>);

impl fmt::Debug for FileBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileBytes({} bytes)", self.0.len())
    }
}

impl Serialize for FileBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for FileBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map(Self).map_err(serde::de::Error::custom)
    }
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// To [`Question::Sheet`].
    Sheet(Box<Sheet>),
    /// To [`Question::Archive`].
    Archive(Archive),
    /// To [`Question::Initialization`].
    Initialization(Box<Initialization>),
}

impl Question {
    /// Answers it. A cluster without a readable CSR is an error of
    /// [`Question::Initialization`].
    pub fn answer(&self) -> std::io::Result<Answer> {
        match self {
            Self::Sheet { evidence } => Ok(Answer::Sheet(Box::new(sheet(evidence)))),
            Self::Archive { evidence, cluster_id } => {
                evidence_archive(evidence, &verify(evidence), cluster_id).map(Answer::Archive)
            }
            Self::Initialization { csr, signed_certificate, trust_anchor, now } => {
                check_initialization(csr.as_deref(), &signed_certificate.0, &trust_anchor.0, *now)
                    .map(|checked| Answer::Initialization(Box::new(checked)))
                    .map_err(std::io::Error::other)
            }
        }
    }
}
