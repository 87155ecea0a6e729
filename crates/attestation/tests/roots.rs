//! The pinned roots are the published ones, and each verifies its own signature.

#![allow(clippy::expect_used)] // Helpers of tests may fail as tests do.

use attestation::{AnchorKind, AnchorOrigin, Item, RustCrypto, SignatureCheck, pinned, read};

/// 2026-01-01.
const NOW: i64 = 1_767_225_600;

const AWS: &str = "9C6958FCACBB6F0E36546BE1F2CE59AD84EE206835E6977F697D30DCE9A7B570";
const MARVELL_2024: &str = "230143DF00E0B452743E068A5B3FC08DF8F06CEFC4854EA627AEB7EBD70EE2F4";
const MARVELL_2015: &str = "975757F0D76640E03D14760F8FC9E3A55826FA7807B2C392F7801A95BD69CC28";

#[test]
fn their_fingerprints_are_the_published_ones() {
    let found: Vec<_> = pinned(NOW)
        .iter()
        .map(|anchor| (anchor.kind, anchor.sha256.replace(':', ""), anchor.dates.is_valid()))
        .collect();
    assert_eq!(
        found,
        [
            (AnchorKind::Aws, AWS.to_owned(), true),
            (AnchorKind::Manufacturer, MARVELL_2024.to_owned(), true),
            (AnchorKind::Manufacturer, MARVELL_2015.to_owned(), false),
        ]
    );
    assert!(pinned(NOW).iter().all(|anchor| anchor.origin == AnchorOrigin::Pinned));
}

#[test]
fn each_verifies_itself() {
    for anchor in pinned(NOW) {
        let items = read(anchor.pem.as_bytes()).expect("readable").items;
        let [Item::Certificate(root)] = items.as_slice() else { panic!("one certificate") };
        assert!(root.is_self_issued());
        RustCrypto
            .check(root.signed_bytes(), &root.signed, &root.key)
            .unwrap_or_else(|problem| panic!("{}: {problem}", anchor.label));
    }
}

#[test]
fn both_issues_of_marvells_root_are_one_key_under_one_name() {
    let roots: Vec<_> = pinned(NOW)
        .iter()
        .filter(|anchor| anchor.kind == AnchorKind::Manufacturer)
        .map(|anchor| match read(anchor.pem.as_bytes()).expect("readable").items.remove(0) {
            Item::Certificate(root) => root,
            Item::Request(_) => panic!("a request"),
        })
        .collect();
    assert!(roots[0].key.is_same_as(&roots[1].key));
    assert!(roots[0].subject.is_same_as(&roots[1].subject));
    assert_ne!(roots[0].serial, roots[1].serial);
}
