//! Certificates, decoded into what the rest of this crate asks about.
//! Only decoding: no opinion on trust, dates or strength.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use x509_parser::{
    asn1_rs::{Any, BitString, Header},
    prelude::{FromDer, X509Certificate},
    x509::AlgorithmIdentifier,
};

use crate::{
    dates::Validity, extension::Extension, fingerprint::Fingerprints, key::PublicKey, limits,
    name::Name, oid, serial::Serial,
};

/// Why bytes are neither a certificate nor a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum DecodeError {
    /// Longer than any genuine one.
    #[error("it has {bytes} bytes, and the limit is {limit}")]
    TooLarge {
        /// Its length.
        bytes: usize,
        /// [`limits::ITEM_BYTES`].
        limit: usize,
    },
    /// The structure is not that of a certificate or a request.
    #[error("{reason}")]
    Malformed {
        /// What the decoder said.
        reason: String,
    },
    /// Bytes that belong to nothing, where a signature would not cover them.
    #[error("it has extra bytes that belong to no part of it")]
    TrailingBytes,
}

/// What is signed, by which algorithm, and the signature.
#[derive(Debug, Clone)]
pub struct Signed {
    part: Range<usize>,
    signature_at: usize,
    /// The algorithm's object identifier, dotted.
    pub algorithm: String,
    /// The signature's bytes.
    pub signature: Vec<u8>,
}

impl Signed {
    /// openssl's name of the algorithm, or its object identifier.
    pub fn algorithm_name(&self) -> &str {
        oid::signature(&self.algorithm).unwrap_or(&self.algorithm)
    }

    /// The signed part of the DER.
    pub(crate) fn part(&self) -> Range<usize> {
        self.part.clone()
    }

    /// Where the signed part begins in the DER.
    pub(crate) fn part_at(&self) -> usize {
        self.part.start
    }

    /// Where the element with the signature begins in the DER.
    pub(crate) fn signature_at(&self) -> usize {
        self.signature_at
    }

    /// `der` is one whole certificate or request, with nothing after it. x509-parser accepts bytes
    /// after the signature within the outer sequence; they would be signed by nobody, so they are
    /// refused here.
    pub(crate) fn new(
        der: &[u8],
        algorithm: &AlgorithmIdentifier<'_>,
        signature: &BitString<'_>,
    ) -> Result<Self, DecodeError> {
        let damaged = || malformed("one of its three parts is cut off");
        // Each of these is the rest of the DER from its part on.
        let (part, _) = Header::from_der(der).map_err(|_| damaged())?;
        let (algorithm_element, _) = Any::from_der(part).map_err(|_| damaged())?;
        let (signature_element, _) = Any::from_der(algorithm_element).map_err(|_| damaged())?;
        let (rest, _) = Any::from_der(signature_element).map_err(|_| damaged())?;
        if !rest.is_empty() {
            return Err(DecodeError::TrailingBytes);
        }
        let offset = |rest: &[u8]| der.len() - rest.len();
        if signature.unused_bits != 0 {
            return Err(malformed("the signature is not a whole number of bytes"));
        }
        Ok(Self {
            part: offset(part)..offset(algorithm_element),
            signature_at: offset(signature_element),
            algorithm: oid::dotted(algorithm.algorithm.as_bytes()),
            signature: signature.data.to_vec(),
        })
    }
}

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
        &self.der[self.signed.part.clone()]
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

pub(crate) fn check_size(der: &[u8]) -> Result<(), DecodeError> {
    if der.len() > limits::ITEM_BYTES {
        return Err(DecodeError::TooLarge { bytes: der.len(), limit: limits::ITEM_BYTES });
    }
    Ok(())
}

pub(crate) fn malformed(reason: &str) -> DecodeError {
    DecodeError::Malformed { reason: reason.to_owned() }
}

pub(crate) fn reason(error: &x509_parser::nom::Err<x509_parser::error::X509Error>) -> String {
    match error {
        x509_parser::nom::Err::Incomplete(_) => "it is cut off".to_owned(),
        x509_parser::nom::Err::Error(error) | x509_parser::nom::Err::Failure(error) => {
            error.to_string()
        }
    }
}
