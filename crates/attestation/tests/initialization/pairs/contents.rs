//! Files that have something else than a certificate, or too much.

use std::fs;

use super::Pair;
use crate::{
    maker::{AUTHORITY, CA, Issue, Maker, RSA},
    openssl::key,
};

pub(super) fn pairs(maker: &Maker) -> Vec<Pair> {
    let ca = maker.ca();
    let cluster = maker.cluster(&ca);
    let private_key = fs::read_to_string(key("customer", RSA)).expect("a key");
    let curve_key = fs::read_to_string(key("curve", "EC:P-256")).expect("a key");
    let encrypted = ["pkey", "-in", "convert.in", "-aes256", "-passout", "pass:secret"];
    let encrypted = maker.converted(&private_key, &encrypted);
    let traditional = maker.converted(&private_key, &["rsa", "-in", "convert.in", "-traditional"]);
    let pkcs7 = ["crl2pkcs7", "-nocrl", "-certfile", "convert.in"];
    let pkcs7 = maker.converted(&ca.pem, &pkcs7);
    let signed =
        |name, signed: &[u8], findings| Pair::new(name, maker, signed, ca.pem.clone(), findings);
    let anchor =
        |name, anchor: &[u8], findings| Pair::new(name, maker, cluster.clone(), anchor, findings);
    let no_certificate: &[&str] = &["signed-certificate refuses unreadable"];
    let has_key: &[&str] = &["trust-anchor refuses private-key"];
    let is_path: &[&str] = &["signed-certificate refuses path"];
    vec![
        signed("empty", b"", &["signed-certificate refuses empty"]),
        signed("blanks", b" \r\n\t\n", &["signed-certificate refuses empty"]),
        signed("only a byte order mark", b"\xef\xbb\xbf", &["signed-certificate refuses empty"]),
        signed("garbage", b"\x00\x01 this is no certificate", no_certificate),
        signed("cut off", &cluster.as_bytes()[..cluster.len() / 2], no_certificate),
        signed("a web page", b"<!DOCTYPE html>\n<html></html>\n", no_certificate),
        signed("file URL", b"file://X_CustomerHsmCertificate.crt", is_path),
        signed("path", b"/home/me/x.crt\n", is_path),
        signed("file name", b"customerCA.crt", is_path),
        signed("the CSR", maker.csr.as_bytes(), &["signed-certificate refuses request-instead"]),
        anchor(
            "the CSR as anchor",
            maker.csr.as_bytes(),
            &["trust-anchor refuses request-instead"],
        ),
        anchor("PKCS#7", &pkcs7, &["trust-anchor refuses unreadable"]),
        anchor("private key", private_key.as_bytes(), has_key),
        anchor("private key, traditional", &traditional, has_key),
        anchor("private key, encrypted", &encrypted, has_key),
        anchor("private key on a curve", curve_key.as_bytes(), has_key),
        anchor("CA with its private key", format!("{}{private_key}", ca.pem).as_bytes(), has_key),
        long(
            "longer than documented",
            maker,
            4_000,
            &["trust-anchor warns longer-than-documented"],
        ),
        long("longer than accepted", maker, 16_000, &["trust-anchor refuses longer-than-accepted"])
            .differs("openssl knows no such limit"),
    ]
}

/// With a remark of some bytes in the anchor.
fn long(
    name: &'static str,
    maker: &Maker,
    bytes: usize,
    findings: &'static [&'static str],
) -> Pair {
    // openssl reads lines of limited length, so the remark's bytes are several extensions.
    let remarks: Vec<_> = (0..bytes / 200)
        .map(|number| format!("1.2.3.{}=ASN1:UTF8String:{}\n", number + 1, "x".repeat(200)))
        .collect();
    let issue = format!("{AUTHORITY}{}", remarks.concat());
    let ca = maker.authority(CA, ("customer", RSA), Issue::new(&issue));
    Pair::of(name, maker, &ca, findings)
}
