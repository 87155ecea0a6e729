//! Names that hold a hash of the content, and checksums that browsers compare.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256, Sha384};

/// `console.js` with its content's hash: `console-0123456789abcdef.js`.
pub(super) fn hashed(name: &str, content: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(content).into();
    let [first, ..] = digest.as_chunks::<8>().0 else { return name.to_owned() };
    let hash = format!("{:016x}", u64::from_be_bytes(*first));
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

/// A checksum as `sha256sum` writes it.
pub(super) fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A checksum as the `integrity` of an element or a fetch.
pub(super) fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(content)))
}

/// The same, shorter: for what is named many times in a file that everyone loads.
pub(super) fn short_integrity(content: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(content)))
}

/// Whether a file is of a kind, by what its name ends with.
pub(super) fn is(name: &str, kind: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_content_and_browsers_may_keep_them() {
        let name = hashed("console_bg.wasm", b"a");
        assert_eq!(name, "console_bg-ca978112ca1bbdca.wasm");
        assert_ne!(name, hashed("console_bg.wasm", b"b"));
        assert!(page_policy::has_hash(&name));
    }

    #[test]
    fn a_checksum_is_the_one_that_openssl_makes() {
        // printf a | openssl dgst -sha384 -binary | base64
        assert_eq!(
            integrity(b"a"),
            "sha384-VKWbnyKwuAiA2EJ+VIt8I6vYc0huHwNdzpzWl+hRdQM8qojm1XvDXvrgta/TFF8x"
        );
        assert_eq!(short_integrity(b"a"), "sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=");
    }
}
