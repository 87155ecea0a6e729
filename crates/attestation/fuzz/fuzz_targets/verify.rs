//! Any text in every slot and as an anchor: no panic, and never genuine.

#![no_main]

use attestation::{AnchorKind, Evidence, Overall, Slots, SuppliedAnchor, SuppliedBy};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let slot = || Some(text.to_owned());
    let anchor = |kind| SuppliedAnchor {
        label: text.to_owned(),
        supplied_by: SuppliedBy::User,
        kind,
        pem: text.to_owned(),
    };
    let evidence = Evidence {
        slots: Slots {
            cluster_csr: slot(),
            hsm_certificate: slot(),
            aws_hardware_certificate: slot(),
            manufacturer_hardware_certificate: slot(),
            cluster_certificate: slot(),
        },
        hsm_type: slot(),
        anchors: vec![anchor(AnchorKind::Aws), anchor(AnchorKind::Manufacturer)],
        now: 1_767_225_600,
    };
    let report = attestation::verify(&evidence);
    assert!(!matches!(report.overall, Overall::Genuine { .. }));
    let _ = attestation::evidence_files(&evidence, &report, text);
});
