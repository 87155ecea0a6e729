//! The roots that the person supplied: for this session only, in memory, for all clusters.

use std::cell::RefCell;

use attestation::SuppliedAnchor;
use data_encoding::BASE64;

thread_local! {
    static SUPPLIED: RefCell<Vec<SuppliedAnchor>> = const { RefCell::new(Vec::new()) };
}

/// All of them, in the order in which they came.
pub fn all() -> Vec<SuppliedAnchor> {
    SUPPLIED.with_borrow(Clone::clone)
}

/// In bytes; the type that browsers give sizes.
pub const LARGEST_FILE: f64 = 262_144.0;

/// Why a file or a text is not taken as a root. Nothing of it is kept then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It holds a private key.
    PrivateKey,
    /// It is UTF-16 text.
    Utf16,
    /// It is larger than any certificate.
    TooLarge,
    /// The browser could not read it.
    Unreadable,
    /// There is nothing in it.
    Empty,
}

impl Refusal {
    /// What happened, and what to do.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::PrivateKey => {
                "This contains a private key. It was discarded. Supply only the certificate."
            }
            Self::Utf16 => "The file is UTF-16 text. Save it as UTF-8 and choose it again.",
            Self::TooLarge => "The file is too large to be a certificate.",
            Self::Unreadable => "The browser couldn’t read this file.",
            Self::Empty => "Choose a file, drop one here, or paste the certificate first.",
        }
    }
}

/// Whether these bytes may be kept and shown.
pub fn check(bytes: &[u8]) -> Result<(), Refusal> {
    if private_key::is_in(bytes) {
        Err(Refusal::PrivateKey)
    } else if attestation::is_utf16(bytes) {
        Err(Refusal::Utf16)
    } else if bytes.len() > attestation::limits::INPUT_BYTES {
        Err(Refusal::TooLarge)
    } else if bytes.iter().all(u8::is_ascii_whitespace) {
        Err(Refusal::Empty)
    } else {
        Ok(())
    }
}

/// One more; the same again changes nothing.
pub fn add(anchor: SuppliedAnchor) -> Result<(), Refusal> {
    check(anchor.pem.as_bytes())?;
    SUPPLIED.with_borrow_mut(|all| {
        let same = |old: &SuppliedAnchor| old.kind == anchor.kind && old.pem == anchor.pem;
        if !all.iter().any(same) {
            all.push(anchor);
        }
    });
    Ok(())
}

/// One less, counted from 0.
pub fn remove(index: usize) {
    SUPPLIED.with_borrow_mut(|all| {
        if index < all.len() {
            all.remove(index);
        }
    });
}

/// A file's bytes as a text that the worker reads: DER becomes base64, anything else stays text.
pub fn as_text(bytes: &[u8]) -> Result<String, Refusal> {
    check(bytes)?;
    Ok(match bytes {
        // A sequence with its length in two bytes: how each certificate in DER begins.
        [0x30, 0x80..=0xFF, ..] => BASE64.encode(bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    })
}

/// The bytes of a PEM text with one block.
pub fn der_of(pem: &str) -> Option<Vec<u8>> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).map(str::trim).collect();
    BASE64.decode(body.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestation::{AnchorKind, SuppliedBy};

    const PEM: &str =
        include_str!("../../crates/attestation/roots/marvell-liquidsecurity-2024.pem");

    #[test]
    fn a_file_in_der_or_pem_becomes_a_text_that_is_read_as_the_same() {
        let der = attestation::to_der(PEM.as_bytes()).unwrap().remove(0);
        for bytes in [der.as_slice(), PEM.as_bytes(), &[b"caf\xe9\n", PEM.as_bytes()].concat()] {
            let text = as_text(bytes).unwrap();
            assert_eq!(attestation::to_der(text.as_bytes()).unwrap(), std::slice::from_ref(&der));
        }
        assert_eq!(der_of(PEM), Some(der));
        assert_eq!(der_of("-----BEGIN X-----\n*\n-----END X-----"), None);
    }

    #[test]
    fn a_private_key_is_refused_in_every_form_and_not_kept() {
        let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n";
        let wide: Vec<u8> = key.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let der = [0x30, 0x82, 0x04, 0xbd, 2, 1, 0, 0x30, 0x0d, 6, 9];
        let after_a_certificate = format!("{PEM}{key}");
        for bytes in [key.as_bytes(), &wide, &der, after_a_certificate.as_bytes()] {
            assert_eq!(as_text(bytes), Err(Refusal::PrivateKey));
        }
        let anchor = SuppliedAnchor {
            label: "a key".to_owned(),
            supplied_by: SuppliedBy::User,
            kind: AnchorKind::Aws,
            pem: key.to_owned(),
        };
        assert_eq!(add(anchor), Err(Refusal::PrivateKey));
        assert!(all().iter().all(|kept| kept.label != "a key"));
    }

    #[test]
    fn a_byte_order_mark_is_read_and_utf_16_is_named() {
        let marked = format!("\u{feff}{PEM}");
        assert_eq!(as_text(marked.as_bytes()), Ok(marked));
        let wide: Vec<u8> = PEM.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(as_text(&wide), Err(Refusal::Utf16));
        assert_eq!(as_text(b" \n"), Err(Refusal::Empty));
    }

    #[test]
    fn the_same_root_twice_is_one_and_what_is_removed_is_gone() {
        let anchor = |kind| SuppliedAnchor {
            label: "a file".to_owned(),
            supplied_by: SuppliedBy::User,
            kind,
            pem: PEM.to_owned(),
        };
        for kind in [AnchorKind::Manufacturer, AnchorKind::Manufacturer, AnchorKind::Aws] {
            add(anchor(kind)).unwrap();
        }
        assert_eq!(all().len(), 2);
        remove(0);
        remove(7);
        assert_eq!(all(), [anchor(AnchorKind::Aws)]);
    }
}
