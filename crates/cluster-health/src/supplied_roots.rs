//! The roots that a backend supplies beside the pinned ones, as the check of certificates takes them: the
//! same for the list and for the cluster's page.

use attestation::{AnchorKind, SuppliedAnchor, SuppliedBy};
use backend_api::{Mode, TrustAnchor, TrustAnchorKind};

/// Of the emulator those are its own, of AWS the operator's.
pub fn supplied_roots(mode: Mode, anchors: &[TrustAnchor]) -> Vec<SuppliedAnchor> {
    let supplied_by = match mode {
        Mode::Emulator => SuppliedBy::Emulator,
        Mode::Aws => SuppliedBy::Operator,
    };
    let supplied = |anchor: &TrustAnchor| SuppliedAnchor {
        label: anchor.label.clone(),
        supplied_by,
        kind: match anchor.kind {
            TrustAnchorKind::Aws => AnchorKind::Aws,
            TrustAnchorKind::Manufacturer => AnchorKind::Manufacturer,
        },
        pem: anchor.pem.clone(),
    };
    anchors.iter().map(supplied).collect()
}
