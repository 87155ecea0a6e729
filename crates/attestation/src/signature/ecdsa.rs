//! ECDSA signatures on P-256 and P-384.

use super::check::SignatureProblem;
use crate::{key::PublicKey, key_algorithm::KeyAlgorithm};

/// Whether a key's point is not on its curve, where that is one of those that are known here.
pub(crate) fn is_outside_of_curve(key: &PublicKey) -> bool {
    let KeyAlgorithm::EllipticCurve { curve, .. } = key.algorithm() else { return false };
    match curve.as_str() {
        "P-256" => p256::ecdsa::VerifyingKey::from_sec1_bytes(key.bits()).is_err(),
        "P-384" => p384::ecdsa::VerifyingKey::from_sec1_bytes(key.bits()).is_err(),
        _ => false,
    }
}

pub(super) fn check_ecdsa(
    digest: &[u8],
    signature: &[u8],
    key: &PublicKey,
    curve: &str,
) -> Result<(), SignatureProblem> {
    use p256::ecdsa::signature::hazmat::PrehashVerifier;

    let unusable = |what: String| SignatureProblem::Unsupported { what };
    let not_on_curve = || unusable(format!("an elliptic-curve key whose point is not on {curve}"));
    match curve {
        "P-256" => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key.bits())
                .map_err(|_| not_on_curve())?;
            p256::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(digest, &signature))
        }
        "P-384" => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key.bits())
                .map_err(|_| not_on_curve())?;
            p384::ecdsa::Signature::from_der(signature)
                .and_then(|signature| key.verify_prehash(digest, &signature))
        }
        _ if curve.starts_with("with") => {
            return Err(unusable(format!("an elliptic-curve key {curve}")));
        }
        _ => return Err(unusable(format!("an elliptic-curve key on {curve}"))),
    }
    .map_err(|_| SignatureProblem::Invalid)
}
