//! The checks themselves: two certificates, or a certificate and the anchors.
//!
//! Where these are more lenient than `openssl verify`, and why:
//!
//! - A hardware certificate may be X.509 v1, or lack `CA:TRUE`: genuine ones do. A proof has
//!   exactly two levels below a root, never more, so that what the leniency lets pass was still
//!   signed by the root's own key; longer chains are refused.
//! - The authority key identifier is not compared, only noted: one HSM certificate has two issuing
//!   certificates, and can name the serial number of one of them at most.
//! - Dates have no say in a verdict; they are findings of their own.
//!
//! Where these are stricter: MD5 and SHA-1 signatures prove nothing, nor do RSA keys below 1024
//! bits, and a critical extension that is not read here (name constraints, policies) is refused.

use super::{
    slot::Absent,
    verdict::{Failure, KnownRoot, Obstacle, Verdict},
};
use crate::{
    anchor::{Anchor, AnchorKind, AnchorOrigin},
    certificate::{Certificate, CertificateRequest},
    signature::SignatureCheck,
};

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

/// What a certificate must be before its signature is worth a look.
fn well_formed(certificate: &Certificate) -> Result<(), Failure> {
    if !certificate.algorithms_agree {
        return Err(Failure::AlgorithmsDisagree);
    }
    match certificate.extensions.iter().find(|e| e.critical && !e.is_understood()) {
        Some(extension) => Err(Failure::CriticalExtension { oid: extension.oid.clone() }),
        None => Ok(()),
    }
}

/// The verdict on a certificate that should be signed by an anchor, and the anchors that did.
pub(crate) struct Anchored<'a> {
    pub(crate) verdict: Verdict,
    /// The best first.
    pub(crate) by: Vec<&'a Anchor>,
}

/// Whether `child` was signed by one of the anchors of this kind.
///
/// `known` is the root that this HSM type is known to have, where it is not pinned: then a missing
/// anchor is something to supply, else it is a failure.
pub(crate) fn signed_by_anchor<'a>(
    child: &Certificate,
    anchors: &'a [Anchor],
    kind: AnchorKind,
    is_pinned: bool,
    known: Option<KnownRoot>,
    now: i64,
    check: &impl SignatureCheck,
) -> Anchored<'a> {
    if let Err(failure) = well_formed(child) {
        return Anchored { verdict: failure.into(), by: vec![] };
    }
    let named = |anchor: &&Anchor| child.issuer.is_same_as(&anchor.certificate.subject);
    let candidates: Vec<_> = anchors.iter().filter(|a| a.kind == kind).filter(named).collect();
    if candidates.is_empty() {
        let issuer = child.issuer.to_string();
        let of_other_chain = anchors
            .iter()
            .filter(|a| a.kind != kind && a.kind != AnchorKind::CustomerCa)
            .any(|a| named(&a));
        let verdict = if of_other_chain && kind != AnchorKind::CustomerCa {
            Failure::OtherChain { issuer }.into()
        } else if is_pinned {
            Failure::UntrustedIssuer { issuer }.into()
        } else {
            Verdict::NotCheckable {
                obstacle: Obstacle::AnchorMissing { anchor: kind, issuer, known },
            }
        };
        return Anchored { verdict, by: vec![] };
    }
    let mut problem = None;
    let mut by = Vec::new();
    for anchor in candidates {
        match check.check(child.signed_bytes(), &child.signed, &anchor.certificate.key) {
            Ok(()) => by.push(anchor),
            Err(found) => problem = Some(found),
        }
    }
    // Whose word counts most, then which is within its dates.
    by.sort_by_key(|anchor| (anchor.origin, !anchor.certificate.validity.at(now).is_valid()));
    let verdict = match problem {
        Some(problem) if by.is_empty() => problem.into(),
        _ => Verdict::Verified,
    };
    Anchored { verdict, by }
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
    first: &Result<A, Absent>,
    second: &Result<B, Absent>,
    check: impl FnOnce(&A, &B) -> Verdict,
) -> Verdict {
    match (first, second) {
        (Ok(first), Ok(second)) => check(first, second),
        (Err(absent), _) | (_, Err(absent)) => absent.clone().into(),
    }
}

/// The self-signed certificates beside the cluster certificate: perhaps the customer's CA.
pub(crate) fn beside(others: &[Certificate], check: &impl SignatureCheck) -> Vec<Anchor> {
    others
        .iter()
        .filter(|certificate| {
            crate::anchor::check_fitness(certificate, AnchorKind::CustomerCa, check).is_ok()
        })
        .map(|certificate| Anchor {
            label: certificate.subject.common_name().unwrap_or("customer CA").to_owned(),
            origin: AnchorOrigin::SameSlot,
            kind: AnchorKind::CustomerCa,
            certificate: certificate.clone(),
        })
        .collect()
}
