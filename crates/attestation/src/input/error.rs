//! Why an input is refused. Every reason has a name.

use serde::{Deserialize, Serialize};

use super::kind::ItemKind;
use crate::decode_error::DecodeError;

/// Why an input was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum InputError {
    /// Nothing but blanks.
    #[error("it is empty")]
    Empty,
    /// Longer than any genuine input.
    #[error("it has {bytes} bytes, and the limit is {limit}")]
    TooLarge {
        /// Its length.
        bytes: usize,
        /// [`limits::INPUT_BYTES`] or [`limits::ITEM_BYTES`].
        limit: usize,
    },
    /// More PEM blocks than any genuine bundle.
    #[error("it has more than {limit} PEM blocks")]
    TooManyBlocks {
        /// [`limits::BLOCKS`].
        limit: usize,
    },
    /// Neither PEM, base64 nor DER.
    #[error("it is not PEM, base64 or DER")]
    NotRecognized,
    /// A PEM block begins but does not end: the text was cut off.
    #[error("the PEM block “{label}” has no end; the text seems to be cut off")]
    Unterminated {
        /// The block's label.
        label: String,
    },
    /// The text of a PEM block is no base64.
    #[error("PEM block {block} is damaged: {detail}")]
    BadBase64 {
        /// Counted from 1.
        block: usize,
        /// What is wrong with it.
        detail: String,
    },
    /// A PEM block of another kind, where nothing else was found.
    #[error("it contains “{label}” instead of a certificate or a signing request")]
    OtherBlock {
        /// The block's label.
        label: String,
    },
    /// A private key, which must never be supplied.
    #[error("it contains a private key; never share that, supply only the certificate")]
    PrivateKey,
    /// UTF-16 text, as some editors and shells save it.
    #[error("it is UTF-16 text, which openssl and AWS can’t read; save it as UTF-8")]
    Utf16,
    /// The bytes are neither a certificate nor a request.
    #[error("item {block} can’t be read as {}: {detail}", item.in_words())]
    Undecodable {
        /// Counted from 1.
        block: usize,
        /// What it seems to be.
        item: ItemKind,
        /// What the decoder said.
        detail: DecodeError,
    },
    /// A request where a certificate is expected.
    #[error("it contains a certificate signing request instead of a certificate")]
    CertificateExpected,
    /// A certificate where a request is expected.
    #[error("it contains a certificate instead of a certificate signing request")]
    RequestExpected,
}
