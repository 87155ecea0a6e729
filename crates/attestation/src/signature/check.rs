//! What the verification of chains asks of an implementation of signatures.

use serde::{Deserialize, Serialize};

use crate::{key::PublicKey, signed::Signed};

/// Checks signatures; what the verification of chains rests upon.
pub trait SignatureCheck {
    /// Whether `signed` is a signature of `message` by `key`.
    fn check(
        &self,
        message: &[u8],
        signed: &Signed,
        key: &PublicKey,
    ) -> Result<(), SignatureProblem>;
}

/// Why a signature was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum SignatureProblem {
    /// The key did not make this signature of this content.
    #[error("the signature does not match the content and the issuer’s key")]
    Invalid,
    /// The signature's algorithm is not one for this kind of key.
    #[error("the signature algorithm is {algorithm}, but the issuer’s key is {key}")]
    WrongKeyKind {
        /// The signature's algorithm.
        algorithm: String,
        /// The key, in words.
        key: String,
    },
    /// The digest can be forged, so that the signature proves nothing.
    #[error("{algorithm} signatures can be forged, so this one proves nothing")]
    WeakDigest {
        /// The signature's algorithm.
        algorithm: String,
    },
    /// The key can be broken, so that the signature proves nothing.
    #[error("a key of {bits} bits can be broken, so the signature proves nothing")]
    WeakKey {
        /// The key's size.
        bits: usize,
    },
    /// Not supported here: this says nothing about the signature.
    #[error("the console can’t check {what}")]
    Unsupported {
        /// The algorithm or the key.
        what: String,
    },
}
