//! One finding about the two files.

use serde::{Deserialize, Serialize};

use super::{file::InitializationFile, problem::InitializationProblem, severity::Severity};

/// One finding about the two files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InitializationFinding {
    /// The file that it is about.
    pub file: InitializationFile,
    /// Whether it prevents the sending.
    pub severity: Severity,
    /// What was found.
    pub problem: InitializationProblem,
    /// The same in a sentence.
    pub words: String,
    /// What to do about it.
    pub remedy: String,
    /// The subject of the certificate, where the file has several.
    pub certificate: Option<String>,
}

impl InitializationFinding {
    pub(super) fn new(file: InitializationFile, problem: InitializationProblem) -> Self {
        Self {
            file,
            severity: problem.severity(file),
            words: problem.in_words(file),
            remedy: problem.remedy(file).to_owned(),
            problem,
            certificate: None,
        }
    }

    pub(super) fn refuses(&self) -> bool {
        self.severity == Severity::Refuses
    }
}
