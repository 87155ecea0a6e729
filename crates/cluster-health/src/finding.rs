//! Findings, and their order.

use backend_api::{Finding, FindingKind, Severity};

/// One finding.
pub(crate) fn finding(
    kind: FindingKind,
    severity: Severity,
    fact: impl Into<String>,
    advice: impl AsRef<str>,
) -> Finding {
    Finding { kind, severity, fact: fact.into(), advice: advice.as_ref().into() }
}

/// The findings, the most severe first; those of one severity keep their order.
pub(crate) fn most_severe_first(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by_key(|finding| finding.severity);
    found
}
