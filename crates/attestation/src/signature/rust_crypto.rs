//! Signatures checked by RustCrypto's `rsa`, `p256` and `p384`.

use rsa::BoxedUint;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::check::{SignatureCheck, SignatureProblem};
use super::ecdsa::check_ecdsa;
use crate::{key::PublicKey, key_algorithm::KeyAlgorithm, signed::Signed};

/// The smallest RSA key whose signatures count, in bits.
const WEAKEST_RSA: usize = 1024;

/// RustCrypto's `rsa`, `p256` and `p384`.
#[derive(Debug, Clone, Copy, Default)]
pub struct RustCrypto;

impl SignatureCheck for RustCrypto {
    fn check(
        &self,
        message: &[u8],
        signed: &Signed,
        key: &PublicKey,
    ) -> Result<(), SignatureProblem> {
        check_by(algorithm(signed)?, message, signed, key)
    }
}

/// Whether the signature's digest can be forged.
pub(crate) fn has_weak_digest(signed: &Signed) -> bool {
    matches!(algorithm(signed), Err(SignatureProblem::WeakDigest { .. }))
}

/// The same check, and with SHA-1 too: not whether something is proven, but whether two files fit
/// together.
pub(crate) fn check_weak_too(
    message: &[u8],
    signed: &Signed,
    key: &PublicKey,
) -> Result<(), SignatureProblem> {
    let algorithm = match signed.algorithm_name() {
        "sha1WithRSAEncryption" => (Scheme::Rsa, Hash::Sha1),
        "ecdsa-with-SHA1" => (Scheme::Ecdsa, Hash::Sha1),
        _ => algorithm(signed)?,
    };
    check_by(algorithm, message, signed, key)
}

fn check_by(
    (scheme, hash): (Scheme, Hash),
    message: &[u8],
    signed: &Signed,
    key: &PublicKey,
) -> Result<(), SignatureProblem> {
    match (scheme, key.algorithm()) {
        (Scheme::Rsa, KeyAlgorithm::Rsa { bits }) => {
            check_rsa(message, hash, &signed.signature, key, *bits)
        }
        (Scheme::Ecdsa, KeyAlgorithm::EllipticCurve { curve, .. }) => {
            check_ecdsa(&hash.digest(message), &signed.signature, key, curve)
        }
        (Scheme::Rsa, _) if key.is_damaged_rsa() => {
            Err(SignatureProblem::Unsupported { what: "a damaged RSA key".to_owned() })
        }
        (_, other) => Err(SignatureProblem::WrongKeyKind {
            algorithm: signed.algorithm_name().to_owned(),
            key: other.in_words(),
        }),
    }
}

#[derive(Clone, Copy)]
enum Scheme {
    Rsa,
    Ecdsa,
}

#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            // As long as the shortest one that P-384 takes; the number is the same.
            Self::Sha1 => [&[0; 12][..], &Sha1::digest(message)[..]].concat(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

fn algorithm(signed: &Signed) -> Result<(Scheme, Hash), SignatureProblem> {
    let name = signed.algorithm_name();
    Ok(match name {
        "sha256WithRSAEncryption" => (Scheme::Rsa, Hash::Sha256),
        "sha384WithRSAEncryption" => (Scheme::Rsa, Hash::Sha384),
        "sha512WithRSAEncryption" => (Scheme::Rsa, Hash::Sha512),
        "ecdsa-with-SHA256" => (Scheme::Ecdsa, Hash::Sha256),
        "ecdsa-with-SHA384" => (Scheme::Ecdsa, Hash::Sha384),
        "ecdsa-with-SHA512" => (Scheme::Ecdsa, Hash::Sha512),
        "md2WithRSAEncryption"
        | "md5WithRSAEncryption"
        | "sha1WithRSAEncryption"
        | "ecdsa-with-SHA1" => {
            return Err(SignatureProblem::WeakDigest { algorithm: name.to_owned() });
        }
        _ => {
            return Err(SignatureProblem::Unsupported {
                what: format!("the signature algorithm {name}"),
            });
        }
    })
}

fn check_rsa(
    message: &[u8],
    hash: Hash,
    signature: &[u8],
    key: &PublicKey,
    bits: usize,
) -> Result<(), SignatureProblem> {
    if bits < WEAKEST_RSA {
        return Err(SignatureProblem::WeakKey { bits });
    }
    let unusable = |what: String| SignatureProblem::Unsupported { what };
    let numbers = key.rsa().ok_or_else(|| unusable("a damaged RSA key".to_owned()))?;
    // The size limits of `new` also bound what a hostile key can cost.
    let key = rsa::PublicKey::new(
        BoxedUint::from_be_slice_vartime(&numbers.modulus),
        BoxedUint::from_be_slice_vartime(&numbers.exponent),
    )
    .map_err(|error| unusable(rsa_key_problem(&error, bits)))?;
    match hash {
        Hash::Sha1 => key.pkcs1v15_verify::<Sha1>(message, signature),
        Hash::Sha256 => key.pkcs1v15_verify::<Sha256>(message, signature),
        Hash::Sha384 => key.pkcs1v15_verify::<Sha384>(message, signature),
        Hash::Sha512 => key.pkcs1v15_verify::<Sha512>(message, signature),
    }
    .map_err(|_| SignatureProblem::Invalid)
}

/// What about an RSA key makes it unusable.
fn rsa_key_problem(error: &rsa::Error, bits: usize) -> String {
    match error {
        rsa::Error::InvalidExponent => "an RSA key with an even exponent".to_owned(),
        rsa::Error::PublicExponentTooSmall => "an RSA key with an exponent below 2".to_owned(),
        rsa::Error::PublicExponentTooLarge => {
            "an RSA key with an exponent of more than 33 bits".to_owned()
        }
        rsa::Error::InvalidModulus => "an RSA key with an impossible modulus".to_owned(),
        _ => format!("an RSA key of {bits} bits"),
    }
}
