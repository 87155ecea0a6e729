//! The `Host` allow-list: what stops a foreign name that resolves to this machine (DNS rebinding).
//!
//! `X-Forwarded-Host` and its kin are never looked at.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend_api::code;

use crate::{Backend, Failure};

/// The hosts that this backend answers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hosts(Vec<Allowed>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Allowed {
    host: String,
    /// `None`: every port.
    port: Option<u16>,
}

/// A text that is not a host, with or without a port.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a host like console.example.com or console.example.com:8443")]
pub struct MalformedHost(pub String);

impl Hosts {
    /// The names of this machine's loopback at the port that is listened on, and the operator's.
    pub fn new(listen: SocketAddr, more: &[String]) -> Result<Self, MalformedHost> {
        let loopback = ["127.0.0.1", "localhost", "[::1]"]
            .map(|host| Allowed { host: host.to_owned(), port: Some(listen.port()) });
        let named = more.iter().map(|text| {
            let authority: Authority = text.parse().map_err(|_| MalformedHost(text.clone()))?;
            // An authority may have user information or a port that is no number.
            let port = authority.port_u16();
            let rest = port.map_or(text.len(), |_| text.rfind(':').unwrap_or(text.len()));
            if authority.host() != text.get(..rest).unwrap_or_default() {
                return Err(MalformedHost(text.clone()));
            }
            Ok(Allowed { host: authority.host().to_ascii_lowercase(), port })
        });
        Ok(Self(loopback.into_iter().map(Ok).chain(named).collect::<Result<_, _>>()?))
    }

    /// The hosts, for people.
    pub fn names(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|allowed| match allowed.port {
                Some(port) => format!("{}:{port}", allowed.host),
                None => allowed.host.clone(),
            })
            .collect()
    }

    /// Whether this host and port are allowed.
    pub(crate) fn allows(&self, host: &str, port: Option<u16>) -> bool {
        self.0.iter().any(|allowed| {
            allowed.host.eq_ignore_ascii_case(host)
                && (allowed.port.is_none() || allowed.port == port.or(Some(80)))
        })
    }

    fn check(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), Failure> {
        let mut values = headers.get_all(header::HOST).iter();
        let (first, second) = (values.next(), values.next());
        // HTTP/2 has `:authority` in the URI; HTTP/1.1 has it only in the absolute form.
        let named = uri.authority().map(Authority::as_str);
        let host = first.and_then(|value| value.to_str().ok()).or(named);
        let allowed = |text: &str| {
            text.parse::<Authority>().is_ok_and(|authority| {
                !text.contains('@') && self.allows(authority.host(), authority.port_u16())
            })
        };
        let good = second.is_none()
            && host.is_some_and(allowed)
            && named.is_none_or(|named| host.is_some_and(|host| host.eq_ignore_ascii_case(named)));
        if good {
            return Ok(());
        }
        Err(Failure::backend(
            code::HOST_NOT_ALLOWED,
            "The Host header names a host that this backend does not answer to; --allow-host \
             allows one more.",
        )
        .with_field("Host"))
    }
}

pub(crate) async fn check_host(
    State(backend): State<Arc<Backend>>,
    request: Request,
    next: Next,
) -> Response {
    let hosts = &backend.settings.hosts;
    match hosts.check(request.headers(), request.uri()) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> Hosts {
        let more = ["console.example.com".to_owned(), "proxy.example.com:8443".to_owned()];
        Hosts::new("127.0.0.1:8787".parse().unwrap(), &more).unwrap()
    }

    fn passes(host: &str, uri: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        hosts().check(&headers, &uri.parse().unwrap()).is_ok()
    }

    #[test]
    fn only_listed_hosts_pass() {
        for good in [
            "127.0.0.1:8787",
            "localhost:8787",
            "LOCALHOST:8787",
            "[::1]:8787",
            "console.example.com",
            "console.example.com:9000",
            "proxy.example.com:8443",
        ] {
            assert!(passes(good, "/api/session"), "{good}");
        }
        for bad in [
            "evil.example",
            "evil.example:8787",
            "127.0.0.1",
            "127.0.0.1:8788",
            "localhost.evil.example:8787",
            "proxy.example.com",
            "127.0.0.1:8787@evil.example",
            "a@127.0.0.1:8787",
            "",
        ] {
            assert!(!passes(bad, "/api/session"), "{bad:?}");
        }
    }

    #[test]
    fn two_hosts_or_two_opinions_are_refused() {
        assert!(passes("127.0.0.1:8787", "http://127.0.0.1:8787/api/session"));
        assert!(!passes("127.0.0.1:8787", "http://evil.example/api/session"));
        assert!(!passes("evil.example", "http://127.0.0.1:8787/api/session"));
        let mut headers = HeaderMap::new();
        headers.append(header::HOST, "127.0.0.1:8787".parse().unwrap());
        headers.append(header::HOST, "127.0.0.1:8787".parse().unwrap());
        assert!(hosts().check(&headers, &"/".parse().unwrap()).is_err());
        assert!(hosts().check(&HeaderMap::new(), &"/".parse().unwrap()).is_err());
    }

    #[test]
    fn the_operators_texts_are_checked() {
        for bad in ["", "http://x", "x/y", "a@b", "x:port", "x y"] {
            let result = Hosts::new("127.0.0.1:1".parse().unwrap(), &[bad.to_owned()]);
            assert!(result.is_err(), "{bad:?}");
        }
    }
}
