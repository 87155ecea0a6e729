//! Findings in their order.

use backend_api::Finding;

/// The findings, the most severe first; those of one severity keep their order.
pub(crate) fn most_severe_first(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by_key(|finding| finding.severity);
    found
}
