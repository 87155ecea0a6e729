//! A public key as openssl prints it.

use super::layout::{hex_lines, line};
use crate::{key::PublicKey, key_algorithm::KeyAlgorithm, oid};

pub(super) fn public_key(out: &mut String, key: &PublicKey) {
    line(out, 8, "Subject Public Key Info:");
    let algorithm = match key.algorithm() {
        KeyAlgorithm::Rsa { .. } => "rsaEncryption",
        KeyAlgorithm::EllipticCurve { .. } => "id-ecPublicKey",
        KeyAlgorithm::Other { oid } => oid::key(oid).unwrap_or(oid),
    };
    line(out, 12, &format!("Public Key Algorithm: {algorithm}"));
    match (key.algorithm(), key.rsa()) {
        (KeyAlgorithm::Rsa { bits }, Some(numbers)) => {
            line(out, 16, &format!("Public-Key: ({bits} bit)"));
            line(out, 16, "Modulus:");
            let mut modulus = numbers.modulus.clone();
            // openssl prints the number as ASN.1 does, where a leading bit is a sign.
            if modulus.first().is_some_and(|first| *first >= 0x80) {
                modulus.insert(0, 0);
            }
            hex_lines(out, 20, &modulus, 15);
            let exponent =
                numbers.exponent.iter().fold(0_u128, |sum, b| (sum << 8) | u128::from(*b));
            line(out, 16, &format!("Exponent: {exponent} (0x{exponent:x})"));
        }
        (KeyAlgorithm::EllipticCurve { curve, bits }, _) => {
            if let Some(bits) = bits {
                line(out, 16, &format!("Public-Key: ({bits} bit)"));
            }
            line(out, 16, "pub:");
            hex_lines(out, 20, key.bits(), 15);
            line(out, 16, &format!("NIST CURVE: {curve}"));
        }
        _ => hex_lines(out, 16, key.bits(), 15),
    }
}
