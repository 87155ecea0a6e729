//! The user that an authenticating reverse proxy names, for the audit log.
//!
//! Believed only from the proxy's network: from anywhere else the header could be anyone's.

use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap, HeaderName};
use backend_api::ApiErrorCode;
use ipnet::IpNet;

use crate::Failure;

/// The longest name, in characters.
const LONGEST: usize = 256;

/// The other end of the connection that a request came on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Which header names the user, and from whom it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedUser {
    header: HeaderName,
    proxies: Vec<IpNet>,
}

/// Why it is not known who asks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UserError {
    #[error("The request didn't come through a --trusted-proxy, so the user is unknown.")]
    NotFromProxy,
    #[error("The proxy sent no {0} header, so the user is unknown.")]
    Missing(HeaderName),
    #[error("The proxy sent {0} more than once. It must name one user.")]
    Ambiguous(HeaderName),
    #[error("{0} is not a user name: {1}.")]
    NotAName(HeaderName, &'static str),
}

impl From<UserError> for Failure {
    fn from(error: UserError) -> Self {
        let failure = Self::backend(ApiErrorCode::UserRequired, error.to_string());
        match error {
            UserError::NotFromProxy => failure,
            UserError::Missing(header)
            | UserError::Ambiguous(header)
            | UserError::NotAName(header, _) => failure.with_field(header.as_str()),
        }
    }
}

impl TrustedUser {
    /// From the operator's flags.
    pub fn new(header: HeaderName, proxies: Vec<IpNet>) -> Self {
        Self { header, proxies }
    }

    /// The one user that a trusted proxy names.
    pub(crate) fn of(
        &self,
        headers: &HeaderMap,
        extensions: &Extensions,
    ) -> Result<String, UserError> {
        // An IPv4 peer of a socket that takes both shows as an IPv6 address.
        let peer = extensions.get::<Peer>().map(|peer| peer.0.to_canonical());
        if !peer.is_some_and(|peer| self.proxies.iter().any(|proxy| proxy.contains(&peer))) {
            tracing::warn!(?peer, "a change was requested without a trusted proxy");
            return Err(UserError::NotFromProxy);
        }
        let mut values = headers.get_all(&self.header).iter();
        let (first, second) = (values.next(), values.next());
        let value = first.ok_or_else(|| UserError::Missing(self.header.clone()))?;
        if second.is_some() {
            return Err(UserError::Ambiguous(self.header.clone()));
        }
        let refused = |reason| UserError::NotAName(self.header.clone(), reason);
        name(value.as_bytes()).map_err(refused)
    }
}

/// The name in a header's value, as it may stand in a log.
fn name(value: &[u8]) -> Result<String, &'static str> {
    let text = std::str::from_utf8(value).map_err(|_| "it is not UTF-8")?.trim();
    if text.is_empty() {
        return Err("it is empty");
    }
    if text.chars().count() > LONGEST {
        return Err("it is longer than 256 characters");
    }
    if text.chars().any(is_unprintable) {
        return Err("it has control characters");
    }
    Ok(text.to_owned())
}

/// Characters that nobody sees, but that change what is seen of the others: one name could be made to
/// look like another.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            // Soft hyphen; the Arabic letter mark; zero width and direction marks.
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}'
            // Line and paragraph separators, embeddings and overrides.
            | '\u{2028}'..='\u{202e}'
            // Word joiner, invisible operators, isolates and other deprecated controls.
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            // Interlinear annotations and tags.
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const HEADER: HeaderName = HeaderName::from_static("x-forwarded-user");

    fn of(peer: Option<&str>, values: &[&[u8]]) -> Result<String, UserError> {
        let trusted = TrustedUser::new(HEADER, vec!["10.1.0.0/16".parse().unwrap()]);
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(HEADER, HeaderValue::from_bytes(value).unwrap());
        }
        let mut extensions = Extensions::new();
        if let Some(peer) = peer {
            extensions.insert(Peer(peer.parse().unwrap()));
        }
        trusted.of(&headers, &extensions)
    }

    #[test]
    fn only_a_trusted_proxy_names_the_user() {
        assert_eq!(of(Some("10.1.2.3"), &[b"alice"]), Ok("alice".into()));
        assert_eq!(of(Some("::ffff:10.1.2.3"), &[b"alice"]), Ok("alice".into()));
        assert_eq!(of(Some("10.2.0.1"), &[b"alice"]), Err(UserError::NotFromProxy));
        assert_eq!(of(None, &[b"alice"]), Err(UserError::NotFromProxy));
    }

    #[test]
    fn one_name_is_needed() {
        let proxy = Some("10.1.2.3");
        assert_eq!(of(proxy, &[]), Err(UserError::Missing(HEADER)));
        assert_eq!(of(proxy, &[b"alice", b"mallory"]), Err(UserError::Ambiguous(HEADER)));
        assert_eq!(of(proxy, &[b"alice", b"alice"]), Err(UserError::Ambiguous(HEADER)));
    }

    #[test]
    fn a_name_that_could_be_read_as_another_is_refused() {
        let proxy = Some("10.1.2.3");
        for good in ["alice@example.com", "Zoë Müller", "李雷", " alice ", "DOMAIN\\alice"] {
            assert_eq!(of(proxy, &[good.as_bytes()]), Ok(good.trim().to_owned()), "{good}");
        }
        let long = "x".repeat(257);
        for bad in [
            "",
            " ",
            "a\tb",
            "a\u{85}b",
            "alice\u{202e}gpj",
            "a\u{2066}b\u{2069}",
            "a\u{200f}b",
            "a\u{61c}b",
            "ali\u{200b}ce",
            "\u{feff}alice",
            "a\u{2028}b",
            &long,
        ] {
            let refused = of(proxy, &[bad.as_bytes()]);
            assert!(matches!(refused, Err(UserError::NotAName(..))), "{bad:?}: {refused:?}");
        }
        assert!(matches!(of(proxy, &[b"al\xffice"]), Err(UserError::NotAName(..))));
    }
}
