//! Fingerprints: how people recognise a certificate and a key.

use serde::{Deserialize, Serialize};
use sha2::Digest;

/// The digests of an item, as upper-case hex with colons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fingerprints {
    /// SHA-256 of the DER.
    pub sha256: String,
    /// SHA-1 of the DER: for looking up, never for trusting.
    pub sha1: String,
    /// SHA-256 of the public key's SubjectPublicKeyInfo: equal for the certificates of one key.
    pub public_key_sha256: String,
}

impl Fingerprints {
    pub(crate) fn of(der: &[u8], spki: &[u8]) -> Self {
        Self {
            sha256: sha256(der),
            sha1: hex_colons(&sha1::Sha1::digest(der)),
            public_key_sha256: sha256(spki),
        }
    }
}

/// SHA-256 as upper-case hex with colons.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex_colons(&sha2::Sha256::digest(bytes))
}

/// `AB:CD:EF`
pub fn hex_colons(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 3);
    for (index, byte) in bytes.iter().enumerate() {
        let separator = if index == 0 { "" } else { ":" };
        // Writing to a String cannot fail.
        let _ = write!(text, "{separator}{byte:02X}");
    }
    text
}
