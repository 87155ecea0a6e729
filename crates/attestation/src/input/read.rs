//! From bytes to items. Every refusal has a name, and every size has a limit.

use x509_parser::asn1_rs::{Any, FromDer};

use super::{
    error::InputError, item::Item, kind::ItemKind, pem, reading::Reading, utf16::is_utf16,
};
use crate::{
    certificate::Certificate, decode_error::DecodeError, limits, request::CertificateRequest,
};

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
        return Ok(Reading { items: vec![item], extra_text: false });
    }
    let text = String::from_utf8_lossy(input);
    let (blocks, extra_text) = pem::blocks(&text)?;
    if blocks.is_empty() {
        return read_bare(input, &text);
    }
    read_blocks(&blocks, extra_text)
}

/// The DER of each item in a text, in the text's order.
pub fn to_der(input: &[u8]) -> Result<Vec<Vec<u8>>, InputError> {
    Ok(read(input)?.items.iter().map(|item| item.der().to_vec()).collect())
}

fn read_blocks(blocks: &[pem::Block<'_>], extra_text: bool) -> Result<Reading, InputError> {
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
        (false, _) => Ok(Reading { items, extra_text }),
    }
}

fn read_bare(input: &[u8], text: &str) -> Result<Reading, InputError> {
    if let Ok(der) = pem::decode_base64(text.trim_start_matches('\u{feff}')) {
        let item = decode(&der, None).map_err(|problem| numbered(problem, 1))?;
        return Ok(Reading { items: vec![item], extra_text: false });
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
/// label decides which problem is reported, and without a label their structure.
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
        None => CertificateRequest::has_request_structure(der),
    };
    Err(if is_request {
        (ItemKind::Request, as_request)
    } else {
        (ItemKind::Certificate, as_certificate)
    })
}
