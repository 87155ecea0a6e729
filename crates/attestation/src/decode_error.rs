//! Why bytes are neither a certificate nor a request.

use serde::{Deserialize, Serialize};

use crate::limits;

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
