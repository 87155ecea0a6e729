//! Whether a certificate can initialize a cluster.
//!
//! The checks are the ones that AWS documents, and those of RFC 5280 that it refers to, as openssl
//! would make them. What AWS documents nothing about refuses nothing here: an old hash, a short key,
//! an algorithm that can't be verified here. So do dates, unless a test wants them checked.

use x509_parser::{
    certificate::X509Certificate,
    certification_request::X509CertificationRequest,
    error::X509Error,
    extensions::ParsedExtension,
    oid_registry::OID_PKCS1_RSASSAPSS,
    pem::Pem,
    prelude::FromDer,
    public_key::PublicKey,
    x509::{SubjectPublicKeyInfo, X509Version},
};

/// Below that many bits, a signature with RSA is not verified.
const FEWEST_BITS: usize = 2048;

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

/// The certificate holds the request's key, and an authority issued it whose own certificate is
/// self-signed. Of a chain in `trust_anchor`, that is the end; AWS's guide allows one without a word
/// about its rules.
///
/// With `now_millis` all of them have to be valid then.
pub(crate) fn check_cluster_certificate(
    signed_cert: &str,
    trust_anchor: &str,
    csr: &str,
    now_millis: Option<i64>,
) -> Result<(), Problem> {
    let signed_blocks = blocks(signed_cert, &CERTIFICATE);
    let signed = certificates(&signed_blocks).ok_or(Problem::SignedCertUnreadable)?;
    let anchor_blocks = blocks(trust_anchor, &CERTIFICATE);
    let anchors = certificates(&anchor_blocks).ok_or(Problem::TrustAnchorUnreadable)?;
    let csr_blocks = blocks(csr.trim_start_matches('\u{feff}'), &REQUEST);
    let csr = csr_blocks.first().ok_or(Problem::OtherKey)?;
    let (_, csr) =
        X509CertificationRequest::from_der(&csr.contents).map_err(|_| Problem::OtherKey)?;
    let key = csr.certification_request_info.subject_pki.raw;

    // The others of several are there for company.
    let fits = |certificate: &&X509Certificate<'_>| certificate.public_key().raw == key;
    let own = signed.iter().find(fits).or(signed.first()).ok_or(Problem::SignedCertUnreadable)?;
    let chain = chain(own, &anchors)?;
    if own.public_key().raw != key {
        return Err(Problem::OtherKey);
    }
    let Some(now_millis) = now_millis else { return Ok(()) };
    chain.iter().try_for_each(|anchor| check_dates("TrustAnchor", anchor, now_millis))?;
    check_dates("SignedCert", own, now_millis)
}

/// From the certificate's issuer to the end, which issued itself.
fn chain<'a, 'b>(
    own: &X509Certificate<'_>,
    anchors: &'a [X509Certificate<'b>],
) -> Result<Vec<&'a X509Certificate<'b>>, Problem> {
    if !anchors.iter().any(|anchor| is_issued(anchor, anchor)) {
        return Err(Problem::TrustAnchorNotSelfSigned);
    }
    if let [anchor] = anchors {
        check_authority(anchor, 0)?;
    }
    let mut chain = Vec::new();
    let mut next = anchors.iter().find(|anchor| is_signed(own, anchor));
    while let Some(anchor) = next {
        check_authority(anchor, chain.len())?;
        chain.push(anchor);
        if is_issued(anchor, anchor) {
            return Ok(chain);
        }
        // Two that issued each other have no end.
        let issuer = anchors.iter().find(|other| is_issued(anchor, other));
        next = issuer.filter(|_| chain.len() < anchors.len());
    }
    Err(Problem::NotIssuedByTrustAnchor)
}

/// An authority's certificate is from this issuer: also their key identifiers fit.
fn is_issued(certificate: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> bool {
    is_signed(certificate, issuer) && key_identifiers_fit(certificate, issuer)
}

/// The names fit, and the signature isn't wrong.
fn is_signed(certificate: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> bool {
    certificate.issuer() == issuer.subject()
        && !is_signature_wrong(certificate, issuer.public_key())
}

fn is_signature_wrong(certificate: &X509Certificate<'_>, key: &SubjectPublicKeyInfo<'_>) -> bool {
    // The algorithm is named twice, and the second time nothing covers it.
    if certificate.signature_algorithm != certificate.tbs_certificate.signature {
        return true;
    }
    let is_pss = certificate.signature_algorithm.algorithm == OID_PKCS1_RSASSAPSS;
    match certificate.verify_signature(Some(key)) {
        Ok(()) | Err(X509Error::SignatureUnsupportedAlgorithm) => false,
        Err(_) if is_pss => false,
        Err(_) => match key.parsed() {
            Ok(PublicKey::RSA(key)) => key.key_size() >= FEWEST_BITS,
            Ok(PublicKey::EC(_)) => true,
            // Of no kind that is verified here.
            _ => false,
        },
    }
}

/// Which key a certificate names as its issuer's is the issuer's, if both say so.
fn key_identifiers_fit(certificate: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> bool {
    let named = certificate.extensions().iter().find_map(|it| match it.parsed_extension() {
        ParsedExtension::AuthorityKeyIdentifier(named) => named.key_identifier.as_ref(),
        _ => None,
    });
    let own = issuer.extensions().iter().find_map(|it| match it.parsed_extension() {
        ParsedExtension::SubjectKeyIdentifier(own) => Some(own),
        _ => None,
    });
    named.zip(own).is_none_or(|(named, own)| named.0 == own.0)
}

/// What RFC 5280 asks of a certificate whose key signs others; before version 3 it says nothing.
/// `below` is how many authorities there are between it and the cluster's certificate.
fn check_authority(anchor: &X509Certificate<'_>, below: usize) -> Result<(), Problem> {
    if anchor.version() != X509Version::V3 || anchor.extensions().is_empty() {
        return Ok(());
    }
    // An extension that is there twice is none that can be read.
    let unreadable = |_| Problem::TrustAnchorUnreadable;
    let constraints = anchor.basic_constraints().map_err(unreadable)?;
    let constraints = constraints.ok_or(Problem::TrustAnchorWithoutBasicConstraints)?;
    let usage = anchor.key_usage().map_err(unreadable)?;
    let most = constraints.value.path_len_constraint;
    let is_too_long = most.is_some_and(|most| usize::try_from(most).is_ok_and(|most| below > most));
    if constraints.value.ca && !is_too_long && usage.is_none_or(|usage| usage.value.key_cert_sign())
    {
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
    let validity = certificate.validity();
    if now < validity.not_before.timestamp() {
        Err(Problem::NotYetValid(name))
    } else if now > validity.not_after.timestamp() {
        Err(Problem::Expired(name))
    } else {
        Ok(())
    }
}

const CERTIFICATE: [&str; 2] = ["CERTIFICATE", "X509 CERTIFICATE"];
const REQUEST: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/// The blocks with one of these labels.
fn blocks(text: &str, labels: &[&str]) -> Vec<Pem> {
    Pem::iter_from_buffer(text.trim().as_bytes())
        .map_while(Result::ok)
        .filter(|block| labels.contains(&block.label.as_str()))
        .collect()
}

/// `None` if there are none, or one is not readable.
fn certificates(blocks: &[Pem]) -> Option<Vec<X509Certificate<'_>>> {
    let all = blocks.iter().map(|block| block.parse_x509().ok()).collect::<Option<Vec<_>>>()?;
    (!all.is_empty()).then_some(all)
}
