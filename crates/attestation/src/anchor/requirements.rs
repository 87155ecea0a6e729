//! What a certificate needs to end a chain.

use super::{origin::AnchorKind, problem::AnchorProblem};
use crate::{
    certificate::Certificate,
    extension::ExtensionValue,
    signature::{SignatureCheck, SignatureProblem},
};

/// Whether a certificate can end a chain of this kind; the rules are those of `openssl verify`.
pub(crate) fn check_usable(
    certificate: &Certificate,
    kind: AnchorKind,
    check: &impl SignatureCheck,
) -> Result<(), AnchorProblem> {
    if !certificate.is_self_issued() {
        return Err(AnchorProblem::NotSelfSigned);
    }
    let own = check.check(certificate.signed_bytes(), &certificate.signed, &certificate.key);
    // What makes an anchor trusted is that someone vouches for it. Its own signature only shows
    // whether it is a root, so an old digest there is no harm.
    if matches!(own, Err(SignatureProblem::Invalid | SignatureProblem::WrongKeyKind { .. })) {
        return Err(AnchorProblem::NotSelfSigned);
    }
    if let Some(extension) =
        certificate.extensions.iter().find(|e| e.critical && !e.is_understood())
    {
        return Err(AnchorProblem::CriticalExtension { oid: extension.oid.clone() });
    }
    if let Some(extension) = certificate.duplicate_extension() {
        return Err(AnchorProblem::DuplicateExtension { oid: extension.oid.clone() });
    }
    let mut is_authority = certificate.version == 1;
    let mut path_length = None;
    for extension in &certificate.extensions {
        match &extension.value {
            ExtensionValue::BasicConstraints { ca: false, .. }
            | ExtensionValue::KeyUsage { signs_certificates: false, .. } => {
                return Err(AnchorProblem::NotAnAuthority);
            }
            ExtensionValue::BasicConstraints { ca: true, path_length: length } => {
                is_authority = true;
                path_length = *length;
            }
            ExtensionValue::KeyUsage { signs_certificates: true, .. } => is_authority = true,
            _ => {}
        }
    }
    if !is_authority {
        return Err(AnchorProblem::NotAnAuthority);
    }
    if path_length == Some(0) && kind != AnchorKind::CustomerCa {
        return Err(AnchorProblem::PathTooShort);
    }
    Ok(())
}
