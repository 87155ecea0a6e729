//! What may be taken in from a file or a paste. Pure.

/// In bytes; the type that browsers give sizes.
pub(super) const LARGEST_FILE: f64 = 262_144.0;

/// Why a file or a text is not taken. Nothing of it is kept then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It has a private key.
    PrivateKey,
    /// It is larger than any certificate.
    TooLarge,
    /// The browser could not read it.
    Unreadable,
}

impl Refusal {
    /// What happened, and what to do.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::PrivateKey => {
                "This contains a private key. It was discarded: nothing of it was sent or saved. Choose only the certificate (.crt). If others could see the key, create a new CA."
            }
            Self::TooLarge => "This is too large to be a certificate.",
            Self::Unreadable => "The browser couldn’t read this file.",
        }
    }
}

/// Whether these bytes may be taken in.
pub(super) fn refusal(bytes: &[u8]) -> Option<Refusal> {
    if private_key::is_in(bytes) {
        Some(Refusal::PrivateKey)
    } else {
        (bytes.len() > attestation::limits::INPUT_BYTES).then_some(Refusal::TooLarge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_key_is_refused_in_every_form() {
        let key = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n";
        let wide: Vec<u8> = key.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let der = [0x30, 0x82, 0x04, 0xbd, 2, 1, 0, 0x30, 0x0d, 6, 9];
        for bytes in [key.as_bytes(), &wide, &der] {
            assert_eq!(refusal(bytes), Some(Refusal::PrivateKey));
        }
        assert_eq!(refusal(b"-----BEGIN CERTIFICATE-----"), None);
        assert_eq!(refusal(b""), None);
        let large = vec![b'a'; attestation::limits::INPUT_BYTES + 1];
        assert_eq!(refusal(&large), Some(Refusal::TooLarge));
    }
}
