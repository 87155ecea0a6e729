//! From a file's bytes to the PEM text that is sent: the same certificates, and nothing else.

use std::borrow::Cow;

use super::{cleaning::Cleaning, path::path, problem::InitializationProblem, steps::steps};
use crate::{
    certificate::Certificate,
    input::{InputError, Item, ItemKind, is_utf16, read, to_pem},
    limits,
    printable::printable,
};

const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];
/// Characters of a path that are shown.
const SHOWN: usize = 120;

/// A file that has at least one certificate.
#[derive(Debug)]
pub(super) struct Clean {
    /// What was changed.
    pub(super) steps: Vec<Cleaning>,
    /// In the file's order; never empty.
    pub(super) certificates: Vec<Certificate>,
    /// The certificates in PEM: ASCII, LF, ends with a line end.
    pub(super) pem: String,
}

/// Reads a file. Private keys are searched for first, and nothing of a file with one is returned.
pub(super) fn clean(input: &[u8]) -> Result<Clean, InitializationProblem> {
    if private_key::is_in(input) {
        return Err(InitializationProblem::PrivateKey);
    }
    if input.len() > limits::INPUT_BYTES {
        let (bytes, limit) = (input.len(), limits::INPUT_BYTES);
        return Err(InitializationProblem::TooLarge { bytes, limit });
    }
    let (bytes, encoding) = utf8(input);
    let reading = read(&bytes).map_err(|error| refused(error, &bytes))?;
    let certificates: Vec<Certificate> = reading
        .certificates()
        .map_err(|error| refused(error, &bytes))?
        .into_iter()
        .cloned()
        .collect();
    let pem: String = certificates
        .iter()
        .map(|certificate| to_pem(ItemKind::Certificate, certificate.der()))
        .collect();
    let steps = encoding.into_iter().chain(steps(&bytes, &reading, &pem)).collect();
    Ok(Clean { steps, certificates, pem })
}

/// The bytes without what the encoding adds.
fn utf8(input: &[u8]) -> (Cow<'_, [u8]>, Option<Cleaning>) {
    if is_utf16(input) {
        return (decode_utf16(input).into_bytes().into(), Some(Cleaning::Utf16));
    }
    match input.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (rest.into(), Some(Cleaning::ByteOrderMark)),
        None => (input.into(), None),
    }
}

/// Big-endian where its byte order mark says so, or where the first byte is zero.
fn decode_utf16(input: &[u8]) -> String {
    let is_big = matches!(input, [0xfe, 0xff, ..] | [0, ..]);
    let units = input.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let characters = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    characters.filter(|c| *c != '\u{feff}').collect()
}

fn refused(error: InputError, bytes: &[u8]) -> InitializationProblem {
    match error {
        InputError::Empty => InitializationProblem::Empty,
        InputError::PrivateKey => InitializationProblem::PrivateKey,
        InputError::TooLarge { bytes, limit } => InitializationProblem::TooLarge { bytes, limit },
        InputError::CertificateExpected => InitializationProblem::RequestInstead,
        InputError::NotRecognized => match path(&String::from_utf8_lossy(bytes)) {
            Some(path) => InitializationProblem::Path {
                path: printable(&path.chars().take(SHOWN).collect::<String>()),
            },
            None => InitializationProblem::Unreadable { error },
        },
        error => InitializationProblem::Unreadable { error },
    }
}

/// The certificates as items, to be described.
pub(super) fn items(certificates: &[Certificate]) -> impl Iterator<Item = Item> {
    certificates.iter().cloned().map(Item::Certificate)
}
