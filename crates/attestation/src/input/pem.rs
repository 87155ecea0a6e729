//! PEM's armour: finding the blocks in a text, and putting bytes into one.
//! What the bytes mean is not known here.

use data_encoding::BASE64;

use super::{error::InputError, kind::ItemKind};
use crate::{limits, printable::printable};

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// One block, still encoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    pub(crate) label: &'a str,
    pub(crate) body: &'a str,
}

/// The blocks of a text and whether there was other text around them.
///
/// A header counts anywhere in the text, so that a text survives what mail programs, terminals and
/// JSON viewers do to it.
pub(crate) fn blocks(text: &str) -> Result<(Vec<Block<'_>>, bool), InputError> {
    let mut rest = text;
    let mut found = Vec::new();
    let mut around = false;
    while let Some(start) = rest.find(BEGIN) {
        around |= !is_ignorable(&rest[..start]);
        let after = &rest[start + BEGIN.len()..];
        let Some(label_end) = after.find(DASHES) else {
            return Err(InputError::Unterminated { label: short(after) });
        };
        let label = &after[..label_end];
        let body_on = &after[label_end + DASHES.len()..];
        let end = format!("-----END {label}-----");
        let Some(body_end) = body_on.find(&end) else {
            return Err(InputError::Unterminated { label: short(label) });
        };
        found.push(Block { label, body: &body_on[..body_end] });
        if found.len() > limits::BLOCKS {
            return Err(InputError::TooManyBlocks { limit: limits::BLOCKS });
        }
        rest = &body_on[body_end + end.len()..];
    }
    around |= !is_ignorable(rest);
    Ok((found, around))
}

/// Blanks, a byte order mark, and the escaped line ends of a text copied out of JSON.
fn is_ignorable(text: &str) -> bool {
    text.replace("\\n", "")
        .replace("\\r", "")
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '\u{feff}' | '"' | '\0'))
}

/// Labels are input from outside: shorten them to what an error message can show.
pub(crate) fn short(label: &str) -> String {
    let line: String = label.chars().take_while(|c| !c.is_control()).take(40).collect();
    printable(&line)
}

/// The bytes of a base64 text with any white space, padded or not.
pub(crate) fn decode_base64(body: &str) -> Result<Vec<u8>, String> {
    let mut packed = body.replace("\\n", "").replace("\\r", "");
    packed.retain(|c| !c.is_whitespace());
    BASE64.decode(packed.as_bytes()).map_err(|error| error.to_string())
}

/// An item's bytes in PEM, with the label of its kind and lines of 64 characters.
pub fn to_pem(kind: ItemKind, der: &[u8]) -> String {
    let label = kind.pem_label();
    let encoded = BASE64.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        // Base64 is ASCII: every index is a character boundary.
        let (line, tail) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = tail;
    }
    pem.push_str("-----END ");
    pem.push_str(label);
    pem.push_str("-----\n");
    pem
}
