//! What the checks of one verification share.

use super::{evidence::Evidence, slot_contents::SlotContents};
use crate::anchor::AnchorSet;

pub(super) struct Verification<'a, C> {
    pub(super) evidence: &'a Evidence,
    pub(super) contents: SlotContents,
    pub(super) anchors: &'a AnchorSet,
    pub(super) check: &'a C,
}
