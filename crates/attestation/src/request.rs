//! Signing requests, decoded by the structure of
//! [RFC 2986](https://www.rfc-editor.org/rfc/rfc2986#section-4). Only the requested extensions are
//! read of the attributes; whatever else a request carries does not make it unreadable.
//!
//! The parts are read by x509-parser, the outline by asn1-rs: x509-parser's own
//! `X509CertificationRequest` refuses requests that openssl accepts, which are without attributes,
//! with a challenge password without a value, or with one as IA5String. The comparison with openssl
//! has a set for each of the three.

use x509_parser::{
    asn1_rs::{Any, BitString, Class, Oid, Tag},
    cri_attributes::ExtensionRequest,
    prelude::FromDer,
    x509::{AlgorithmIdentifier, SubjectPublicKeyInfo, X509Name},
};

use crate::{
    decode_error::{DecodeError, check_size, malformed},
    extension::Extension,
    fingerprint::Fingerprints,
    key::PublicKey,
    name::Name,
    oid,
    signed::Signed,
};

/// The attribute with the requested extensions.
const EXTENSION_REQUEST: &str = "1.2.840.113549.1.9.14";

/// A PKCS#10 certificate signing request.
#[derive(Debug, Clone)]
pub struct CertificateRequest {
    der: Vec<u8>,
    /// What the requesting key signed.
    pub signed: Signed,
    /// 1.
    pub version: u32,
    /// Whom the certificate should be for.
    pub subject: Name,
    /// The key to certify.
    pub key: PublicKey,
    /// The extensions that it asks for.
    pub extensions: Vec<Extension>,
}

impl CertificateRequest {
    /// Decodes exactly one request.
    pub fn from_der(der: &[u8]) -> Result<Self, DecodeError> {
        check_size(der)?;
        let (rest, outer) = element(der, Tag::Sequence, "the outer sequence")?;
        if !rest.is_empty() {
            return Err(DecodeError::TrailingBytes);
        }
        let (rest, info) = element(outer, Tag::Sequence, "the part that is signed")?;
        let (rest, algorithm) =
            AlgorithmIdentifier::from_der(rest).map_err(|_| damaged("the signature algorithm"))?;
        let (rest, signature) = BitString::from_der(rest).map_err(|_| damaged("the signature"))?;
        if !rest.is_empty() {
            return Err(DecodeError::TrailingBytes);
        }
        let (info, version) = element(info, Tag::Integer, "the version")?;
        let (info, subject) = X509Name::from_der(info).map_err(|_| damaged("the subject"))?;
        let (attributes, key) =
            SubjectPublicKeyInfo::from_der(info).map_err(|_| damaged("the public key"))?;
        let version = match version {
            [version] => u32::from(*version).saturating_add(1),
            _ => return Err(damaged("the version")),
        };
        Ok(Self {
            signed: Signed::new(der, &algorithm, &signature)?,
            version,
            subject: Name::new(&subject),
            key: PublicKey::new(&key),
            extensions: requested_extensions(attributes)?,
            der: der.to_vec(),
        })
    }

    /// Whether bytes are built as a request is, however damaged its parts are: it has a version
    /// where a certificate has a tagged version or a serial number before an algorithm.
    pub(crate) fn has_request_structure(der: &[u8]) -> bool {
        let inner = |der| Some(element(der, Tag::Sequence, "").ok()?.1);
        inner(der)
            .and_then(inner)
            .is_some_and(|info| u32::from_der(info).is_ok_and(|(_, version)| version == 0))
    }

    /// Its bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The bytes that the signature covers.
    pub fn signed_bytes(&self) -> &[u8] {
        &self.der[self.signed.part()]
    }

    /// Its digests.
    pub fn fingerprints(&self) -> Fingerprints {
        Fingerprints::of(&self.der, self.key.spki())
    }
}

/// The extensions that the attributes ask for. Some requests have no attributes at all, others
/// attributes without a value.
fn requested_extensions(attributes: &[u8]) -> Result<Vec<Extension>, DecodeError> {
    let damaged = || damaged("the attributes");
    if attributes.is_empty() {
        return Ok(Vec::new());
    }
    let (rest, all) = Any::from_der(attributes).map_err(|_| damaged())?;
    if !rest.is_empty() || all.class() != Class::ContextSpecific || all.tag() != Tag(0) {
        return Err(damaged());
    }
    let mut extensions = Vec::new();
    let mut rest = all.data;
    while !rest.is_empty() {
        let (after, attribute) = element(rest, Tag::Sequence, "the attributes")?;
        rest = after;
        let (values, kind) = Oid::from_der(attribute).map_err(|_| damaged())?;
        let (_, values) = element(values, Tag::Set, "the attributes")?;
        if oid::dotted(kind.as_bytes()) == EXTENSION_REQUEST && !values.is_empty() {
            let (_, requested) = ExtensionRequest::from_der(values)
                .map_err(|_| self::damaged("the requested extensions"))?;
            extensions.extend(requested.extensions.iter().map(Extension::new));
        }
    }
    Ok(extensions)
}

/// What follows the first element, and the content of that.
fn element<'a>(der: &'a [u8], tag: Tag, what: &str) -> Result<(&'a [u8], &'a [u8]), DecodeError> {
    let (rest, any) = Any::from_der(der).map_err(|_| damaged(what))?;
    if any.tag() == tag && any.class() == Class::Universal {
        Ok((rest, any.data))
    } else {
        Err(damaged(what))
    }
}

fn damaged(what: &str) -> DecodeError {
    malformed(&format!("{what} can’t be read"))
}
