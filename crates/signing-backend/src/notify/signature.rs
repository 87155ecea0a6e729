//! The signature that proves to the receiver who sent a body, and when.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::hex::hex;

/// The header with the signature.
pub const SIGNATURE_HEADER: &str = "x-cloudhsm-console-signature";

/// `t=<seconds since the epoch>,v1=<HMAC-SHA256 in hex>` over the time, a full stop and the body.
///
/// The time is signed too, so that a receiver can refuse what somebody recorded and sends again.
/// `None` only for a key that HMAC doesn't take; it takes every length.
pub fn signature(secret: &[u8], seconds: u64, body: &[u8]) -> Option<String> {
    let mut mac = <Hmac<Sha256>>::new_from_slice(secret).ok()?;
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(format!("t={seconds},v1={}", hex(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By `printf '1800000000.{"notices":[]}' | openssl dgst -sha256 -hmac secret`.
    #[test]
    fn it_is_what_openssl_computes() {
        let signed = signature(b"secret", 1_800_000_000, br#"{"notices":[]}"#).unwrap();
        assert_eq!(
            signed,
            "t=1800000000,v1=e3ef98b10e31cd58eebe9ff718d3cdd22b89c4798c22bb881ad0eddc97b5dd88"
        );
    }

    #[test]
    fn secret_time_and_body_all_count() {
        let signed = signature(b"secret", 1, b"body");
        for other in [
            signature(b"Secret", 1, b"body"),
            signature(b"secret", 1, b"bodY"),
            signature(b"", 1, b"body"),
        ] {
            assert!(other.is_some() && other != signed);
        }
        let digest = |it: Option<String>| it.unwrap().split_once("v1=").unwrap().1.to_owned();
        assert_ne!(digest(signed), digest(signature(b"secret", 2, b"body")));
    }
}
