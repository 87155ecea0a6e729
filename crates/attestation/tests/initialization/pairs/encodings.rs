//! The usual files in every form that editors, terminals and programs give them. All are accepted.

use attestation::to_der;

use super::Pair;
use crate::maker::Maker;

type Form = fn(&str) -> Vec<u8>;

const FORMS: [(&str, Form, &[&str]); 12] = [
    (
        "UTF-8 with BOM",
        |pem| [b"\xef\xbb\xbf", pem.as_bytes()].concat(),
        &["signed-certificate byte-order-mark", "trust-anchor byte-order-mark"],
    ),
    ("UTF-16 LE with BOM", |pem| wide(&format!("\u{feff}{pem}"), u16::to_le_bytes), UTF_16),
    ("UTF-16 BE with BOM", |pem| wide(&format!("\u{feff}{pem}"), u16::to_be_bytes), UTF_16),
    ("UTF-16 LE without BOM", |pem| wide(pem, u16::to_le_bytes), UTF_16),
    ("UTF-16 BE without BOM", |pem| wide(pem, u16::to_be_bytes), UTF_16),
    (
        "CRLF",
        |pem| pem.replace('\n', "\r\n").into(),
        &["signed-certificate line-ends", "trust-anchor line-ends"],
    ),
    (
        "text around",
        |pem| format!("Bag Attributes\n  name: x\n{pem}the end\n").into(),
        &[
            "signed-certificate text-around",
            "signed-certificate blanks",
            "trust-anchor text-around",
            "trust-anchor blanks",
        ],
    ),
    (
        "trailing spaces",
        |pem| pem.replace('\n', "  \n").into(),
        &["signed-certificate blanks", "trust-anchor blanks"],
    ),
    (
        "one line",
        |pem| pem.replace('\n', " ").trim().into(),
        &["signed-certificate layout", "trust-anchor layout"],
    ),
    (
        "escaped line ends",
        |pem| format!("\"{}\"", pem.replace('\n', "\\n")).into(),
        &["signed-certificate escaped-line-ends", "trust-anchor escaped-line-ends"],
    ),
    (
        "DER",
        |pem| to_der(pem.as_bytes()).expect("readable").remove(0),
        &["signed-certificate der", "trust-anchor der"],
    ),
    (
        "base64 alone",
        |pem| pem.lines().filter(|l| !l.starts_with('-')).collect::<String>().into(),
        &["signed-certificate armor", "trust-anchor armor"],
    ),
];

const UTF_16: &[&str] = &["signed-certificate utf16", "trust-anchor utf16"];

pub(super) fn pairs(maker: &Maker) -> Vec<Pair> {
    let ca = maker.ca();
    let cluster = maker.cluster(&ca);
    let of = |name, signed: &[u8], anchor: &[u8]| Pair::new(name, maker, signed, anchor, &[]);
    let mut pairs: Vec<_> = FORMS
        .iter()
        .map(|(name, form, cleaned)| of(name, &form(&cluster), &form(&ca.pem)).cleaned(cleaned))
        .collect();
    let text = |pem: &str| maker.converted(pem, &["x509", "-in", "convert.in", "-text"]);
    let trusted = ["x509", "-in", "convert.in", "-trustout", "-addtrust", "clientAuth"];
    let trusted = maker.converted(&ca.pem, &trusted);
    let with_csr = format!("{cluster}{}", maker.csr);
    pairs.extend([
        of("with openssl's text", &text(&cluster), &text(&ca.pem)).cleaned(&[
            "signed-certificate text-around",
            "signed-certificate blanks",
            "trust-anchor text-around",
            "trust-anchor blanks",
        ]),
        of("openssl's trusted certificate", cluster.as_bytes(), &trusted)
            .cleaned(&["trust-anchor label"]),
        of("certificate with its CSR", with_csr.as_bytes(), ca.pem.as_bytes())
            .cleaned(&["signed-certificate other-blocks"]),
        Pair {
            csr: format!("\u{feff}{}", maker.csr.replace('\n', "\r\n")),
            ..of("CSR with BOM and CRLF", cluster.as_bytes(), ca.pem.as_bytes())
        },
    ]);
    pairs
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}
