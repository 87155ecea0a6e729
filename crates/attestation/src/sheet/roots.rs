//! The roots that a proof was checked against, in words, and who supplied each of them.

use serde::{Deserialize, Serialize};

use super::{
    dates::{date_problem, validity},
    mark::Mark,
};
use crate::{
    anchor::{AnchorKind, AnchorOrigin},
    verify::Report,
};

/// One root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SheetRoot {
    /// For people.
    pub label: String,
    /// Which chain it can end.
    pub chain: String,
    /// Who supplied it, and whether it is within its dates.
    pub trusted_by: String,
    /// The same as a mark.
    pub mark: Mark,
    /// A link of this proof ends in it.
    pub used: bool,
    /// `CN=…, O=…`
    pub subject: String,
    /// From when until when.
    pub valid: String,
    /// SHA-256 of the DER.
    pub sha256: String,
}

/// A supplied root that is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnusedRoot {
    /// As it was supplied.
    pub label: String,
    /// Why it is not used.
    pub words: String,
}

pub(super) fn roots(report: &Report) -> Vec<SheetRoot> {
    let used = |sha256: &String| {
        report.links.iter().any(|link| {
            link.is_verified() && link.anchor.as_ref().is_some_and(|used| used.sha256 == *sha256)
        })
    };
    report
        .anchors
        .iter()
        .map(|anchor| SheetRoot {
            label: anchor.label.clone(),
            chain: chain(anchor.kind).to_owned(),
            trusted_by: match date_problem(anchor.dates) {
                None => anchor.origin.in_words().to_owned(),
                Some(how) => format!("{}, {how}", anchor.origin.in_words()),
            },
            mark: match anchor.origin {
                _ if !anchor.dates.is_valid() => Mark::OutsideDates,
                AnchorOrigin::Pinned => Mark::Verified,
                _ => Mark::Supplied,
            },
            used: used(&anchor.sha256),
            subject: anchor.subject.clone(),
            valid: validity(anchor.validity, anchor.dates),
            sha256: anchor.sha256.clone(),
        })
        .collect()
}

pub(super) fn unused(report: &Report) -> Vec<UnusedRoot> {
    report
        .unused_anchors
        .iter()
        .map(|unused| UnusedRoot { label: unused.label.clone(), words: unused.words.clone() })
        .collect()
}

fn chain(kind: AnchorKind) -> &'static str {
    match kind {
        AnchorKind::Aws => "AWS’s chain",
        AnchorKind::Manufacturer => "the manufacturer’s chain",
        AnchorKind::CustomerCa => "the cluster certificate",
    }
}
