//! What is asked of any certificate, whichever file it is in.

use super::problem::InitializationProblem as Problem;
use crate::{
    certificate::Certificate,
    dates::DateValidity,
    key::PublicKey,
    key_algorithm::KeyAlgorithm,
    signature::{SignatureProblem, check_weak_too, has_weak_digest, is_outside_of_curve},
};

/// RSA keys of the sizes that AWS's guides use and that are common, in bits.
const USUAL_RSA: std::ops::RangeInclusive<usize> = 2048..=4096;

/// What is wrong with one certificate by itself, but its signature.
pub(super) fn problems(certificate: &Certificate, now: i64) -> Vec<Problem> {
    let mut found = Vec::new();
    let validity = certificate.validity;
    match validity.at(now) {
        DateValidity::Valid { .. } => {}
        DateValidity::NotYet { .. } => {
            found.push(Problem::NotYetValid { not_before: validity.not_before });
        }
        DateValidity::Expired { .. } => {
            found.push(Problem::Expired { not_after: validity.not_after });
        }
    }
    if !is_usual(certificate.key.algorithm()) {
        found.push(Problem::UnusualKey { key: certificate.key.algorithm().in_words() });
    }
    if has_weak_digest(&certificate.signed) {
        let algorithm = certificate.signed.algorithm_name().to_owned();
        found.push(Problem::WeakSignature { algorithm });
    }
    if !certificate.algorithms_agree || !repeats_algorithm(certificate) {
        found.push(Problem::AlgorithmsDisagree);
    }
    if let Some(extension) = certificate.duplicate_extension() {
        found.push(Problem::DuplicateExtension { oid: extension.oid.clone() });
    }
    if certificate.version != 3 && !certificate.extensions.is_empty() {
        found.push(Problem::ExtensionsBeforeVersion3 { version: certificate.version });
    }
    let unknown = certificate.extensions.iter().filter(|e| e.critical && !e.is_understood());
    found.extend(unknown.map(|e| Problem::UnknownCriticalExtension { oid: e.oid.clone() }));
    found
}

/// Whether the bytes of the algorithm outside of the signed part are in that part too. The decoder is
/// lenient about their tags, and no signature covers them.
fn repeats_algorithm(certificate: &Certificate) -> bool {
    let outside = certificate.signed.part().end..certificate.signed.signature_offset();
    let Some(outside) = certificate.der().get(outside).filter(|bytes| !bytes.is_empty()) else {
        return false;
    };
    certificate.signed_bytes().windows(outside.len()).any(|window| window == outside)
}

fn is_usual(key: &KeyAlgorithm) -> bool {
    match key {
        KeyAlgorithm::Rsa { bits } => USUAL_RSA.contains(bits),
        KeyAlgorithm::EllipticCurve { curve, .. } => matches!(curve.as_str(), "P-256" | "P-384"),
        KeyAlgorithm::Other { .. } => false,
    }
}

/// Whether `child` was signed by the key of `parent`; with a digest that can be forged too, which is
/// a finding of its own.
pub(super) fn signature(child: &Certificate, parent: &Certificate) -> Option<Problem> {
    let problem = check_weak_too(child.signed_bytes(), &child.signed, &parent.key).err()?;
    if is_damaged(&parent.key) {
        return Some(Problem::WrongSignature { detail: "that key is damaged".to_owned() });
    }
    Some(match problem {
        SignatureProblem::Invalid | SignatureProblem::WrongKeyKind { .. } => {
            Problem::WrongSignature { detail: problem.to_string() }
        }
        SignatureProblem::Unsupported { what } => Problem::UncheckedSignature { what },
        SignatureProblem::WeakDigest { algorithm } => {
            Problem::UncheckedSignature { what: format!("the signature algorithm {algorithm}") }
        }
        SignatureProblem::WeakKey { bits } => {
            Problem::UncheckedSignature { what: format!("a key of {bits} bits") }
        }
    })
}

/// Whether no program can make use of a key: an RSA key whose numbers can't be those of one, or a
/// point outside of its curve.
fn is_damaged(key: &PublicKey) -> bool {
    let is_even = |number: &[u8]| number.last().is_none_or(|last| last % 2 == 0);
    match key.rsa() {
        Some(numbers) => {
            is_even(&numbers.modulus) || is_even(&numbers.exponent) || numbers.exponent == [1]
        }
        None => key.is_damaged_rsa() || is_outside_of_curve(key),
    }
}

/// Whether its issuer is itself, by name and as far as its signature can be checked.
pub(super) fn is_self_signed(certificate: &Certificate) -> bool {
    certificate.is_self_issued()
        && !matches!(signature(certificate, certificate), Some(Problem::WrongSignature { .. }))
}
