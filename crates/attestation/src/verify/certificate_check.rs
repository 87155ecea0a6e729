//! The checks of two items: signatures and keys.
//!
//! Where these differ from `openssl verify`, and why, is in `docs/attestation.md`; a test compares
//! both over many sets of certificates, and fails on a difference that is not documented there.

use super::{failure::Failure, slot_contents::SlotError, verdict::Verdict};
use crate::{certificate::Certificate, request::CertificateRequest, signature::SignatureCheck};

/// Whether `child` was signed by `parent`.
pub(crate) fn signed_by(
    child: &Certificate,
    parent: &Certificate,
    check: &impl SignatureCheck,
) -> Verdict {
    if let Err(failure) = well_formed(child) {
        return failure.into();
    }
    if !child.issuer.is_same_as(&parent.subject) {
        return Failure::OtherIssuer {
            named: child.issuer.to_string(),
            found: parent.subject.to_string(),
        }
        .into();
    }
    match check.check(child.signed_bytes(), &child.signed, &parent.key) {
        Ok(()) => Verdict::Verified,
        Err(problem) => problem.into(),
    }
}

/// The requirements on a certificate before its signature is checked.
pub(super) fn well_formed(certificate: &Certificate) -> Result<(), Failure> {
    if !certificate.algorithms_agree {
        return Err(Failure::AlgorithmsDisagree);
    }
    if let Some(extension) =
        certificate.extensions.iter().find(|e| e.critical && !e.is_understood())
    {
        return Err(Failure::CriticalExtension { oid: extension.oid.clone() });
    }
    match certificate.duplicate_extension() {
        Some(extension) => Err(Failure::DuplicateExtension { oid: extension.oid.clone() }),
        None => Ok(()),
    }
}

/// Whether both hardware certificates are for one key and one subject.
pub(crate) fn hardware_agrees(first: &Certificate, second: &Certificate) -> Verdict {
    if !first.key.is_same_as(&second.key) {
        return Failure::KeysDiffer.into();
    }
    if !first.subject.is_same_as(&second.subject) {
        return Failure::SubjectsDiffer {
            first: first.subject.to_string(),
            second: second.subject.to_string(),
        }
        .into();
    }
    Verdict::Verified
}

/// Whether a request was signed by the key that it is for.
pub(crate) fn self_signed(request: &CertificateRequest, check: &impl SignatureCheck) -> Verdict {
    match check.check(request.signed_bytes(), &request.signed, &request.key) {
        Ok(()) => Verdict::Verified,
        Err(problem) => problem.into(),
    }
}

/// The verdict of a check of two things, either of which may be absent.
pub(crate) fn both<A, B>(
    first: &Result<A, SlotError>,
    second: &Result<B, SlotError>,
    check: impl FnOnce(&A, &B) -> Verdict,
) -> Verdict {
    match (first, second) {
        (Ok(first), Ok(second)) => check(first, second),
        (Err(error), _) | (_, Err(error)) => error.clone().into(),
    }
}
