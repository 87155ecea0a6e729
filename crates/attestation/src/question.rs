//! What this crate can be asked in one message, and what it answers: for callers that run it
//! elsewhere than in their own process.

use serde::{Deserialize, Serialize};

use crate::{
    evidence::{Archive, evidence_archive},
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
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// To [`Question::Sheet`].
    Sheet(Box<Sheet>),
    /// To [`Question::Archive`].
    Archive(Archive),
}

impl Question {
    /// Answers it.
    pub fn answer(&self) -> std::io::Result<Answer> {
        match self {
            Self::Sheet { evidence } => Ok(Answer::Sheet(Box::new(sheet(evidence)))),
            Self::Archive { evidence, cluster_id } => {
                evidence_archive(evidence, &verify(evidence), cluster_id).map(Answer::Archive)
            }
        }
    }
}
