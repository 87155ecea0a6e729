//! Recognizes private keys, so that none is shown, saved or sent on.
//!
//! A private key in a certificate slot, or picked as a root, is somebody's mistake. It must be
//! found in every form that people produce: in PEM, damaged or cut off, as UTF-16, as bare base64
//! or as DER. Nothing is decoded beyond the first bytes, and nothing is kept.
//!
//! A false alarm refuses an input that could have been read; a missed key is shown on a screen. So
//! where a text is ambiguous, it counts as a key.

#![warn(missing_docs)]

mod der;

/// What replaces a text that holds a private key. It reads as a private key too, so whoever reads
/// it next refuses it for the right reason.
pub const MASK: &str =
    "-----BEGIN PRIVATE KEY-----\n*** left out by the console ***\n-----END PRIVATE KEY-----\n";

/// What PEM and PGP write in front of a private key, in capitals.
const LABEL: &[u8] = b"PRIVATE KEY";
/// How far in front of the label `BEGIN` or `END` may be: `-----BEGIN ENCRYPTED `.
const IN_FRONT: usize = 40;
/// Shorter words are not worth decoding: no key begins with fewer characters of base64.
const SHORTEST_WORD: usize = 16;
/// Enough characters of base64 to recognize the start of any key, a multiple of 4.
const START: usize = 40;

/// Whether these bytes hold a private key, alone or among other things.
pub fn is_in(input: &[u8]) -> bool {
    if der::is_private_key(input) || is_in_text(input) {
        return true;
    }
    // In UTF-16, every other byte of an ASCII text is zero.
    input.contains(&0) && {
        let narrow: Vec<u8> = input.iter().copied().filter(|byte| *byte != 0).collect();
        is_in_text(&narrow)
    }
}

fn is_in_text(text: &[u8]) -> bool {
    has_label(text) || words(text).any(starts_a_key)
}

/// `BEGIN … PRIVATE KEY`, `END … PRIVATE KEY` or `PRIVATE KEY-`, in capitals or not.
fn has_label(text: &[u8]) -> bool {
    let ends = |at: usize| matches!(text.get(at), Some(b'-'));
    let begins = |at: usize| {
        let front = &text[at.saturating_sub(IN_FRONT)..at];
        contains(front, b"BEGIN") || contains(front, b"END ")
    };
    text.windows(LABEL.len())
        .enumerate()
        .filter(|(_, window)| window.eq_ignore_ascii_case(LABEL))
        .any(|(at, _)| ends(at + LABEL.len()) || begins(at))
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

/// The parts of a text between blanks, quotes and the escaped line ends of JSON.
fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'\\' | b'"' | b'\'' | b','))
        // The `n` of `\n`; no key begins with it.
        .map(|word| word.strip_prefix(b"n").or(word.strip_prefix(b"r")).unwrap_or(word))
        .filter(|word| word.len() >= SHORTEST_WORD)
}

/// Whether a word is the start of a key in base64.
fn starts_a_key(word: &[u8]) -> bool {
    let start = &word[..word.len().min(START)];
    decode(&start[..start.len() / 4 * 4]).is_some_and(|bytes| der::is_private_key(&bytes))
}

/// Base64 without padding, as the start of a longer text never has any.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in text.chunks_exact(4) {
        let mut bits = 0_u32;
        for character in group {
            bits = (bits << 6) | u32::from(sextet(*character)?);
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    Some(bytes)
}

fn sextet(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &str = include_str!("../../attestation/roots/aws-cloudhsm-root-g1.pem");
    /// The first line of an RSA key in PKCS#1 and in PKCS#8, of an EC key, and of an encrypted key.
    const STARTS: [&str; 4] = [
        "MIIEowIBAAKCAQEAvN3xJ1Yz8xk8gKj0YQh0sPzUO0xG6n5p0m2gq3P8b1mW0c9d",
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC83fEnVjPzGTyA",
        "MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49",
        "MIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG9w0BBQwwHAQIOZ4bRMHnqG4CAggA",
    ];

    #[test]
    fn labels_are_found_wherever_they_are() {
        for text in [
            "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n".to_owned(),
            "-----BEGIN ENCRYPTED PRIVATE KEY-----".to_owned(),
            "-----BEGIN RSA PRIVATE KEY----\ncut off".to_owned(),
            "----BEGIN OPENSSH PRIVATE KEY----".to_owned(),
            "-----begin ec private key-----".to_owned(),
            "what is left -----END PRIVATE KEY-----".to_owned(),
            "-----BEGIN PGP PRIVATE KEY BLOCK-----".to_owned(),
            format!("{CERTIFICATE}\\n-----BEGIN PRIVATE KEY-----\\nMAA="),
            MASK.to_owned(),
        ] {
            assert!(is_in(text.as_bytes()), "{text}");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(is_in(&wide), "{text} as UTF-16");
        }
    }

    #[test]
    fn keys_without_a_label_are_found() {
        for start in STARTS {
            for text in [
                start.to_owned(),
                format!("{CERTIFICATE}\n{start}\n"),
                format!("-----BEGIN CERTIFICATE-----\n{start}\n-----END CERTIFICATE-----\n"),
                format!("key: \"{start}\""),
                format!("first line\\n{start}\\nnext line"),
            ] {
                assert!(is_in(text.as_bytes()), "{text}");
            }
            assert!(is_in(&decode(start.as_bytes()).unwrap()), "{start} as DER");
        }
    }

    #[test]
    fn what_is_no_key_is_none() {
        for text in [
            "",
            "PRIVATE KEY",
            "This text mentions a private key and nothing more.",
            CERTIFICATE,
            "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n",
            "-----BEGIN CERTIFICATE REQUEST-----\nMIICVzCCAT8CAQAwEjEQMA4GA1UEAwwH\n",
        ] {
            assert!(!is_in(text.as_bytes()), "{text}");
        }
    }
}
