//! Everything about the certificates of one cluster in words, ready to be shown.
//!
//! The console runs this in a worker, so what comes out is texts and marks and nothing that would
//! have to be understood again on the other side.

mod item;
mod link;
mod picture;
mod roots;

use serde::{Deserialize, Serialize};

pub use item::{SheetItem, SheetSlot};
pub use link::SheetLink;
pub use picture::{Part, SheetNode};
pub use roots::{SheetRoot, UnusedRoot};

use crate::{
    anchor::AnchorOrigin,
    verify::{Evidence, Overall, Slot, verify},
};

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// It holds, and what it rests on ends in a pinned root.
    Good,
    /// It holds, but what it rests on is not pinned: it is as good as the word of whoever
    /// supplied the root.
    Supplied,
    /// It holds, but a date does not.
    Dated,
    /// It does not hold.
    Bad,
    /// It can't be told.
    Open,
}

/// The certificates of one cluster, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sheet {
    /// What follows from all links.
    pub mark: Mark,
    /// The mark in a few words.
    pub verdict: String,
    /// The same in a sentence.
    pub headline: String,
    /// The parts of the proof as they are drawn, whether they are there or not.
    pub nodes: Vec<SheetNode>,
    /// Each link of the proof.
    pub links: Vec<SheetLink>,
    /// What is worth knowing beside.
    pub notes: Vec<String>,
    /// The roots that the chains were checked against.
    pub roots: Vec<SheetRoot>,
    /// The supplied roots that are not used.
    pub unused_roots: Vec<UnusedRoot>,
    /// What each slot holds; empty slots are left out.
    pub slots: Vec<SheetSlot>,
}

/// Verifies and describes the certificates of a cluster.
pub fn sheet(evidence: &Evidence) -> Sheet {
    let report = verify(evidence);
    let (mark, verdict) = overall(&report.overall);
    Sheet {
        mark,
        verdict: verdict.to_owned(),
        nodes: picture::nodes(&report, &evidence.slots, evidence.now),
        links: link::links(&report),
        notes: report.notes.iter().map(|note| note.words.clone()).collect(),
        roots: roots::roots(&report),
        unused_roots: roots::unused(&report),
        slots: Slot::ALL.iter().filter_map(|slot| item::slot(evidence, *slot)).collect(),
        headline: report.headline,
    }
}

fn overall(overall: &Overall) -> (Mark, &'static str) {
    match overall {
        Overall::Genuine { dates_hold: true } => (Mark::Good, "genuine"),
        Overall::Genuine { dates_hold: false } => (Mark::Dated, "genuine, but out of date"),
        Overall::GenuineIfAnchorsAre { supplied_by, dates_hold } => {
            let mark = if *dates_hold { Mark::Supplied } else { Mark::Dated };
            let user_only = supplied_by.iter().all(|origin| *origin == AnchorOrigin::User);
            let words = match (user_only, dates_hold) {
                (true, true) => "holds, by a root you supplied",
                (true, false) => "holds, by a root you supplied, but out of date",
                (false, true) => "holds, by a supplied root",
                (false, false) => "holds, by a supplied root, but out of date",
            };
            (mark, words)
        }
        Overall::Emulated { dates_hold: true } => (Mark::Supplied, "holds, for an emulator"),
        Overall::Emulated { dates_hold: false } => {
            (Mark::Dated, "holds, for an emulator, but out of date")
        }
        Overall::Failed { .. } => (Mark::Bad, "not proven genuine"),
        Overall::Incomplete { .. } => (Mark::Open, "can’t be told"),
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
    fn nothing_at_hand_is_open_and_never_good() {
        let sheet = sheet_of(Slots::default());
        assert_eq!(sheet.mark, Mark::Open);
        assert!(sheet.slots.is_empty());
        assert!(sheet.links.iter().all(|link| link.mark == Mark::Open), "{:?}", sheet.links);
        assert!(sheet.nodes.iter().all(|node| !node.present), "{:?}", sheet.nodes);
        assert_eq!(sheet.roots.len(), 3);
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
        assert_ne!(sheet.mark, Mark::Good);
    }
}
