//! How a private key begins in DER.

/// The object identifiers of password-based encryption, PKCS#5 and PKCS#12, up to their last parts.
const PKCS: [u8; 7] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];
/// How OpenSSH's own format begins.
const OPENSSH: &[u8] = b"openssh-key-v1\0";

/// Whether bytes begin as a private key does. The first few are enough.
///
/// A certificate and a request begin with a sequence in a sequence; private keys begin with a
/// version number.
pub(crate) fn is_private_key(der: &[u8]) -> bool {
    let Some(content) = sequence(der) else { return der.starts_with(OPENSSH) };
    is_unencrypted(content) || is_encrypted(content)
}

/// By the version at its beginning: 0 for PKCS#1, PKCS#8 and DSA; 1 for EC keys (SEC 1) and PKCS#8
/// with attributes; 3 for PKCS#12, which holds a certificate together with its key.
fn is_unencrypted(content: &[u8]) -> bool {
    matches!(
        content,
        [2, 1, 0, 0x02 | 0x30, ..] | [2, 1, 1, 0x02 | 0x04 | 0x30, ..] | [2, 1, 3, 0x30, ..]
    )
}

/// PKCS#8 that begins with an algorithm of PKCS#5 or PKCS#12.
fn is_encrypted(content: &[u8]) -> bool {
    let Some([0x06, _, identifier @ ..]) = sequence(content) else { return false };
    matches!(identifier.strip_prefix(&PKCS), Some([5 | 12, ..]))
}

/// The content of a sequence, as far as it is there. `0x80` is no length, as BER allows it.
fn sequence(der: &[u8]) -> Option<&[u8]> {
    let length = match der {
        [0x30, 0x81, ..] => 1,
        [0x30, 0x82, ..] => 2,
        [0x30, 0x83, ..] => 3,
        [0x30, 0..=0x80, ..] => 0,
        _ => return None,
    };
    der.get(2 + length..)
}
