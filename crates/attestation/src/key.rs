//! Public keys: what they are, how strong, and when two are the same.

use x509_parser::{asn1_rs::Tag, public_key, x509::SubjectPublicKeyInfo};

use crate::{key_algorithm::KeyAlgorithm, oid};

/// A public key as a certificate or a request carries it.
#[derive(Debug, Clone)]
pub struct PublicKey {
    spki: Vec<u8>,
    bits: Vec<u8>,
    algorithm: KeyAlgorithm,
    rsa: Option<RsaNumbers>,
}

/// Shown in place of a curve's name where the parameters describe a curve instead.
const EXPLICIT: &str = "with explicit parameters";

/// Big-endian, without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RsaNumbers {
    pub(crate) modulus: Vec<u8>,
    pub(crate) exponent: Vec<u8>,
}

impl PublicKey {
    pub(crate) fn new(spki: &SubjectPublicKeyInfo<'_>) -> Self {
        let oid = oid::dotted(spki.algorithm.algorithm.as_bytes());
        let mut rsa = None;
        let algorithm = match oid.as_str() {
            oid::RSA => match spki.parsed() {
                Ok(public_key::PublicKey::RSA(key)) => {
                    let numbers = RsaNumbers {
                        modulus: trim(key.modulus).to_vec(),
                        exponent: trim(key.exponent).to_vec(),
                    };
                    let bits = bit_length(&numbers.modulus);
                    rsa = Some(numbers);
                    KeyAlgorithm::Rsa { bits }
                }
                _ => KeyAlgorithm::Other { oid },
            },
            "1.2.840.10045.2.1" => {
                let curve = match &spki.algorithm.parameters {
                    // `as_oid` reads the content of any tag.
                    Some(parameters) if parameters.tag() != Tag::Oid => EXPLICIT.to_owned(),
                    Some(parameters) => parameters
                        .as_oid()
                        .map_or(EXPLICIT.to_owned(), |curve| oid::dotted(curve.as_bytes())),
                    None => "without a name".to_owned(),
                };
                let (curve, bits) = match curve.as_str() {
                    "1.2.840.10045.3.1.7" => ("P-256".to_owned(), Some(256)),
                    "1.3.132.0.34" => ("P-384".to_owned(), Some(384)),
                    "1.3.132.0.35" => ("P-521".to_owned(), Some(521)),
                    "1.3.132.0.10" => ("secp256k1".to_owned(), Some(256)),
                    _ => (curve, None),
                };
                KeyAlgorithm::EllipticCurve { curve, bits }
            }
            _ => KeyAlgorithm::Other { oid },
        };
        Self {
            spki: spki.raw.to_vec(),
            bits: spki.subject_public_key.data.to_vec(),
            algorithm,
            rsa,
        }
    }

    /// The algorithm and the size.
    pub fn algorithm(&self) -> &KeyAlgorithm {
        &self.algorithm
    }

    /// The SubjectPublicKeyInfo in DER.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// Whether its algorithm is RSA, but its numbers can't be read.
    pub(crate) fn is_damaged_rsa(&self) -> bool {
        matches!(&self.algorithm, KeyAlgorithm::Other { oid } if oid == oid::RSA)
    }

    /// Whether both are one key, however their parameters are written.
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (&self.rsa, &other.rsa) {
            (Some(mine), Some(theirs)) => mine == theirs,
            (None, None) => {
                self.spki == other.spki
                    || (self.is_known_curve()
                        && self.algorithm == other.algorithm
                        && self.bits == other.bits)
            }
            _ => false,
        }
    }

    fn is_known_curve(&self) -> bool {
        matches!(self.algorithm, KeyAlgorithm::EllipticCurve { bits: Some(_), .. })
    }

    pub(crate) fn rsa(&self) -> Option<&RsaNumbers> {
        self.rsa.as_ref()
    }

    /// The content of the key's BIT STRING.
    pub(crate) fn bits(&self) -> &[u8] {
        &self.bits
    }
}

fn trim(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

fn bit_length(trimmed: &[u8]) -> usize {
    trimmed.first().map_or(0, |first| trimmed.len() * 8 - first.leading_zeros() as usize)
}
