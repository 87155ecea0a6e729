//! The outline that certificates and requests share: a signed part, an algorithm, a signature.

use std::ops::Range;

use x509_parser::{
    asn1_rs::{Any, BitString, Header},
    prelude::FromDer,
    x509::AlgorithmIdentifier,
};

use crate::{
    decode_error::{DecodeError, malformed},
    oid,
};

/// What is signed, by which algorithm, and the signature.
#[derive(Debug, Clone)]
pub struct Signed {
    part: Range<usize>,
    signature_offset: usize,
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
    pub(crate) fn signed_offset(&self) -> usize {
        self.part.start
    }

    /// Where the element with the signature begins in the DER.
    pub(crate) fn signature_offset(&self) -> usize {
        self.signature_offset
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
            signature_offset: offset(signature_element),
            algorithm: oid::dotted(algorithm.algorithm.as_bytes()),
            signature: signature.data.to_vec(),
        })
    }
}
