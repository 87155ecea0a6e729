//! A part for every slot and for an anchor of every chain: no panic, and never genuine.
//!
//! The parts are separated by `0xFF 0x00 0xFF`; what is missing at the end is empty. A part that
//! begins as DER does is armoured first, so that mutations reach the certificate itself.

#![no_main]

use attestation::{AnchorKind, Evidence, ItemKind, Overall, Slots, SuppliedAnchor, SuppliedBy};
use libfuzzer_sys::fuzz_target;

const SEPARATOR: [u8; 3] = [0xFF, 0x00, 0xFF];
const SEQUENCE: u8 = 0x30;

fn text(part: &[u8]) -> String {
    match part.first() {
        Some(&SEQUENCE) => attestation::to_pem(ItemKind::Certificate, part),
        _ => String::from_utf8_lossy(part).into_owned(),
    }
}

fn parts(mut input: &[u8]) -> impl Iterator<Item = String> {
    std::iter::from_fn(move || {
        if input.is_empty() {
            return None;
        }
        let end = input.windows(SEPARATOR.len()).position(|window| window == SEPARATOR);
        let (part, rest) = input.split_at(end.unwrap_or(input.len()));
        input = rest.strip_prefix(&SEPARATOR).unwrap_or(rest);
        Some(text(part))
    })
}

fuzz_target!(|input: &[u8]| {
    let mut parts = parts(input);
    let slots = Slots {
        cluster_csr: parts.next(),
        hsm_certificate: parts.next(),
        aws_hardware_certificate: parts.next(),
        manufacturer_hardware_certificate: parts.next(),
        cluster_certificate: parts.next(),
    };
    let mut anchor = |kind, supplied_by| {
        let pem = parts.next().unwrap_or_default();
        SuppliedAnchor { label: pem.chars().take(20).collect(), supplied_by, kind, pem }
    };
    let anchors = vec![
        anchor(AnchorKind::Aws, SuppliedBy::Emulator),
        anchor(AnchorKind::Manufacturer, SuppliedBy::User),
        anchor(AnchorKind::CustomerCa, SuppliedBy::Operator),
    ];
    let hsm_type = parts.next();
    let cluster_id = hsm_type.clone().unwrap_or_default();
    let evidence = Evidence { slots, hsm_type, anchors, now: 1_767_225_600 };
    let report = attestation::verify(&evidence);
    assert!(!matches!(report.overall, Overall::Genuine { .. }));
    let _ = attestation::sheet(&evidence);
    let _ = attestation::evidence_files(&evidence, &report, &cluster_id);
});
