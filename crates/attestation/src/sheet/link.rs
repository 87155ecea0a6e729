//! The links of the proof in words, and what each of them rests on.

use serde::{Deserialize, Serialize};

use super::{
    dates::{date_problems, validity},
    mark::Mark,
};
use crate::{
    anchor::AnchorOrigin,
    verify::{Link, LinkId, Report, Verdict},
};

/// One link of the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SheetLink {
    /// Which one.
    pub id: LinkId,
    /// What it links.
    pub title: String,
    /// How it is to be shown.
    pub mark: Mark,
    /// The mark in a few words.
    pub verdict: String,
    /// Why; for a link that ends at a root, which root, and who supplied it.
    pub words: String,
    /// The dates of what it rests on that are not valid now.
    pub dates: Vec<String>,
}

pub(super) fn links(report: &Report) -> Vec<SheetLink> {
    report.links.iter().map(|link| sheet_link(report, link)).collect()
}

fn sheet_link(report: &Report, link: &Link) -> SheetLink {
    let mark = mark(report, link);
    SheetLink {
        id: link.id,
        title: link.title.clone(),
        mark,
        verdict: verdict(mark, link),
        words: link.words.clone(),
        dates: link
            .invalid_dates()
            .map(|finding| format!("{}: {}", finding.of, validity(finding.validity, finding.dates)))
            .collect(),
    }
}

fn mark(report: &Report, link: &Link) -> Mark {
    match &link.verdict {
        Verdict::Failed { .. } => Mark::Failed,
        Verdict::NotCheckable { .. } => Mark::NotCheckable,
        Verdict::Verified if !link.dates_valid => Mark::OutsideDates,
        Verdict::Verified if ends_in_pinned_root(report, link.id) => Mark::Verified,
        Verdict::Verified => Mark::Supplied,
    }
}

/// Whether what this link says ends in a pinned root. A signature below a root that nobody pinned
/// is verified too, but must not be shown as if AWS's root confirmed it.
fn ends_in_pinned_root(report: &Report, id: LinkId) -> bool {
    let pinned = |root: LinkId| {
        report.link(root).is_some_and(|link| {
            let origin = link.anchor.as_ref().map(|anchor| anchor.origin);
            link.is_verified() && origin == Some(AnchorOrigin::Pinned)
        })
    };
    let verified = |id: LinkId| report.link(id).is_some_and(Link::is_verified);
    match id {
        LinkId::HsmByAwsHardware | LinkId::AwsHardwareByAwsRoot => {
            pinned(LinkId::AwsHardwareByAwsRoot)
        }
        LinkId::HsmByManufacturerHardware | LinkId::ManufacturerHardwareByManufacturerRoot => {
            pinned(LinkId::ManufacturerHardwareByManufacturerRoot)
        }
        LinkId::HardwareCertificatesAgree => pinned(LinkId::AwsHardwareByAwsRoot),
        LinkId::CsrSelfSigned | LinkId::CsrKeyIsHsmKey | LinkId::ClusterKeyIsHsmKey => {
            pinned(LinkId::AwsHardwareByAwsRoot) && verified(LinkId::HsmByAwsHardware)
        }
        LinkId::ClusterByCustomerCa => pinned(LinkId::ClusterByCustomerCa),
    }
}

fn verdict(mark: Mark, link: &Link) -> String {
    let verified = match link.anchor.as_ref().map(|anchor| anchor.origin) {
        Some(AnchorOrigin::Emulator) => "verified by the emulator’s root",
        Some(AnchorOrigin::User) => "verified by a root you supplied",
        Some(AnchorOrigin::Operator) => "verified by the operator’s root",
        Some(AnchorOrigin::SameSlot) => "verified by a root from the same slot",
        Some(AnchorOrigin::Pinned) | None => "verified",
    };
    match mark {
        Mark::Verified | Mark::Supplied => verified.to_owned(),
        Mark::OutsideDates => {
            let (roots, own): (Vec<_>, Vec<_>) =
                link.invalid_dates().partition(|finding| finding.is_root);
            if own.is_empty() {
                let checked =
                    if link.id.compares_keys() { "keys match" } else { "signature valid" };
                format!("{checked}, root {}", date_problems(&roots))
            } else {
                format!("{verified}, but {}", date_problems(&own))
            }
        }
        Mark::Failed => "failed".to_owned(),
        Mark::NotCheckable => "not checkable".to_owned(),
    }
}
