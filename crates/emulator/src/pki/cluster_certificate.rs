//! Whether a certificate can initialize a cluster.
//!
//! The checks are the ones that AWS documents, and those of RFC 5280 that it refers to. Whatever
//! else could be said of a certificate, such as an old hash, refuses nothing here.

use x509_parser::{
    certificate::X509Certificate,
    certification_request::X509CertificationRequest,
    pem::Pem,
    prelude::{ASN1Time, FromDer},
    x509::X509Version,
};

/// Why a certificate can't initialize a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    #[error("SignedCert is not a PEM-encoded X.509 certificate.")]
    SignedCertUnreadable,
    #[error("TrustAnchor is not a PEM-encoded X.509 certificate.")]
    TrustAnchorUnreadable,
    #[error("TrustAnchor must be a self-signed certificate.")]
    TrustAnchorNotSelfSigned,
    #[error("TrustAnchor has version 3 extensions, but Basic Constraints is not one of them.")]
    TrustAnchorWithoutBasicConstraints,
    #[error("TrustAnchor is not the certificate of a certificate authority.")]
    TrustAnchorNotAuthority,
    #[error("SignedCert is not issued by TrustAnchor.")]
    NotIssuedByTrustAnchor,
    #[error(
        "The public key of SignedCert does not match the cluster's certificate signing request."
    )]
    OtherKey,
    #[error("{0} is not valid yet.")]
    NotYetValid(&'static str),
    #[error("{0} has expired.")]
    Expired(&'static str),
}

/// The anchor is self-signed and an authority's, it issued the certificate, both are valid now, and
/// the certificate holds the request's key.
pub(crate) fn check_cluster_certificate(
    signed_cert: &str,
    trust_anchor: &str,
    csr: &str,
    now_millis: i64,
) -> Result<(), Problem> {
    let signed_pem = pem(signed_cert).ok_or(Problem::SignedCertUnreadable)?;
    let signed = signed_pem.parse_x509().map_err(|_| Problem::SignedCertUnreadable)?;
    let anchor_pem = pem(trust_anchor).ok_or(Problem::TrustAnchorUnreadable)?;
    let anchor = anchor_pem.parse_x509().map_err(|_| Problem::TrustAnchorUnreadable)?;

    let own_key = anchor.public_key();
    if anchor.subject() != anchor.issuer() || anchor.verify_signature(None).is_err() {
        return Err(Problem::TrustAnchorNotSelfSigned);
    }
    check_authority(&anchor)?;
    if signed.issuer() != anchor.subject() || signed.verify_signature(Some(own_key)).is_err() {
        return Err(Problem::NotIssuedByTrustAnchor);
    }
    let csr_pem = pem_block(csr, &["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]);
    let csr_pem = csr_pem.ok_or(Problem::OtherKey)?;
    let (_, csr) =
        X509CertificationRequest::from_der(&csr_pem.contents).map_err(|_| Problem::OtherKey)?;
    if csr.certification_request_info.subject_pki.raw != signed.public_key().raw {
        return Err(Problem::OtherKey);
    }
    check_dates("TrustAnchor", &anchor, now_millis)?;
    check_dates("SignedCert", &signed, now_millis)
}

/// What RFC 5280 asks of a certificate whose key signs others. Before version 3 it says nothing.
fn check_authority(anchor: &X509Certificate<'_>) -> Result<(), Problem> {
    if anchor.version() != X509Version::V3 || anchor.extensions().is_empty() {
        return Ok(());
    }
    // An extension that is there twice is none that can be read.
    let unreadable = |_| Problem::TrustAnchorUnreadable;
    let constraints = anchor.basic_constraints().map_err(unreadable)?;
    let constraints = constraints.ok_or(Problem::TrustAnchorWithoutBasicConstraints)?;
    let usage = anchor.key_usage().map_err(unreadable)?;
    if constraints.value.ca && usage.is_none_or(|usage| usage.value.key_cert_sign()) {
        Ok(())
    } else {
        Err(Problem::TrustAnchorNotAuthority)
    }
}

fn check_dates(
    name: &'static str,
    certificate: &X509Certificate<'_>,
    now_millis: i64,
) -> Result<(), Problem> {
    let now = now_millis.div_euclid(1000);
    let seconds = |time: ASN1Time| time.timestamp();
    if now < seconds(certificate.validity().not_before) {
        Err(Problem::NotYetValid(name))
    } else if now > seconds(certificate.validity().not_after) {
        Err(Problem::Expired(name))
    } else {
        Ok(())
    }
}

fn pem(text: &str) -> Option<Pem> {
    pem_block(text, &["CERTIFICATE", "X509 CERTIFICATE"])
}

/// The first block with one of these labels, as openssl takes it.
fn pem_block(text: &str, labels: &[&str]) -> Option<Pem> {
    Pem::iter_from_buffer(text.trim().as_bytes())
        .map_while(Result::ok)
        .find(|block| labels.contains(&block.label.as_str()))
}
