//! The links of the proof in words, and what each of them really rests on.

use serde::{Deserialize, Serialize};

use super::{Mark, item::validity};
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
    /// How it stands.
    pub mark: Mark,
    /// The mark in a few words.
    pub verdict: String,
    /// Why; where it ends at a root, which one and whose that is.
    pub words: String,
    /// The dates of what it rests on that do not hold.
    pub dates: Vec<String>,
}

pub(super) fn links(report: &Report) -> Vec<SheetLink> {
    report.links.iter().map(|link| sheet_link(report, link)).collect()
}

fn sheet_link(report: &Report, link: &Link) -> SheetLink {
    let mark = mark(report, link);
    let origin = link.anchor.as_ref().map(|anchor| anchor.origin);
    let dates = link.dates.iter().filter(|finding| !finding.dates.is_valid());
    SheetLink {
        id: link.id,
        title: link.title.clone(),
        mark,
        verdict: verdict(mark, origin),
        words: link.words.clone(),
        dates: dates
            .map(|finding| format!("{}: {}", finding.of, validity(finding.validity, finding.dates)))
            .collect(),
    }
}

fn mark(report: &Report, link: &Link) -> Mark {
    match &link.verdict {
        Verdict::Failed { .. } => Mark::Bad,
        Verdict::NotCheckable { .. } => Mark::Open,
        Verdict::Verified if !link.dates_hold => Mark::Dated,
        Verdict::Verified if is_grounded(report, link.id) => Mark::Good,
        Verdict::Verified => Mark::Supplied,
    }
}

/// Whether what this link says ends in a pinned root. A signature below a root that nobody pinned
/// is verified too, but it must not look like AWS's word.
fn is_grounded(report: &Report, id: LinkId) -> bool {
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

fn verdict(mark: Mark, origin: Option<AnchorOrigin>) -> String {
    let held = match origin {
        Some(AnchorOrigin::Emulator) => "verified by the emulator’s root",
        Some(AnchorOrigin::User) => "verified by a root you supplied",
        Some(AnchorOrigin::Operator) => "verified by the operator’s root",
        Some(AnchorOrigin::SameSlot) => "verified by a root that came with it",
        Some(AnchorOrigin::Pinned) | None => "verified",
    };
    match mark {
        Mark::Good | Mark::Supplied => held.to_owned(),
        Mark::Dated => format!("{held}, but out of date"),
        Mark::Bad => "does not hold".to_owned(),
        Mark::Open => "can’t be told".to_owned(),
    }
}
