//! Input that nobody means well: no panic, no hang, and what is read can be written back.

#![allow(clippy::expect_used)] // Helpers of tests may fail as tests do.

use attestation::{
    AnchorKind, Evidence, Overall, Slots, SuppliedAnchor, SuppliedBy, describe, evidence_files,
    read, to_der, verify,
};
use proptest::prelude::*;

const ROOTS: [&str; 3] = [
    include_str!("../roots/aws-cloudhsm-root-g1.pem"),
    include_str!("../roots/marvell-liquidsecurity-2015.pem"),
    include_str!("../roots/marvell-liquidsecurity-2024.pem"),
];

/// Everything that the crate does with an input.
fn exercise(input: &[u8]) {
    if let Ok(reading) = read(input) {
        for item in &reading.items {
            let _ = describe(item, 0);
            let again = to_der(item.to_pem().as_bytes()).expect("its own PEM is readable");
            assert_eq!(again, [item.der().to_vec()]);
        }
    }
    let text = String::from_utf8_lossy(input).into_owned();
    let evidence = Evidence {
        slots: Slots {
            cluster_csr: Some(text.clone()),
            hsm_certificate: Some(text.clone()),
            aws_hardware_certificate: Some(text.clone()),
            manufacturer_hardware_certificate: Some(text.clone()),
            cluster_certificate: Some(text.clone()),
        },
        hsm_type: Some(text.chars().take(20).collect()),
        anchors: vec![SuppliedAnchor {
            label: text.chars().take(20).collect(),
            supplied_by: SuppliedBy::User,
            kind: AnchorKind::Manufacturer,
            pem: text.clone(),
        }],
        now: i64::MIN,
    };
    let report = verify(&evidence);
    assert!(!matches!(report.overall, Overall::Genuine { .. }), "{}", report.to_text());
    for file in evidence_files(&evidence, &report, &text) {
        let safe = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        assert!(file.name.chars().all(safe) && !file.name.starts_with('-'), "{}", file.name);
    }
}

/// A root with some of its DER bytes replaced, as DER or PEM.
fn mutated_root() -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6);
    (0..ROOTS.len(), changes, any::<bool>()).prop_map(|(root, changes, as_pem)| {
        let mut der = to_der(ROOTS[root].as_bytes()).expect("readable").remove(0);
        for (at, byte) in changes {
            let at = at.index(der.len());
            der[at] = byte;
        }
        if as_pem {
            attestation::to_pem(attestation::ItemKind::Certificate, &der).into()
        } else {
            der
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(input in prop::collection::vec(any::<u8>(), 0..2000)) {
        exercise(&input);
    }

    #[test]
    fn random_text(input in "(-----(BEGIN|END) (CERTIFICATE|X)-----|[A-Za-z0-9+/=]{0,40}|\\PC|\n){0,30}") {
        exercise(input.as_bytes());
    }

    #[test]
    fn mutated_certificates(input in mutated_root()) {
        exercise(&input);
    }

    #[test]
    fn cut_and_spliced_pem(
        root in 0..ROOTS.len(),
        from in any::<prop::sample::Index>(),
        insert in "\\PC{0,8}",
    ) {
        let mut text = ROOTS[root].to_owned();
        text.insert_str(from.index(text.len()), &insert);
        exercise(text.as_bytes());
        text.truncate(from.index(ROOTS[root].len()));
        exercise(text.as_bytes());
    }
}

#[test]
fn a_report_survives_json() {
    let evidence = Evidence {
        slots: Slots { hsm_certificate: Some(ROOTS[0].into()), ..Slots::default() },
        ..Evidence::default()
    };
    let report = verify(&evidence);
    let json = serde_json::to_string(&report).expect("serializes");
    assert_eq!(serde_json::from_str::<attestation::Report>(&json).expect("reads"), report);
    let json = serde_json::to_string(&evidence).expect("serializes");
    assert_eq!(serde_json::from_str::<Evidence>(&json).expect("reads"), evidence);
}
