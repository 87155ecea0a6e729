//! The roots that are compiled in.

use super::{
    origin::{AnchorKind, AnchorOrigin},
    root::{Anchor, AnchorSummary},
};
use crate::input::read;

const PINNED: [(&str, AnchorKind, &str); 3] = [
    ("AWS CloudHSM Root G1", AnchorKind::Aws, include_str!("../../roots/aws-cloudhsm-root-g1.pem")),
    (
        "Marvell LiquidSecurity root, issue of 2024",
        AnchorKind::Manufacturer,
        include_str!("../../roots/marvell-liquidsecurity-2024.pem"),
    ),
    (
        "Marvell LiquidSecurity root, issue of 2015",
        AnchorKind::Manufacturer,
        include_str!("../../roots/marvell-liquidsecurity-2015.pem"),
    ),
];

/// The anchors that are compiled in.
pub fn pinned(now: i64) -> Vec<AnchorSummary> {
    pinned_anchors().iter().map(|anchor| anchor.summary(now)).collect()
}

pub(super) fn pinned_anchors() -> Vec<Anchor> {
    PINNED
        .iter()
        .filter_map(|(label, kind, pem)| {
            // A test asserts that each of them is read, by its fingerprint.
            let reading = read(pem.as_bytes()).ok()?;
            let certificate = (*reading.certificates().ok()?.first()?).clone();
            let label = (*label).to_owned();
            Some(Anchor { label, origin: AnchorOrigin::Pinned, kind: *kind, certificate })
        })
        .collect()
}
