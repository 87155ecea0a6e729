//! What the pinned roots look like when described: known certificates, known answers.

#![allow(clippy::expect_used)] // Helpers of tests may fail as tests do.

use attestation::{
    DateValidity, Description, InputError, Item, ItemKind, KeyAlgorithm, describe, limits, read,
    to_der, to_pem,
};

const AWS: &str = include_str!("../roots/aws-cloudhsm-root-g1.pem");
const MARVELL_2015: &str = include_str!("../roots/marvell-liquidsecurity-2015.pem");
/// 2026-01-01.
const NOW: i64 = 1_767_225_600;

fn only_item(input: &[u8]) -> Item {
    let mut items = read(input).expect("readable").items;
    assert_eq!(items.len(), 1);
    items.remove(0)
}

fn certificate(pem: &str) -> attestation::CertificateDetails {
    match describe(&only_item(pem.as_bytes()), NOW) {
        Description::Certificate(details) => details,
        Description::Request(_) => panic!("a request"),
    }
}

#[test]
fn the_root_of_aws_is_described_in_full() {
    let root = certificate(AWS);
    assert_eq!(
        root.subject,
        "CN=AWS CloudHSM Root G1, OU=CloudHSM, O=Amazon Web Services INC., L=Herndon, \
         ST=Virginia, C=US"
    );
    assert_eq!(root.common_name.as_deref(), Some("AWS CloudHSM Root G1"));
    assert_eq!(root.issuer, root.subject);
    assert!(root.self_issued);
    assert_eq!(root.serial, "F9:24:EE:EE:CF:9E:A6:4F");
    assert_eq!(root.version, 3);
    assert_eq!(root.key, KeyAlgorithm::Rsa { bits: 2048 });
    assert_eq!(root.signature_algorithm, "sha256WithRSAEncryption");
    assert_eq!(root.validity.not_after, 1_808_728_666);
    assert_eq!(root.dates, DateValidity::Valid { seconds_left: 1_808_728_666 - NOW });
    let words: Vec<_> = root.extensions.iter().map(|e| e.words.as_str()).collect();
    assert_eq!(words[0], "its key is 27:00:6B:50:D5:4F:38:8A:35:21:38:D3:0D:A9:5E:D2:10:39:A4:EB");
    assert!(words[2].contains("CA:TRUE"), "{words:?}");
    assert_eq!(root.pem, AWS);
    assert!(root.text.contains("Not After : Apr 26 08:37:46 2027 GMT"), "{}", root.text);
    assert!(root.text.contains("Exponent: 65537 (0x10001)"), "{}", root.text);
}

#[test]
fn a_version_1_certificate_has_no_extensions_and_may_be_expired() {
    let root = certificate(MARVELL_2015);
    assert_eq!(root.version, 1);
    assert!(root.extensions.is_empty());
    assert!(matches!(root.dates, DateValidity::Expired { .. }));
    assert!(root.subject.contains("O=Cavium\\, Inc."), "{}", root.subject);
    assert!(root.text.contains("O = \"Cavium, Inc.\","), "{}", root.text);
}

#[test]
fn text_around_line_ends_and_encodings_do_not_matter() {
    let der = to_der(AWS.as_bytes()).expect("readable").remove(0);
    let base64 = AWS.lines().filter(|line| !line.starts_with('-')).collect::<String>();
    let variants: Vec<Vec<u8>> = vec![
        AWS.replace('\n', "\r\n").into(),
        AWS.replace('\n', "\\n").into(),
        format!("\u{feff}{AWS}").into(),
        format!("subject=CN = x\nnot a header\n{AWS}\ntrailing words").into(),
        AWS.replace("BEGIN CERTIFICATE", "BEGIN X509 CERTIFICATE")
            .replace("END CERTIFICATE", "END X509 CERTIFICATE")
            .into(),
        base64.into(),
        der.clone(),
    ];
    for variant in variants {
        assert_eq!(only_item(&variant).der(), der, "{}", String::from_utf8_lossy(&variant));
    }
    assert_eq!(to_pem(ItemKind::Certificate, &der), AWS);
}

#[test]
fn a_bundle_keeps_its_order() {
    let reading = read(format!("{AWS}{MARVELL_2015}").as_bytes()).expect("readable");
    let names: Vec<_> = reading
        .certificates()
        .expect("certificates")
        .iter()
        .filter_map(|certificate| certificate.subject.common_name().map(str::to_owned))
        .collect();
    assert_eq!(names, ["AWS CloudHSM Root G1", "localca.liquidsecurity.cavium.com"]);
    assert!(!reading.extra_text);
}

#[test]
fn every_refusal_has_its_name() {
    let refusal = |input: &[u8]| read(input).expect_err("must be refused");
    let pem = |label: &str, body: &str| {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    };
    assert_eq!(refusal(b""), InputError::Empty);
    assert_eq!(refusal(b" \r\n\t"), InputError::Empty);
    assert_eq!(refusal(b"hello!"), InputError::NotRecognized);
    assert!(matches!(refusal(&AWS.as_bytes()[..600]), InputError::Unterminated { .. }));
    assert!(matches!(
        refusal(AWS.replace('M', "*").as_bytes()),
        InputError::BadBase64 { block: 1, .. }
    ));
    assert!(matches!(
        refusal(pem("CERTIFICATE", "MAA=").as_bytes()),
        InputError::Undecodable { block: 1, .. }
    ));
    assert_eq!(refusal(pem("RSA PRIVATE KEY", "MAA=").as_bytes()), InputError::PrivateKey);
    assert_eq!(
        refusal(format!("{AWS}{}", pem("PRIVATE KEY", "MAA=")).as_bytes()),
        InputError::PrivateKey
    );
    assert_eq!(
        refusal(pem("PKCS7", "MAA=").as_bytes()),
        InputError::OtherBlock { label: "PKCS7".into() }
    );
    assert!(matches!(
        refusal(AWS.repeat(limits::BLOCKS + 1).as_bytes()),
        InputError::TooManyBlocks { .. }
    ));
    assert!(matches!(
        refusal(&vec![b'A'; limits::INPUT_BYTES + 1]),
        InputError::TooLarge { limit: limits::INPUT_BYTES, .. }
    ));
    assert_eq!(
        read(AWS.as_bytes()).expect("readable").request().expect_err("a certificate"),
        InputError::RequestExpected
    );
}

/// A damaged request is a damaged request: by its label, and without one by its structure.
#[test]
fn a_damaged_request_is_not_called_a_certificate() {
    // A version, an empty name, and something else than a key.
    let info = [&[2, 1, 0, 0x30, 0, 4, 0x81, 0x80][..], &[0; 128]].concat();
    let der = [&[0x30, 0x81, 0x8b, 0x30, 0x81, 0x88][..], &info].concat();
    let base64 = data_encoding::BASE64.encode(&der);
    let armoured =
        format!("-----BEGIN CERTIFICATE REQUEST-----\n{base64}\n-----END CERTIFICATE REQUEST-----");
    for input in [&der[..], base64.as_bytes(), armoured.as_bytes()] {
        let refusal = read(input).expect_err("it is damaged");
        assert!(
            matches!(&refusal, InputError::Undecodable { item: ItemKind::Request, .. }),
            "{refusal:?}"
        );
        let words = refusal.to_string();
        assert!(words.contains("can’t be read as a certificate signing request"), "{words}");
        assert!(!words.contains("algorithm identifier"), "{words}");
    }
}

#[test]
fn a_byte_order_mark_is_read_and_utf_16_is_named() {
    let marked = format!("\u{feff}{AWS}");
    assert_eq!(only_item(marked.as_bytes()).to_pem(), AWS);
    let little: Vec<u8> = AWS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = AWS.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for text in
        [&little, &big, &[&[0xff, 0xfe][..], &little].concat(), &[&[0xfe, 0xff][..], &big].concat()]
    {
        let refusal = read(text).expect_err("UTF-16");
        assert_eq!(refusal, InputError::Utf16);
        assert!(refusal.to_string().contains("save it as UTF-8"), "{refusal}");
    }
}

#[test]
fn bytes_after_a_certificate_are_refused() {
    let mut der = to_der(AWS.as_bytes()).expect("readable").remove(0);
    der.push(0);
    let refusal = read(to_pem(ItemKind::Certificate, &der).as_bytes());
    assert!(matches!(refusal, Err(InputError::Undecodable { .. })), "{refusal:?}");
}
