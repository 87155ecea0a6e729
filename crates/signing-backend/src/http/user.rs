//! The user that an authenticating reverse proxy names, for the audit log.
//!
//! Believed only from the proxy's network: from anywhere else the header could be anyone's.

use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap, HeaderName};
use ipnet::IpNet;

/// Longer than any name; what is longer is cut.
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

impl TrustedUser {
    /// From the operator's flags.
    pub fn new(header: HeaderName, proxies: Vec<IpNet>) -> Self {
        Self { header, proxies }
    }

    /// The user, if a trusted proxy named exactly one.
    pub(crate) fn of(&self, headers: &HeaderMap, extensions: &Extensions) -> Option<String> {
        let mut values = headers.get_all(&self.header).iter();
        let (value, None) = (values.next()?, values.next()) else { return None };
        // An IPv4 peer of a socket that takes both shows as an IPv6 address.
        let peer = extensions.get::<Peer>().map(|peer| peer.0.to_canonical());
        if !peer.is_some_and(|peer| self.proxies.iter().any(|proxy| proxy.contains(&peer))) {
            tracing::warn!(?peer, header = %self.header, "a user is named by no trusted proxy");
            return None;
        }
        let name: String =
            String::from_utf8_lossy(value.as_bytes()).chars().take(LONGEST).collect();
        let name = name.trim();
        (!name.is_empty()).then(|| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_names_the_user() {
        let header = HeaderName::from_static("x-forwarded-user");
        let trusted = TrustedUser::new(header.clone(), vec!["10.1.0.0/16".parse().unwrap()]);
        let mut headers = HeaderMap::new();
        headers.insert(header.clone(), "alice".parse().unwrap());
        let from = |peer: &str, headers: &HeaderMap| {
            let mut extensions = Extensions::new();
            extensions.insert(Peer(peer.parse().unwrap()));
            trusted.of(headers, &extensions)
        };
        assert_eq!(from("10.1.2.3", &headers).as_deref(), Some("alice"));
        assert_eq!(from("::ffff:10.1.2.3", &headers).as_deref(), Some("alice"));
        assert_eq!(from("10.2.0.1", &headers), None);
        assert_eq!(trusted.of(&headers, &Extensions::new()), None);
        headers.append(header, "mallory".parse().unwrap());
        assert_eq!(from("10.1.2.3", &headers), None);
    }
}
