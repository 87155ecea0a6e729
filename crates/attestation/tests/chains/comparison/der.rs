//! DER made and signed by hand, for what openssl's own commands do not make.

use attestation::{ItemKind, to_der, to_pem};
use data_encoding::BASE64;

use super::workshop::Workshop;
use crate::openssl::key;

pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OID: u8 = 0x06;
/// `[0]`, constructed.
pub(super) const TAGGED: u8 = 0xa0;

/// `[3]`, constructed: where a certificate has its extensions.
const EXTENSIONS: u8 = 0xa3;

/// sha256WithRSAEncryption, whole.
const SHA256_RSA: [u8; 15] =
    [SEQUENCE, 13, OID, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00];

/// An element with its length.
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut der = vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => der.push(short),
        Ok(byte) => der.extend([0x81, byte]),
        Err(_) => {
            der.push(0x82);
            der.extend(u16::try_from(length).expect("nothing here is that long").to_be_bytes());
        }
    }
    der.extend(content);
    der
}

/// The whole elements that stand in some bytes one after the other.
pub(super) fn elements(mut der: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while !der.is_empty() {
        let (header, length) = match der[1] {
            0x81 => (3, usize::from(der[2])),
            0x82 => (4, usize::from(der[2]) * 256 + usize::from(der[3])),
            length => (2, usize::from(length)),
        };
        let (element, rest) = der.split_at(header + length);
        found.push(element);
        der = rest;
    }
    found
}

/// The content of an element.
pub(super) fn content(element: &[u8]) -> &[u8] {
    let header = match element[1] {
        0x81 => 3,
        0x82 => 4,
        _ => 2,
    };
    &element[header..]
}

/// The only item of a text, as DER.
pub(super) fn der_of(pem: &str) -> Vec<u8> {
    to_der(pem.as_bytes()).expect("readable").remove(0)
}

impl Workshop {
    /// Signs what is to be signed with an RSA key, and puts both together.
    pub(super) fn signed(&self, part: &[u8], key_name: &str) -> Vec<u8> {
        let key = key(key_name, super::workshop::RSA);
        let key = key.to_str().expect("a path");
        self.openssl.write("part", part);
        self.openssl.run(&["dgst", "-sha256", "-sign", key, "-out", "signature", "part"]);
        let signature = std::fs::read(self.openssl.path().join("signature")).expect("written");
        let signature = element(BIT_STRING, &[&[0][..], &signature].concat());
        element(SEQUENCE, &[part, &SHA256_RSA, &signature].concat())
    }

    /// A certificate with its signed part changed, and signed again.
    pub(super) fn signed_again(
        &self,
        pem: &str,
        key_name: &str,
        change: impl Fn(Vec<Vec<u8>>) -> Vec<Vec<u8>>,
    ) -> String {
        let der = der_of(pem);
        let part = elements(content(&der))[0];
        let fields = elements(content(part)).into_iter().map(<[u8]>::to_vec).collect();
        let part = element(SEQUENCE, &change(fields).concat());
        to_pem(ItemKind::Certificate, &self.signed(&part, key_name))
    }

    /// A certificate with one extension more, and signed again.
    pub(super) fn extended(&self, pem: &str, key_name: &str, extension: &[u8]) -> String {
        self.signed_again(pem, key_name, |mut fields| {
            let last = fields.pop().expect("a certificate has fields");
            assert_eq!(last[0], EXTENSIONS, "it has extensions already");
            let all = [content(content(&last)), extension].concat();
            fields.push(element(EXTENSIONS, &element(SEQUENCE, &all)));
            fields
        })
    }

    /// A request for the HSM's key with these attributes: what stands after the key.
    pub(super) fn request_with(&self, attributes: &[u8]) -> String {
        let der = der_of(&self.base.csr);
        let info = elements(content(elements(content(&der))[0])).concat_first(3);
        let part = element(SEQUENCE, &[info, attributes.to_vec()].concat());
        to_pem(ItemKind::Request, &self.signed(&part, "hsm"))
    }
}

trait ConcatFirst {
    fn concat_first(&self, count: usize) -> Vec<u8>;
}

impl ConcatFirst for Vec<&[u8]> {
    fn concat_first(&self, count: usize) -> Vec<u8> {
        self.iter().take(count).copied().collect::<Vec<_>>().concat()
    }
}

/// A text between PEM's lines, whatever it holds.
pub(super) fn armoured(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", BASE64.encode(der))
}
