//! A private key is refused before anything else is found wrong, and is in no output.

#![allow(clippy::expect_used)] // Helpers of tests may fail as tests do.

use attestation::{
    AnchorKind, AnchorProblem, Evidence, InputError, NoteKind, Slots, SuppliedAnchor, SuppliedBy,
    evidence_archive, limits, read, sheet, verify,
};

const ROOT: &str = include_str!("../roots/aws-cloudhsm-root-g1.pem");
const SECRET: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC83fEnVjPzGTyA";

fn key() -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n")
}

/// Texts that hold a key where other things are wrong too.
fn texts() -> Vec<(&'static str, String)> {
    let damaged = ROOT.replace('M', "*");
    vec![
        ("alone", key()),
        ("behind a certificate", format!("{ROOT}{}", key())),
        ("behind a damaged certificate", format!("{damaged}{}", key())),
        ("behind a certificate that is cut off", format!("{}{}", &ROOT[..300], key())),
        ("behind 16 blocks", format!("{}{}", ROOT.repeat(limits::BLOCKS + 1), key())),
        ("behind more than is read", format!("{}{}", "x".repeat(limits::INPUT_BYTES), key())),
        ("cut off", key()[..60].to_owned()),
        ("without armour", SECRET.to_owned()),
        ("under a certificate's label", key().replace("PRIVATE KEY", "CERTIFICATE")),
        ("escaped as in JSON", key().replace('\n', "\\n")),
    ]
}

#[test]
fn a_private_key_is_refused_first() {
    for (what, text) in texts() {
        assert_eq!(read(text.as_bytes()).expect_err(what), InputError::PrivateKey, "{what}");
    }
    let text: Vec<u8> = key().encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&text).expect_err("UTF-16"), InputError::PrivateKey);
    let der = [0x30, 0x82, 0x04, 0xbd, 2, 1, 0, 0x30, 0x0d, 6, 9, 0x2a];
    assert_eq!(read(&der).expect_err("DER"), InputError::PrivateKey);
}

#[test]
fn a_private_key_in_a_slot_or_a_root_is_in_no_output() {
    for (what, text) in texts() {
        let evidence = Evidence {
            slots: Slots {
                cluster_csr: Some(text.clone()),
                hsm_certificate: Some(text.clone()),
                aws_hardware_certificate: Some(ROOT.to_owned()),
                manufacturer_hardware_certificate: None,
                cluster_certificate: Some(text.clone()),
            },
            anchors: vec![SuppliedAnchor {
                label: "a file".to_owned(),
                supplied_by: SuppliedBy::User,
                kind: AnchorKind::Manufacturer,
                pem: text,
            }],
            ..Evidence::default()
        };
        let report = verify(&evidence);
        let slots = report.notes.iter().filter(|note| note.kind == NoteKind::PrivateKey);
        assert_eq!(slots.count(), 3, "{what}");
        assert_eq!(
            report.unused_anchors[0].problem,
            AnchorProblem::Unreadable { error: InputError::PrivateKey }
        );
        let sheet = sheet(&evidence);
        assert_eq!(sheet.slots.iter().filter(|slot| slot.private_key).count(), 3, "{what}");
        let archive = evidence_archive(&evidence, &report, "cluster-a").expect("packed");
        let secret = &SECRET[..30];
        for output in [
            serde_json::to_string(&report).expect("serializes"),
            serde_json::to_string(&sheet).expect("serializes"),
            String::from_utf8_lossy(&archive.bytes).into_owned(),
        ] {
            assert!(!output.contains(secret), "{what}");
        }
        let archive = String::from_utf8_lossy(&archive.bytes).into_owned();
        assert!(archive.contains("contains a private key. The console leaves it out"), "{what}");
    }
}
