//! The permit: leave to send one deletion, once, soon.
//!
//! The token says all that it is bound to, signed with a key that never leaves the process; that it
//! is used only once is the ledger's matter.

use backend_api::ApiErrorCode;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cloudhsm_api::Operation;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{
    Failure,
    random::{self, NoRandomness},
};

/// Longer than any token that is made here.
const LONGEST: usize = 4096;

/// What a permit is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    /// The permit's name in the ledger.
    pub(crate) id: String,
    /// The session that asked for it.
    pub(crate) session: String,
    pub(crate) region: String,
    pub(crate) operation: Operation,
    pub(crate) resource: String,
    /// The digest of the state as planned.
    pub(crate) digest: String,
}

/// The key that permits are signed with. Does not print itself.
pub(crate) struct PermitKey([u8; 32]);

impl PermitKey {
    pub(crate) fn generate() -> Result<Self, NoRandomness> {
        random::bytes().map(Self)
    }

    fn mac(&self, text: &[u8]) -> Hmac<Sha256> {
        // HMAC takes keys of every length; for the type's error there is no case.
        let mac = <Hmac<Sha256>>::new_from_slice(&self.0);
        let Ok(mac) = mac else { unreachable!("HMAC takes keys of every length") };
        mac.chain_update(b"cloudhsm-console permit 1\n").chain_update(text)
    }

    /// The token of these claims.
    pub(crate) fn sign(&self, claims: &Claims) -> String {
        // Texts and a number: this serialization has no way to fail.
        let text = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).unwrap_or_default());
        let mac = self.mac(text.as_bytes()).finalize().into_bytes();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    /// The claims of a token that was made with this key.
    pub(crate) fn verify(&self, token: &str) -> Result<Claims, Failure> {
        self.claims(token).ok_or_else(|| {
            Failure::backend(
                ApiErrorCode::PermitInvalid,
                "This permit isn’t valid. It was altered, or created before the backend restarted. \
                 Refresh the plan.",
            )
            .with_field(backend_api::PERMIT_HEADER)
        })
    }

    fn claims(&self, token: &str) -> Option<Claims> {
        let (text, mac) = token.split_once('.').filter(|_| token.len() <= LONGEST)?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        // In constant time; what the text says is looked at only after that.
        self.mac(text.as_bytes()).verify_slice(&mac).ok()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

impl std::fmt::Debug for PermitKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PermitKey(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn claims() -> Claims {
        Claims {
            id: "permit".into(),
            session: "session".into(),
            region: "us-east-1".into(),
            operation: Operation::DeleteCluster,
            resource: "cluster-abc".into(),
            digest: "00".into(),
        }
    }

    #[test]
    fn only_the_same_key_takes_a_permit() {
        let key = PermitKey::generate().unwrap();
        let token = key.sign(&claims());
        assert_eq!(key.verify(&token), Ok(claims()));
        let other = PermitKey::generate().unwrap().verify(&token).unwrap_err();
        assert_eq!(other.error.code, ApiErrorCode::PermitInvalid);
    }

    proptest! {
        #[test]
        fn no_altered_byte_passes(at in any::<prop::sample::Index>(), byte in 0x21_u8..0x7f) {
            let key = PermitKey([7; 32]);
            let mut token = key.sign(&claims()).into_bytes();
            let at = at.index(token.len());
            prop_assume!(token[at] != byte);
            token[at] = byte;
            // Base64 without padding has one form for each text: no other byte decodes the same.
            prop_assert!(key.verify(std::str::from_utf8(&token).unwrap()).is_err());
        }

        #[test]
        fn no_text_passes(token in ".{0,80}") {
            prop_assert!(PermitKey([7; 32]).verify(&token).is_err());
        }
    }
}
