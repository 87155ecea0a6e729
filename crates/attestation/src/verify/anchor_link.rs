//! The links that end in an anchor.

use super::{
    anchor_check::{ExpectedRoot, signed_by_anchor},
    anchor_notes,
    date_finding::DateFinding,
    link::Link,
    link_id::LinkId,
    note::Note,
    slot::Slot,
    slot_contents::{CertificateSlot, SlotError},
    verification::Verification,
};
use crate::{
    anchor::{Anchor, AnchorKind, AnchorOrigin},
    printable::quoted,
    signature::SignatureCheck,
};

impl<C: SignatureCheck> Verification<'_, C> {
    pub(super) fn by_anchor(
        &self,
        id: LinkId,
        slot: Slot,
        child: &Result<CertificateSlot, SlotError>,
        expected: &ExpectedRoot,
        notes: &mut Vec<Note>,
    ) -> Link {
        let child = match child {
            Ok(child) => &child.certificate,
            Err(error) => return Link::new(id, error.clone().into(), ""),
        };
        let now = self.evidence.now;
        let checked = signed_by_anchor(child, self.anchors, expected, now, self.check);
        let mut dates = vec![DateFinding::new(slot.in_words(), child.validity, now)];
        let mut meaning = String::new();
        let summary = checked.by.first().map(|anchor| anchor.summary(now));
        if let (Some(anchor), Some(summary)) = (checked.by.first(), &summary) {
            dates.push(DateFinding::of_root(summary));
            let reissue = self.reissue_of(anchor).map_or_else(String::new, |pinned| {
                format!("; it has the key of the pinned root {}", quoted(pinned))
            });
            meaning = format!(
                "the root {} signed it ({}{reissue})",
                quoted(&anchor.label),
                anchor.origin.in_words()
            );
            anchor_notes::on_anchor(anchor, now, notes);
            anchor_notes::on_key_identifiers(slot, child, &anchor.certificate, notes);
            if anchor.origin == AnchorOrigin::Pinned && expected.kind == AnchorKind::Manufacturer {
                anchor_notes::on_hsm_type(anchor, self.evidence.hsm_type.as_deref(), notes);
            }
        }
        let mut link = Link::new(id, checked.verdict, &meaning).with_dates(dates);
        link.anchor = summary;
        link.also_anchored_by =
            checked.by.iter().skip(1).map(|anchor| anchor.label.clone()).collect();
        link
    }

    /// The pinned root whose key a supplied one has: the same root, issued again.
    fn reissue_of(&self, anchor: &Anchor) -> Option<&str> {
        let pinned = |other: &&Anchor| {
            other.origin == AnchorOrigin::Pinned
                && other.kind == anchor.kind
                && other.certificate.key.is_same_as(&anchor.certificate.key)
        };
        let found = self.anchors.usable.iter().find(pinned)?;
        (anchor.origin != AnchorOrigin::Pinned).then_some(found.label.as_str())
    }
}
