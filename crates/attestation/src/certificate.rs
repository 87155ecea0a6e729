//! Certificates, decoded into what the rest of this crate asks about.
//! Only decoding: no opinion on trust, dates or strength.

use x509_parser::prelude::{FromDer, X509Certificate};

use crate::{
    dates::Validity,
    decode_error::{DecodeError, check_size, malformed, reason},
    extension::Extension,
    fingerprint::Fingerprints,
    key::PublicKey,
    name::Name,
    serial::Serial,
    signed::Signed,
};

/// An X.509 certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    der: Vec<u8>,
    /// What its issuer signed.
    pub signed: Signed,
    /// 1, 2 or 3.
    pub version: u32,
    /// The number that its issuer gave it.
    pub serial: Serial,
    /// Who says that it signed.
    pub issuer: Name,
    /// Whose key it certifies.
    pub subject: Name,
    /// From when until when.
    pub validity: Validity,
    /// The certified key.
    pub key: PublicKey,
    /// In the encoded order.
    pub extensions: Vec<Extension>,
    /// The algorithm within the signed part equals the one outside it, as it must.
    pub algorithms_agree: bool,
}

impl Certificate {
    /// Decodes exactly one certificate.
    pub fn from_der(der: &[u8]) -> Result<Self, DecodeError> {
        check_size(der)?;
        let (rest, parsed) =
            X509Certificate::from_der(der).map_err(|error| malformed(&reason(&error)))?;
        if !rest.is_empty() {
            return Err(DecodeError::TrailingBytes);
        }
        let tbs = &parsed.tbs_certificate;
        Ok(Self {
            signed: Signed::new(der, &parsed.signature_algorithm, &parsed.signature_value)?,
            version: tbs.version.0.saturating_add(1),
            serial: Serial::new(tbs.raw_serial()),
            issuer: Name::new(&tbs.issuer),
            subject: Name::new(&tbs.subject),
            validity: Validity {
                not_before: tbs.validity.not_before.timestamp(),
                not_after: tbs.validity.not_after.timestamp(),
            },
            key: PublicKey::new(&tbs.subject_pki),
            extensions: tbs.extensions().iter().map(Extension::new).collect(),
            algorithms_agree: tbs.signature == parsed.signature_algorithm,
            der: der.to_vec(),
        })
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

    /// The first extension that it has twice, which RFC 5280 forbids: what counts would depend on
    /// who reads it.
    pub(crate) fn duplicate_extension(&self) -> Option<&Extension> {
        self.extensions.iter().enumerate().find_map(|(index, extension)| {
            self.extensions[..index].iter().find(|earlier| earlier.oid == extension.oid)
        })
    }

    /// Subject and issuer are the same.
    pub fn is_self_issued(&self) -> bool {
        self.subject.is_same_as(&self.issuer)
    }
}
