//! The verification of a whole proof.

use super::{
    date_finding::DateFinding,
    evidence::Evidence,
    link::Link,
    overall,
    report::{Report, UnusedAnchor},
    slot_contents::SlotContents,
    slot_notes,
    verification::Verification,
};
use crate::{
    anchor::AnchorSet,
    printable::printable,
    signature::{RustCrypto, SignatureCheck},
};

/// Verifies the identity of an HSM.
pub fn verify(evidence: &Evidence) -> Report {
    verify_with(evidence, &RustCrypto)
}

/// The same with another implementation of signatures.
pub fn verify_with(evidence: &Evidence, check: &impl SignatureCheck) -> Report {
    let mut anchors = AnchorSet::new(&evidence.anchors, check);
    let contents = SlotContents::new(&evidence.slots);
    if let Ok(cluster) = &contents.cluster {
        anchors.add_from_slot(&cluster.others, check);
    }
    let verification = Verification { evidence, contents, anchors: &anchors, check };
    let mut notes = slot_notes::on_slots(&verification.contents, evidence.now);
    let mut links = verification.links(&mut notes);
    add_expired_roots(&mut links);
    let overall = overall::overall(&links);
    Report {
        now: evidence.now,
        hsm_type: evidence.hsm_type.as_deref().map(printable),
        headline: overall::headline(&overall, &links),
        overall,
        links,
        notes,
        anchors: anchors.usable.iter().map(|anchor| anchor.summary(evidence.now)).collect(),
        unused_anchors: anchors
            .unused
            .iter()
            .map(|unused| UnusedAnchor {
                label: unused.label.clone(),
                origin: unused.origin,
                words: unused.problem.to_string(),
                problem: unused.problem.clone(),
            })
            .collect(),
    }
}

/// Says on each verified link below a root that the root is outside its dates.
fn add_expired_roots(links: &mut [Link]) {
    let expired: Vec<_> = links
        .iter()
        .filter(|link| link.is_verified())
        .filter_map(|link| {
            let anchor = link.anchor.as_ref().filter(|anchor| !anchor.dates.is_valid())?;
            Some((link.id, DateFinding::of_root(anchor)))
        })
        .collect();
    for link in links.iter_mut().filter(|link| link.is_verified()) {
        for (_, finding) in
            expired.iter().filter(|(root, _)| *root != link.id && link.id.roots().contains(root))
        {
            link.dates.push(finding.clone());
            link.dates_valid = false;
        }
    }
}
