//! What a certificate slot or a file holds: one item or several, in PEM, base64 or DER, with or
//! without text around. Every refusal has a name, and every size has a limit.

use serde::{Deserialize, Serialize};
use x509_parser::asn1_rs::{Any, FromDer};

use crate::{
    certificate::{Certificate, DecodeError},
    pem,
    request::CertificateRequest,
};

/// The limits of what is read; genuine slots stay far below.
pub mod limits {
    /// Bytes of a whole input.
    pub const INPUT_BYTES: usize = 256 * 1024;
    /// PEM blocks in one input.
    pub const BLOCKS: usize = 16;
    /// Supplied anchors; each may hold several certificates. A session keeps them for all clusters.
    pub const ANCHORS: usize = 100;
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
    /// A private key, which belongs nowhere near here.
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
    /// A request stands where a certificate should.
    #[error("it contains a certificate signing request instead of a certificate")]
    CertificateExpected,
    /// A certificate stands where a request should.
    #[error("it contains a certificate instead of a certificate signing request")]
    RequestExpected,
}

/// Reads a slot's text or a file's bytes.
///
/// Private keys are looked for first, so that no damage elsewhere hides one.
pub fn read(input: &[u8]) -> Result<Reading, InputError> {
    if private_key::is_in(input) {
        return Err(InputError::PrivateKey);
    }
    if input.len() > limits::INPUT_BYTES {
        return Err(InputError::TooLarge { bytes: input.len(), limit: limits::INPUT_BYTES });
    }
    if input.iter().all(u8::is_ascii_whitespace) {
        return Err(InputError::Empty);
    }
    if is_utf16(input) {
        return Err(InputError::Utf16);
    }
    // DER first: its bytes may well contain a PEM text, as a comment does.
    if let Ok(item) = decode(input, None) {
        return Ok(Reading { items: vec![item], text_around: false });
    }
    let text = String::from_utf8_lossy(input);
    let (blocks, text_around) = pem::blocks(&text)?;
    if blocks.is_empty() {
        return read_unarmoured(input, &text);
    }
    read_blocks(&blocks, text_around)
}

/// Whether bytes are UTF-16 text: they begin with its byte order mark, or every other one of the
/// first is zero.
pub fn is_utf16(input: &[u8]) -> bool {
    const ENOUGH: usize = 8;
    let marked = input.starts_with(&[0xff, 0xfe]) || input.starts_with(&[0xfe, 0xff]);
    let every_other = |from: usize| {
        let zeros = input.iter().skip(from).step_by(2).take(ENOUGH);
        let others = input.iter().skip(1 - from).step_by(2).take(ENOUGH);
        input.len() >= 2 * ENOUGH
            && zeros.copied().all(|byte| byte == 0)
            && others.copied().all(|byte| byte.is_ascii() && byte != 0)
    };
    marked || every_other(1) || every_other(0)
}

fn read_blocks(blocks: &[pem::Block<'_>], text_around: bool) -> Result<Reading, InputError> {
    let mut items = Vec::new();
    let mut other = None;
    for (index, block) in blocks.iter().enumerate() {
        let number = index + 1;
        let (labelled, with_trust) = match block.label {
            "CERTIFICATE" | "X509 CERTIFICATE" => (ItemKind::Certificate, false),
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => (ItemKind::Request, false),
            // openssl's own form: trust settings follow the certificate.
            "TRUSTED CERTIFICATE" => (ItemKind::Certificate, true),
            label => {
                other.get_or_insert_with(|| pem::short(label));
                continue;
            }
        };
        let der = pem::decode_base64(block.body)
            .map_err(|detail| InputError::BadBase64 { block: number, detail })?;
        let trust = match Any::from_der(&der) {
            Ok((rest, _)) if with_trust => rest.len(),
            _ => 0,
        };
        let item = decode(&der[..der.len() - trust], Some(labelled));
        items.push(item.map_err(|problem| numbered(problem, number))?);
    }
    match (items.is_empty(), other) {
        (true, Some(label)) => Err(InputError::OtherBlock { label }),
        (true, None) => Err(InputError::NotRecognized),
        (false, _) => Ok(Reading { items, text_around }),
    }
}

fn read_unarmoured(input: &[u8], text: &str) -> Result<Reading, InputError> {
    if let Ok(der) = pem::decode_base64(text.trim_start_matches('\u{feff}')) {
        let item = decode(&der, None).map_err(|problem| numbered(problem, 1))?;
        return Ok(Reading { items: vec![item], text_around: false });
    }
    // 0x30 opens every DER certificate: say what is wrong with it as DER.
    if input.first() == Some(&0x30) && std::str::from_utf8(input).is_err() {
        decode(input, None).map_err(|problem| numbered(problem, 1))?;
    }
    Err(InputError::NotRecognized)
}

fn numbered((item, detail): (ItemKind, DecodeError), block: usize) -> InputError {
    match detail {
        DecodeError::TooLarge { bytes, limit } => InputError::TooLarge { bytes, limit },
        detail => InputError::Undecodable { block, item, detail },
    }
}

/// The label of a PEM block may lie, so the bytes decide what they are. Where they are neither, the
/// label decides whose problem is told, and without a label their structure.
fn decode(der: &[u8], labelled: Option<ItemKind>) -> Result<Item, (ItemKind, DecodeError)> {
    let as_certificate = match Certificate::from_der(der) {
        Ok(certificate) => return Ok(Item::Certificate(certificate)),
        Err(problem) => problem,
    };
    let as_request = match CertificateRequest::from_der(der) {
        Ok(request) => return Ok(Item::Request(request)),
        Err(problem) => problem,
    };
    let is_request = match labelled {
        Some(kind) => kind == ItemKind::Request,
        None => CertificateRequest::is_likely(der),
    };
    Err(if is_request {
        (ItemKind::Request, as_request)
    } else {
        (ItemKind::Certificate, as_certificate)
    })
}
