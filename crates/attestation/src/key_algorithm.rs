//! Algorithms of public keys.

use serde::{Deserialize, Serialize};

use crate::oid;

/// A public key's algorithm and size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum KeyAlgorithm {
    /// RSA.
    Rsa {
        /// Of the modulus.
        bits: usize,
    },
    /// An elliptic curve.
    EllipticCurve {
        /// `P-256`, the curve's object identifier if it has no name here, or `with explicit
        /// parameters`.
        curve: String,
        /// Of the field, where the curve is known.
        bits: Option<usize>,
    },
    /// Anything else.
    Other {
        /// Its object identifier.
        oid: String,
    },
}

impl KeyAlgorithm {
    /// `RSA, 2048 bits`
    pub fn in_words(&self) -> String {
        match self {
            Self::Rsa { bits } => format!("RSA, {bits} bits"),
            Self::EllipticCurve { curve, bits: Some(bits) } => {
                format!("elliptic curve {curve}, {bits} bits")
            }
            Self::EllipticCurve { curve, bits: None } => format!("elliptic curve {curve}"),
            Self::Other { oid } if oid == oid::RSA => "a damaged RSA key".to_owned(),
            Self::Other { oid } => oid::key(oid).unwrap_or(oid).to_owned(),
        }
    }
}
