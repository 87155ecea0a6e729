//! What matters first: both chains, the cluster's key, and what expires first.

use serde::{Deserialize, Serialize};

use super::{dates::date_problem, link::SheetLink, mark::Mark};
use crate::{
    dates::utc,
    verify::{LinkId, Report, Slot, SlotContents, Slots},
};

/// What several links say together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SheetFact {
    /// What it is about.
    pub name: String,
    /// How it is to be shown; nothing for a date that is to come.
    pub mark: Option<Mark>,
    /// The mark in a few words, or a date.
    pub verdict: String,
    /// Why, or of what.
    pub words: String,
}

/// The four of them.
pub(super) fn facts(report: &Report, links: &[SheetLink], slots: &Slots) -> Vec<SheetFact> {
    let by_csr = [LinkId::CsrKeyIsHsmKey, LinkId::CsrSelfSigned];
    let key =
        if slots.get(Slot::ClusterCsr).is_none() && slots.get(Slot::ClusterCertificate).is_some() {
            &[LinkId::ClusterKeyIsHsmKey][..]
        } else {
            &by_csr
        };
    let aws = [LinkId::AwsHardwareByAwsRoot, LinkId::HsmByAwsHardware];
    let manufacturer =
        [LinkId::ManufacturerHardwareByManufacturerRoot, LinkId::HsmByManufacturerHardware];
    vec![
        of_links("AWS’s chain", report, links, &aws),
        of_links("Manufacturer’s chain", report, links, &manufacturer),
        of_links("Cluster key", report, links, key),
        first_end(report, slots),
    ]
}

/// As bad as the worst of these links; of those that are alike, the first.
fn of_links(name: &str, report: &Report, links: &[SheetLink], ids: &[LinkId]) -> SheetFact {
    let all = ids.iter().filter_map(|id| links.iter().find(|link| link.id == *id));
    let worst = all.min_by_key(|link| goodness(link.mark));
    let (mark, verdict, words) = worst.map_or_else(Default::default, |link| {
        let anchor = report.link(link.id).and_then(|link| link.anchor.as_ref());
        let words = match (link.mark, anchor) {
            (Mark::Verified | Mark::Supplied, Some(anchor)) => {
                format!("{}: {}", anchor.label, anchor.origin.in_words())
            }
            _ => link.words.clone(),
        };
        (Some(link.mark), link.verdict.clone(), words)
    });
    SheetFact { name: name.to_owned(), mark, verdict, words }
}

fn goodness(mark: Mark) -> u8 {
    match mark {
        Mark::Failed => 0,
        Mark::NotCheckable => 1,
        Mark::OutsideDates => 2,
        Mark::Supplied => 3,
        Mark::Verified => 4,
    }
}

/// Of the certificates in the slots and the roots that the proof ends in.
fn first_end(report: &Report, slots: &Slots) -> SheetFact {
    let contents = SlotContents::new(slots);
    let certificates = Slot::ALL.iter().filter_map(|slot| {
        Some((contents.certificate(*slot)?.validity, slot.in_words().to_owned()))
    });
    let anchors = report.links.iter().filter_map(|link| link.anchor.as_ref());
    let roots = anchors.map(|anchor| (anchor.validity, anchor.label.clone()));
    let first = certificates.chain(roots).min_by_key(|(validity, _)| validity.not_after);
    let name = "Expires first".to_owned();
    let Some((validity, words)) = first else {
        let verdict = "nothing that expires".to_owned();
        return SheetFact { name, mark: None, verdict, words: String::new() };
    };
    let problem = date_problem(validity.at(report.now));
    let end = utc(validity.not_after);
    let verdict = match problem {
        None => end,
        Some(how) => format!("{end}, {how}"),
    };
    SheetFact { name, mark: problem.map(|_| Mark::OutsideDates), verdict, words }
}
