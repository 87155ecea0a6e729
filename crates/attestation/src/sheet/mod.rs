//! Everything about the certificates of one cluster in words, ready to be shown.
//!
//! The console runs this in a worker, so the results are texts and marks that the other side can show
//! as they are.

mod dates;
mod diagram;
mod fact;
mod item;
mod link;
mod mark;
mod roots;

use serde::{Deserialize, Serialize};

use self::dates::date_problems;
pub(crate) use self::item::item as sheet_item;
pub use self::{
    diagram::{Part, SheetNode},
    fact::SheetFact,
    item::{SheetItem, SheetSlot},
    link::SheetLink,
    mark::Mark,
    roots::{SheetRoot, UnusedRoot},
};
use crate::verify::{Evidence, Link, Overall, Report, Slot, verify};

/// The certificates of one cluster, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sheet {
    /// What follows from all links.
    pub mark: Mark,
    /// The mark in a few words, as they begin a sentence.
    pub verdict: String,
    /// What it rests on, in a sentence that doesn't say it once more.
    pub headline: String,
    /// What matters first.
    pub facts: Vec<SheetFact>,
    /// The parts of the proof as they are drawn, whether they are there or not.
    pub nodes: Vec<SheetNode>,
    /// Each link of the proof.
    pub links: Vec<SheetLink>,
    /// Findings that change no verdict.
    pub notes: Vec<String>,
    /// The roots that the chains were checked against.
    pub roots: Vec<SheetRoot>,
    /// The supplied roots that are not used.
    pub unused_roots: Vec<UnusedRoot>,
    /// The content of each slot; empty slots are left out.
    pub slots: Vec<SheetSlot>,
}

/// Verifies and describes the certificates of a cluster.
pub fn sheet(evidence: &Evidence) -> Sheet {
    let report = verify(evidence);
    let (mark, verdict) = overall(&report);
    let links = link::links(&report);
    Sheet {
        mark,
        verdict,
        nodes: diagram::nodes(&report, &evidence.slots, evidence.now),
        facts: fact::facts(&report, &links, &evidence.slots),
        links,
        notes: report.notes.iter().map(|note| note.words.clone()).collect(),
        roots: roots::roots(&report),
        unused_roots: roots::unused(&report),
        slots: Slot::ALL.iter().filter_map(|slot| item::slot(evidence, *slot)).collect(),
        headline: beside_the_verdict(&report),
    }
}

/// The report's headline without the verdict that it begins with.
fn beside_the_verdict(report: &Report) -> String {
    let verdict = capitalized(report.overall.in_words()) + ".";
    let headline = report.headline.strip_prefix(&verdict).unwrap_or(&report.headline);
    headline.trim_start().to_owned()
}

fn capitalized(words: &str) -> String {
    let (first, rest) = words.split_at_checked(1).unwrap_or_default();
    first.to_ascii_uppercase() + rest
}

fn overall(report: &Report) -> (Mark, String) {
    let words = capitalized(report.overall.in_words());
    let mark = match report.overall {
        Overall::Genuine { .. } => Mark::Verified,
        Overall::GenuineIfRootsAre { .. } | Overall::Emulated { .. } => Mark::Supplied,
        Overall::Failed { .. } => return (Mark::Failed, words),
        Overall::Incomplete { .. } => return (Mark::NotCheckable, words),
    };
    let hardware = report.links.iter().filter(|link| link.id.is_of_hardware());
    let invalid_dates: Vec<_> = hardware.flat_map(Link::invalid_dates).collect();
    if invalid_dates.is_empty() {
        (mark, words)
    } else if invalid_dates.iter().all(|finding| finding.is_root) {
        (Mark::OutsideDates, format!("{words}, but a root is {}", date_problems(&invalid_dates)))
    } else {
        (Mark::OutsideDates, format!("{words}, but {}", date_problems(&invalid_dates)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Slots;

    /// The pinned AWS root is a certificate like any other to the description.
    const ROOT: &str = include_str!("../../roots/aws-cloudhsm-root-g1.pem");

    fn sheet_of(slots: Slots) -> Sheet {
        sheet(&Evidence { slots, hsm_type: None, anchors: Vec::new(), now: 1_800_000_000 })
    }

    #[test]
    fn empty_slots_are_not_checkable_and_never_good() {
        let sheet = sheet_of(Slots::default());
        assert_eq!(sheet.mark, Mark::NotCheckable);
        assert!(sheet.slots.is_empty());
        assert!(
            sheet.links.iter().all(|link| link.mark == Mark::NotCheckable),
            "{:?}",
            sheet.links
        );
        assert!(sheet.nodes.iter().all(|node| !node.present), "{:?}", sheet.nodes);
        assert_eq!(sheet.roots.len(), 3);
        let facts: Vec<_> =
            sheet.facts.iter().map(|fact| (&*fact.name, fact.mark, &*fact.verdict)).collect();
        let open = Some(Mark::NotCheckable);
        assert_eq!(
            facts,
            [
                ("AWS’s chain", open, "not checkable"),
                ("Manufacturer’s chain", open, "not checkable"),
                ("Cluster key", open, "not checkable"),
                ("Expires first", None, "nothing that expires"),
            ]
        );
    }

    #[test]
    fn what_expires_first_is_named_to_the_second_and_so_is_that_it_has_expired() {
        let at = |now| {
            let slots =
                Slots { aws_hardware_certificate: Some(ROOT.to_owned()), ..Slots::default() };
            let evidence = Evidence { slots, hsm_type: None, anchors: Vec::new(), now };
            let fact = sheet(&evidence).facts.pop().unwrap();
            (fact.mark, fact.verdict)
        };
        assert_eq!(at(1_700_000_000), (None, "2027-04-26 08:37:46 UTC".to_owned()));
        let ended = "2027-04-26 08:37:46 UTC, expired".to_owned();
        assert_eq!(at(1_900_000_000), (Some(Mark::OutsideDates), ended));
    }

    #[test]
    fn the_verdict_begins_a_sentence_and_is_said_once() {
        let told = |overall, headline: &str| {
            let headline = headline.to_owned();
            let report = Report { overall, headline, ..verify(&Evidence::default()) };
            (self::overall(&report).1, beside_the_verdict(&report))
        };
        let failed = Overall::Failed { links: Vec::new() };
        let (verdict, headline) = told(failed, "Not proven genuine. “A” failed: why.");
        assert_eq!((&*verdict, &*headline), ("Not proven genuine", "“A” failed: why."));
        let incomplete = Overall::Incomplete { links: Vec::new() };
        let (verdict, headline) = told(incomplete, "Nothing to verify.");
        assert_eq!((&*verdict, &*headline), ("Not checkable", "Nothing to verify."));
    }

    #[test]
    fn a_slot_is_described_and_a_wrong_kind_is_named() {
        let slots = Slots {
            cluster_csr: Some(ROOT.to_owned()),
            aws_hardware_certificate: Some(ROOT.to_owned()),
            hsm_certificate: Some("not a certificate".to_owned()),
            ..Slots::default()
        };
        let sheet = sheet_of(slots);
        let slot = |name: &str| sheet.slots.iter().find(|slot| slot.slot == name).unwrap();
        assert!(slot("ClusterCsr").problem.is_some());
        assert!(slot("HsmCertificate").problem.is_some());
        let root = slot("AwsHardwareCertificate");
        assert_eq!(root.problem, None);
        assert_eq!(root.items[0].pem, ROOT);
        let facts = &root.items[0].facts;
        let value = |name: &str| &facts.iter().find(|(fact, _)| fact == name).unwrap().1;
        assert!(value("Subject").contains("AWS CloudHSM Root G1"));
        assert!(value("Valid").contains("days left"));
        assert_ne!(sheet.mark, Mark::Verified);
    }
}
