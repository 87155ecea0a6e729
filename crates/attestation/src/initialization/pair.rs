//! How the two files fit together, and to the CSR.

use super::{
    authority::names_other_key,
    certificate::{is_self_signed, signature},
    problem::InitializationProblem as Problem,
};
use crate::{certificate::Certificate, request::CertificateRequest};

/// Whether each file is in the other's place: a CA's certificate as the signed one, and as the
/// anchor one that is for the CSR's key, or that this CA issued.
pub(super) fn are_swapped(
    signed: &[Certificate],
    anchor: &[Certificate],
    request: &CertificateRequest,
) -> bool {
    let (Some(first), Some(second)) = (signed.first(), anchor.first()) else { return false };
    let is_for_csr = |certificate: &Certificate| certificate.key.is_same_as(&request.key);
    let issued = !second.is_self_issued() && second.issuer.is_same_as(&first.subject);
    !signed.iter().any(is_for_csr)
        && ((is_self_signed(first) && issued) || anchor.iter().any(is_for_csr))
}

/// The cluster's certificate: the one for the CSR's key, or else the first that is no root.
pub(super) fn leaf<'a>(
    signed: &'a [Certificate],
    request: &CertificateRequest,
) -> Option<&'a Certificate> {
    let find = |is: &dyn Fn(&Certificate) -> bool| signed.iter().find(|own| is(own));
    find(&|own| own.key.is_same_as(&request.key))
        .or_else(|| find(&|own| !own.is_self_issued()))
        .or(signed.first())
}

/// The issuer of `child` in the anchor's file, and whoever is above it there, up to a root.
pub(super) fn path<'a>(
    child: Option<&Certificate>,
    anchor: &'a [Certificate],
) -> Vec<&'a Certificate> {
    let issuer = match child {
        Some(child) => issuer(child, anchor).or(anchor.first()),
        None => anchor.first(),
    };
    let mut path: Vec<&Certificate> = issuer.into_iter().collect();
    while let Some(last) = path.last()
        && !is_self_signed(last)
        && let Some(next) = issuer_of(last, anchor)
        // Two can name each other as their issuers.
        && !path.iter().any(|known| known.der() == next.der())
    {
        path.push(next);
    }
    path
}

fn issuer_of<'a>(child: &Certificate, anchor: &'a [Certificate]) -> Option<&'a Certificate> {
    issuer(child, anchor).filter(|issuer| !is_wrong(signature(child, issuer).as_ref()))
}

/// The one of this name; of several, rather the one whose key signed it.
fn issuer<'a>(child: &Certificate, anchor: &'a [Certificate]) -> Option<&'a Certificate> {
    let named = || anchor.iter().filter(|own| child.issuer.is_same_as(&own.subject));
    named().find(|own| !is_wrong(signature(child, own).as_ref())).or_else(|| named().next())
}

fn is_wrong(problem: Option<&Problem>) -> bool {
    matches!(problem, Some(Problem::WrongSignature { .. }))
}

/// What is wrong between the signed certificate and its CSR.
pub(super) fn with_request(leaf: &Certificate, request: &CertificateRequest) -> Option<Problem> {
    (!leaf.key.is_same_as(&request.key)).then(|| Problem::OtherKey {
        csr: request.fingerprints().public_key_sha256,
        certificate: leaf.fingerprints().public_key_sha256,
    })
}

/// What is wrong between the signed certificate and the anchor.
pub(super) fn with_anchor(
    leaf: &Certificate,
    issuer: &Certificate,
    anchor: &[Certificate],
) -> Option<Problem> {
    if !leaf.issuer.is_same_as(&issuer.subject) {
        let found: Vec<_> = anchor.iter().map(|own| own.subject.to_string()).collect();
        let named = leaf.issuer.to_string();
        return Some(Problem::OtherIssuer { named, found: found.join("; ") });
    }
    signature(leaf, issuer)
        .or_else(|| names_other_key(leaf, issuer).then_some(Problem::OtherKeyIdentifier))
}

/// Whether the path ends in a root.
pub(super) fn without_root(path: &[&Certificate]) -> Option<Problem> {
    let last = path.last()?;
    (!is_self_signed(last)).then(|| Problem::NotSelfSigned { issuer: last.issuer.to_string() })
}
