//! A finding: a fact about a cluster, and what to do about it.

use crate::{kind::Kind, severity::Severity};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub kind: Kind,
    /// How soon a person should look.
    pub severity: Severity,
    /// The fact.
    pub fact: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// The findings, the most severe first; those of one severity keep their order.
pub(crate) fn most_severe_first(found: &[Finding]) -> Vec<Finding> {
    // Three passes weigh less in WebAssembly than a sort that is compiled for this type.
    let of = |severity| found.iter().filter(move |finding| finding.severity == severity).cloned();
    Severity::ALL.into_iter().flat_map(of).collect()
}
