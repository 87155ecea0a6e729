//! Dates in a few words.

use crate::{
    dates::{DateValidity, Validity, utc},
    verify::DateFinding,
};

/// How dates are wrong, in a few words.
pub(super) fn date_problem(dates: DateValidity) -> Option<&'static str> {
    match dates {
        DateValidity::Valid { .. } => None,
        DateValidity::Expired { .. } => Some("expired"),
        DateValidity::NotYet { .. } => Some("not yet valid"),
    }
}

pub(super) fn validity(validity: Validity, dates: DateValidity) -> String {
    const DAY: i64 = 86_400;
    let span = format!("{} to {}", utc(validity.not_before), utc(validity.not_after));
    match dates {
        DateValidity::Valid { seconds_left } => {
            format!("{span} ({} days left)", seconds_left / DAY)
        }
        DateValidity::Expired { .. } => format!("{span} (expired)"),
        DateValidity::NotYet { .. } => format!("{span} (not yet valid)"),
    }
}

/// How several dates are wrong, in a few words.
pub(super) fn date_problems(findings: &[&DateFinding]) -> &'static str {
    let expired = |finding: &&&DateFinding| matches!(finding.dates, DateValidity::Expired { .. });
    match findings.iter().filter(expired).count() {
        0 => "not yet valid",
        count if count == findings.len() => "expired",
        _ => "outside its dates",
    }
}
