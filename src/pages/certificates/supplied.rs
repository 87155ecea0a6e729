//! The roots that the person supplied: for this session only, in memory, for all clusters.

use std::cell::RefCell;

use attestation::SuppliedAnchor;
use data_encoding::BASE64;

thread_local! {
    static SUPPLIED: RefCell<Vec<SuppliedAnchor>> = const { RefCell::new(Vec::new()) };
}

/// All of them, in the order in which they came.
pub(super) fn all() -> Vec<SuppliedAnchor> {
    SUPPLIED.with_borrow(Clone::clone)
}

/// One more; the same again changes nothing.
pub(super) fn add(anchor: SuppliedAnchor) {
    SUPPLIED.with_borrow_mut(|all| {
        let same = |old: &SuppliedAnchor| old.kind == anchor.kind && old.pem == anchor.pem;
        if !all.iter().any(same) {
            all.push(anchor);
        }
    });
}

/// One less, counted from 0.
pub(super) fn remove(index: usize) {
    SUPPLIED.with_borrow_mut(|all| {
        if index < all.len() {
            all.remove(index);
        }
    });
}

/// A file's bytes as a text that the worker reads: DER becomes base64, anything else stays text.
pub(super) fn as_text(bytes: &[u8]) -> String {
    match bytes {
        // A sequence with its length in two bytes: how each certificate in DER begins.
        [0x30, 0x80..=0xFF, ..] => BASE64.encode(bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The bytes of a PEM text with one block.
pub(super) fn der_of(pem: &str) -> Option<Vec<u8>> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).map(str::trim).collect();
    BASE64.decode(body.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestation::{AnchorKind, SuppliedBy};

    const PEM: &str =
        include_str!("../../../crates/attestation/roots/marvell-liquidsecurity-2024.pem");

    #[test]
    fn a_file_in_der_or_pem_becomes_a_text_that_is_read_as_the_same() {
        let der = attestation::to_der(PEM.as_bytes()).unwrap().remove(0);
        for bytes in [der.as_slice(), PEM.as_bytes(), &[b"caf\xe9\n", PEM.as_bytes()].concat()] {
            let text = as_text(bytes);
            assert_eq!(attestation::to_der(text.as_bytes()).unwrap(), std::slice::from_ref(&der));
        }
        assert_eq!(der_of(PEM), Some(der));
        assert_eq!(der_of("-----BEGIN X-----\n*\n-----END X-----"), None);
    }

    #[test]
    fn the_same_root_twice_is_one_and_what_is_removed_is_gone() {
        let anchor = |kind| SuppliedAnchor {
            label: "a file".to_owned(),
            supplied_by: SuppliedBy::User,
            kind,
            pem: PEM.to_owned(),
        };
        add(anchor(AnchorKind::Manufacturer));
        add(anchor(AnchorKind::Manufacturer));
        add(anchor(AnchorKind::Aws));
        assert_eq!(all().len(), 2);
        remove(0);
        remove(7);
        assert_eq!(all(), [anchor(AnchorKind::Aws)]);
    }
}
