//! Whether a certificate can initialize a cluster.

use x509_parser::{
    certification_request::X509CertificationRequest,
    pem::{Pem, parse_x509_pem},
    prelude::FromDer,
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
    #[error("SignedCert is not issued by TrustAnchor.")]
    NotIssuedByTrustAnchor,
    #[error(
        "The public key of SignedCert does not match the cluster's certificate signing request."
    )]
    OtherKey,
}

/// The anchor is self-signed, it issued the certificate, and that holds the request's key.
pub(crate) fn check_cluster_certificate(
    signed_cert: &str,
    trust_anchor: &str,
    csr: &str,
) -> Result<(), Problem> {
    let signed_pem = pem(signed_cert).ok_or(Problem::SignedCertUnreadable)?;
    let signed = signed_pem.parse_x509().map_err(|_| Problem::SignedCertUnreadable)?;
    let anchor_pem = pem(trust_anchor).ok_or(Problem::TrustAnchorUnreadable)?;
    let anchor = anchor_pem.parse_x509().map_err(|_| Problem::TrustAnchorUnreadable)?;

    let own_key = anchor.public_key();
    if anchor.subject() != anchor.issuer() || anchor.verify_signature(None).is_err() {
        return Err(Problem::TrustAnchorNotSelfSigned);
    }
    if signed.issuer() != anchor.subject() || signed.verify_signature(Some(own_key)).is_err() {
        return Err(Problem::NotIssuedByTrustAnchor);
    }
    let csr_pem = pem(csr).ok_or(Problem::OtherKey)?;
    let (_, csr) =
        X509CertificationRequest::from_der(&csr_pem.contents).map_err(|_| Problem::OtherKey)?;
    if csr.certification_request_info.subject_pki.raw == signed.public_key().raw {
        Ok(())
    } else {
        Err(Problem::OtherKey)
    }
}

fn pem(text: &str) -> Option<Pem> {
    parse_x509_pem(text.trim().as_bytes()).ok().map(|(_, pem)| pem)
}
