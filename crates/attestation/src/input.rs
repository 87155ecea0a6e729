//! What a certificate slot or a file holds: one item or several, in PEM, base64 or DER, with or
//! without text around. Every refusal has a name, and every size has a limit.

use serde::{Deserialize, Serialize};

use crate::{
    certificate::{Certificate, CertificateRequest, DecodeError},
    pem,
};

/// The limits of what is read; genuine slots stay far below.
pub mod limits {
    /// Bytes of a whole input.
    pub const INPUT_BYTES: usize = 256 * 1024;
    /// PEM blocks in one input.
    pub const BLOCKS: usize = 16;
    /// Bytes of one certificate or request.
    pub const ITEM_BYTES: usize = 64 * 1024;
}

/// A certificate or a request.
// Few of them live at a time, so the size of the larger kind is no waste worth an indirection.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone)]
pub enum Item {
    /// An X.509 certificate.
    Certificate(Certificate),
    /// A PKCS#10 certificate signing request.
    Request(CertificateRequest),
}

impl Item {
    /// Which of the two it is.
    pub fn kind(&self) -> ItemKind {
        match self {
            Self::Certificate(_) => ItemKind::Certificate,
            Self::Request(_) => ItemKind::Request,
        }
    }

    /// The item's bytes.
    pub fn der(&self) -> &[u8] {
        match self {
            Self::Certificate(certificate) => certificate.der(),
            Self::Request(request) => request.der(),
        }
    }

    /// The item in PEM.
    pub fn to_pem(&self) -> String {
        pem::to_pem(self.kind(), self.der())
    }
}

/// Certificate or request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// An X.509 certificate.
    Certificate,
    /// A PKCS#10 certificate signing request.
    Request,
}

impl ItemKind {
    /// The label that PEM gives this kind.
    pub fn pem_label(self) -> &'static str {
        match self {
            Self::Certificate => "CERTIFICATE",
            Self::Request => "CERTIFICATE REQUEST",
        }
    }

    /// For a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Certificate => "a certificate",
            Self::Request => "a certificate signing request",
        }
    }
}

/// What was found in an input.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The items in the order of the input; never empty.
    pub items: Vec<Item>,
    /// There was text before, between or after the PEM blocks.
    pub text_around: bool,
}

impl Reading {
    /// The certificates, where certificates are expected.
    pub fn certificates(&self) -> Result<Vec<&Certificate>, InputError> {
        let found: Vec<_> = self
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Certificate(certificate) => Some(certificate),
                Item::Request(_) => None,
            })
            .collect();
        if found.is_empty() { Err(InputError::CertificateExpected) } else { Ok(found) }
    }

    /// The first request, where a request is expected.
    pub fn request(&self) -> Result<&CertificateRequest, InputError> {
        self.items
            .iter()
            .find_map(|item| match item {
                Item::Request(request) => Some(request),
                Item::Certificate(_) => None,
            })
            .ok_or(InputError::RequestExpected)
    }
}

/// Why an input was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum InputError {
    /// Nothing but blanks.
    #[error("there is nothing in it")]
    Empty,
    /// Longer than any genuine input.
    #[error("it has {bytes} bytes; at most {limit} are read")]
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
    #[error("it is neither PEM, nor base64, nor DER")]
    NotRecognized,
    /// A PEM block begins but does not end: the text was cut off.
    #[error("the PEM block “{label}” has no end; the text seems cut off")]
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
    #[error("it holds “{label}”, not a certificate or a signing request")]
    OtherBlock {
        /// The block's label.
        label: String,
    },
    /// A private key, which belongs nowhere near here.
    #[error("it holds a private key; keep it away from here, and supply the certificate only")]
    PrivateKey,
    /// The bytes are neither a certificate nor a request.
    #[error("item {block} is neither a certificate nor a signing request: {detail}")]
    Undecodable {
        /// Counted from 1.
        block: usize,
        /// What the decoder said.
        detail: DecodeError,
    },
    /// A request stands where a certificate should.
    #[error("a certificate belongs here, but it holds a certificate signing request")]
    CertificateExpected,
    /// A certificate stands where a request should.
    #[error("a certificate signing request belongs here, but it holds a certificate")]
    RequestExpected,
}

/// Reads a slot's text or a file's bytes.
pub fn read(input: &[u8]) -> Result<Reading, InputError> {
    if input.len() > limits::INPUT_BYTES {
        return Err(InputError::TooLarge { bytes: input.len(), limit: limits::INPUT_BYTES });
    }
    if input.iter().all(u8::is_ascii_whitespace) {
        return Err(InputError::Empty);
    }
    // DER first: its bytes may well contain a PEM text, as a comment does.
    if let Ok(item) = decode(input, false) {
        return Ok(Reading { items: vec![item], text_around: false });
    }
    let text = String::from_utf8_lossy(input);
    let (blocks, text_around) = pem::blocks(&text)?;
    if blocks.is_empty() {
        return read_unarmoured(input, &text);
    }
    read_blocks(&blocks, text_around)
}

fn read_blocks(blocks: &[pem::Block<'_>], text_around: bool) -> Result<Reading, InputError> {
    let mut items = Vec::new();
    let mut other = None;
    for (index, block) in blocks.iter().enumerate() {
        let number = index + 1;
        let with_trust = match block.label {
            "CERTIFICATE"
            | "X509 CERTIFICATE"
            | "CERTIFICATE REQUEST"
            | "NEW CERTIFICATE REQUEST" => false,
            // openssl's own form: trust settings follow the certificate.
            "TRUSTED CERTIFICATE" => true,
            label if label.ends_with("PRIVATE KEY") => return Err(InputError::PrivateKey),
            label => {
                other.get_or_insert_with(|| pem::short(label));
                continue;
            }
        };
        let der = pem::decode_base64(block.body)
            .map_err(|detail| InputError::BadBase64 { block: number, detail })?;
        items.push(decode(&der, with_trust).map_err(|detail| numbered(detail, number))?);
    }
    match (items.is_empty(), other) {
        (true, Some(label)) => Err(InputError::OtherBlock { label }),
        (true, None) => Err(InputError::NotRecognized),
        (false, _) => Ok(Reading { items, text_around }),
    }
}

fn read_unarmoured(input: &[u8], text: &str) -> Result<Reading, InputError> {
    if let Ok(der) = pem::decode_base64(text.trim_start_matches('\u{feff}')) {
        let item = decode(&der, false).map_err(|detail| numbered(detail, 1))?;
        return Ok(Reading { items: vec![item], text_around: false });
    }
    // 0x30 opens every DER certificate: say what is wrong with it as DER.
    if input.first() == Some(&0x30) && std::str::from_utf8(input).is_err() {
        decode(input, false).map_err(|detail| numbered(detail, 1))?;
    }
    Err(InputError::NotRecognized)
}

fn numbered(detail: DecodeError, block: usize) -> InputError {
    match detail {
        DecodeError::TooLarge { bytes, limit } => InputError::TooLarge { bytes, limit },
        detail => InputError::Undecodable { block, detail },
    }
}

/// The label of a PEM block may lie, so the bytes decide what they are.
fn decode(der: &[u8], ignore_rest: bool) -> Result<Item, DecodeError> {
    let der = if ignore_rest { crate::certificate::first_element(der).unwrap_or(der) } else { der };
    match Certificate::from_der(der) {
        Ok(certificate) => Ok(Item::Certificate(certificate)),
        Err(error) => CertificateRequest::from_der(der).map(Item::Request).map_err(|_| error),
    }
}
