//! The check of a certificate against the anchors.
//!
//! Where these differ from `openssl verify`, and why, is in `docs/attestation.md`; a test compares
//! both over many sets of certificates, and fails on a difference that is not documented there.

use super::{
    certificate_check::well_formed, failure::Failure, obstacle::Obstacle,
    published_root::PublishedRoot, verdict::Verdict,
};
use crate::{
    anchor::{Anchor, AnchorKind, AnchorSet},
    certificate::Certificate,
    signature::{SignatureCheck, SignatureProblem},
};

/// The verdict on a certificate that should be signed by an anchor, and the anchors that did.
pub(crate) struct AnchorCheck<'a> {
    pub(crate) verdict: Verdict,
    /// The best first.
    pub(crate) by: Vec<&'a Anchor>,
}

/// Which root a certificate should end in.
#[derive(Clone)]
pub(crate) struct ExpectedRoot {
    pub(crate) kind: AnchorKind,
    /// The right root is pinned, so any other one is a failure and not something to supply.
    pub(crate) is_pinned: bool,
    /// The root that this HSM type is known to have, where it is not pinned.
    pub(crate) known: Option<PublishedRoot>,
}

/// Whether `child` was signed by one of the anchors of the expected kind.
pub(crate) fn signed_by_anchor<'a>(
    child: &Certificate,
    anchors: &'a AnchorSet,
    expected: &ExpectedRoot,
    now: i64,
    check: &impl SignatureCheck,
) -> AnchorCheck<'a> {
    if let Err(failure) = well_formed(child) {
        return AnchorCheck { verdict: failure.into(), by: vec![] };
    }
    let candidates: Vec<_> = anchors
        .of_kind(expected.kind)
        .filter(|anchor| child.issuer.is_same_as(&anchor.certificate.subject))
        .collect();
    if candidates.is_empty() {
        return AnchorCheck {
            verdict: without_matching_anchor(child, anchors, expected),
            by: vec![],
        };
    }
    let mut problems = Vec::new();
    let mut by = Vec::new();
    for anchor in candidates {
        match check.check(child.signed_bytes(), &child.signed, &anchor.certificate.key) {
            Ok(()) => by.push(anchor),
            Err(problem) => problems.push(problem),
        }
    }
    // A re-issue that is within its dates counts more than the root that it replaces, even if that
    // one is pinned. Among equals, the origin decides, in the order of `AnchorOrigin`.
    by.sort_by_key(|anchor| (!anchor.certificate.validity.at(now).is_valid(), anchor.origin));
    let verdict = match decisive_problem(problems) {
        Some(problem) if by.is_empty() => match problem {
            SignatureProblem::Unsupported { .. } => problem.into(),
            // One that was left out may have this name too.
            _ if anchors.skipped_kinds.contains(&expected.kind) => Obstacle::AnchorSkipped.into(),
            _ => problem.into(),
        },
        _ => Verdict::Verified,
    };
    AnchorCheck { verdict, by }
}

/// The problem to report for several anchors with one name, in any order: one that
/// can't be used might have been the right one, so the link is not checkable then.
fn decisive_problem(problems: Vec<SignatureProblem>) -> Option<SignatureProblem> {
    let rank = |problem: &SignatureProblem| match problem {
        SignatureProblem::Unsupported { .. } => 0,
        SignatureProblem::Invalid => 1,
        SignatureProblem::WeakDigest { .. } => 2,
        SignatureProblem::WeakKey { .. } => 3,
        SignatureProblem::WrongKeyKind { .. } => 4,
    };
    problems.into_iter().min_by_key(rank)
}

/// The verdict where no anchor has the name that the certificate gives its issuer.
fn without_matching_anchor(
    child: &Certificate,
    anchors: &AnchorSet,
    expected: &ExpectedRoot,
) -> Verdict {
    let ExpectedRoot { kind, is_pinned, known } = expected;
    let issuer = child.issuer.to_string();
    let names = |certificate: &Certificate| child.issuer.is_same_as(&certificate.subject);
    let is_customers = *kind == AnchorKind::CustomerCa;
    let of_other_chain = anchors
        .usable
        .iter()
        .filter(|anchor| anchor.kind != *kind && anchor.kind != AnchorKind::CustomerCa)
        .any(|anchor| names(&anchor.certificate));
    if of_other_chain && !is_customers {
        Failure::OtherChain { issuer }.into()
    } else if anchors.skipped_kinds.contains(kind) {
        Obstacle::AnchorSkipped.into()
    } else if is_customers && anchors.intermediates.iter().any(names) {
        Obstacle::IntermediateCa { issuer }.into()
    } else if is_customers && anchors.of_kind(*kind).next().is_some() {
        let supplied: Vec<_> =
            anchors.of_kind(*kind).map(|ca| ca.certificate.subject.to_string()).collect();
        Failure::OtherCa { issuer, supplied: supplied.join("; ") }.into()
    } else if *is_pinned {
        Failure::UntrustedIssuer { issuer }.into()
    } else {
        Obstacle::AnchorMissing { anchor: *kind, issuer, known: known.clone() }.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{anchor::AnchorOrigin, input::Item, signature::RustCrypto};

    /// Marvell issued one root twice: the first has expired, and neither needs the other.
    const OLD: &str = include_str!("../../roots/marvell-liquidsecurity-2015.pem");
    const NEW: &str = include_str!("../../roots/marvell-liquidsecurity-2024.pem");

    fn certificate(pem: &str) -> Certificate {
        match crate::read(pem.as_bytes()).unwrap().items.remove(0) {
            Item::Certificate(certificate) => certificate,
            Item::Request(_) => panic!("a request"),
        }
    }

    /// As it will be when AWS CloudHSM Root G1 ends, and somebody supplies its re-issue.
    #[test]
    fn a_supplied_reissue_wins_over_a_pinned_root_that_expired() {
        let anchor = |origin, pem| Anchor {
            label: String::new(),
            origin,
            kind: AnchorKind::Aws,
            certificate: certificate(pem),
        };
        let usable = vec![anchor(AnchorOrigin::Pinned, OLD), anchor(AnchorOrigin::User, NEW)];
        let anchors = AnchorSet { usable, ..AnchorSet::default() };
        let expected = ExpectedRoot { kind: AnchorKind::Aws, is_pinned: true, known: None };
        // 2026-01-01, and 2025-01-01 when both were valid.
        for (now, wins) in
            [(1_767_225_600, AnchorOrigin::User), (1_735_689_600, AnchorOrigin::Pinned)]
        {
            let found = signed_by_anchor(&certificate(NEW), &anchors, &expected, now, &RustCrypto);
            assert_eq!(found.verdict, Verdict::Verified);
            assert_eq!(found.by[0].origin, wins);
        }
    }
}
