//! The `Host` allow-list: what stops a foreign name that resolves to this machine (DNS rebinding).
//!
//! `X-Forwarded-Host` and its kin are never looked at.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend_api::ApiErrorCode;

use crate::Failure;

/// Marks a request that came over TLS which ends in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverTls;

/// The hosts that this backend answers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hosts {
    own: Vec<Allowed>,
    /// Those of pages elsewhere, whose server may pass its own `Host` on: they are answered, but a
    /// page of theirs is not one of this backend's own.
    passed_on: Vec<Allowed>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Allowed {
    host: String,
    /// `None`: every port.
    port: Option<u16>,
}

/// A text that is not a host, with or without a port.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MalformedHost {
    /// It is no host at all.
    #[error("{0:?} is not a host like console.example.com or console.example.com:8443")]
    NotAHost(String),
    /// It has a `*` in it.
    #[error(
        "{0:?} is not a host: there are no wildcards. Name each host, and repeat the flag for \
         several"
    )]
    Wildcard(String),
}

impl Allowed {
    fn read(text: &str) -> Result<Self, MalformedHost> {
        if text.contains('*') {
            return Err(MalformedHost::Wildcard(text.to_owned()));
        }
        let malformed = || MalformedHost::NotAHost(text.to_owned());
        let authority: Authority = text.parse().map_err(|_| malformed())?;
        // An authority may have user information or a port that is no number.
        let port = authority.port_u16();
        let rest = port.map_or(text.len(), |_| text.rfind(':').unwrap_or(text.len()));
        if authority.host() != text.get(..rest).unwrap_or_default() {
            return Err(malformed());
        }
        Ok(Self { host: authority.host().to_ascii_lowercase(), port })
    }

    fn is(&self, host: &str, ports: &[u16]) -> bool {
        self.host.eq_ignore_ascii_case(host) && self.port.is_none_or(|port| ports.contains(&port))
    }
}

impl std::fmt::Display for Allowed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.port {
            Some(port) => write!(f, "{}:{port}", self.host),
            None => f.write_str(&self.host),
        }
    }
}

impl Hosts {
    /// The names of this machine's loopback at the port that is listened on, and the operator's.
    pub fn new(listen: SocketAddr, more: &[String]) -> Result<Self, MalformedHost> {
        let loopback = ["127.0.0.1", "localhost", "[::1]"]
            .map(|host| Allowed { host: host.to_owned(), port: Some(listen.port()) });
        let named = more.iter().map(|text| Allowed::read(text));
        let own = loopback.into_iter().map(Ok).chain(named).collect::<Result<_, _>>()?;
        Ok(Self { own, passed_on: Vec::new() })
    }

    /// Also answers to these, as the hosts of pages elsewhere: see [`super::Origins::hosts`].
    pub fn and_passed_on(self, hosts: &[String]) -> Result<Self, MalformedHost> {
        let passed_on = hosts.iter().map(|text| Allowed::read(text)).collect::<Result<_, _>>()?;
        Ok(Self { passed_on, ..self })
    }

    /// The hosts, for people.
    pub fn names(&self) -> Vec<String> {
        self.all().map(Allowed::to_string).collect()
    }

    /// Whether a page of this host and port is one that this backend serves.
    pub(crate) fn serves(&self, host: &str, port: u16) -> bool {
        self.own.iter().any(|allowed| allowed.is(host, &[port]))
    }

    /// Whether whoever reads the numbers may call this process by this name: an address of it, or one
    /// of its names, at any port. A page of another site can do neither (DNS rebinding needs a name).
    pub(crate) fn allows_for_metrics(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let Some(named) = named_host(headers, uri) else { return false };
        let host = named.host();
        let is_address = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        is_address || self.own.iter().any(|allowed| allowed.host.eq_ignore_ascii_case(host))
    }

    fn all(&self) -> impl Iterator<Item = &Allowed> {
        self.own.iter().chain(&self.passed_on)
    }

    fn check(&self, headers: &HeaderMap, uri: &Uri, over_tls: bool) -> Result<(), Failure> {
        let allowed = named_host(headers, uri).is_some_and(|named| {
            let named_port = [named.port_u16().unwrap_or_default()];
            let ports: &[u16] = match (named.port(), over_tls) {
                (Some(_), _) => &named_port,
                // Browsers leave the default port of the scheme out.
                (None, true) => &[443],
                // Without TLS here, it may have ended at a proxy, which passes the same `Host` on.
                (None, false) => &[80, 443],
            };
            self.all().any(|allowed| allowed.is(named.host(), ports))
        });
        if allowed {
            return Ok(());
        }
        Err(Failure::backend(
            ApiErrorCode::HostNotAllowed,
            "Host not allowed. Add it with --allow-host.",
        )
        .with_field("Host"))
    }
}

/// The one host that a request names.
fn named_host(headers: &HeaderMap, uri: &Uri) -> Option<Authority> {
    let mut values = headers.get_all(header::HOST).iter();
    let (first, second) = (values.next(), values.next());
    // HTTP/2 has `:authority` in the URI; HTTP/1.1 has it only in the absolute form.
    let named = uri.authority().map(Authority::as_str);
    let host = match first {
        Some(value) => value.to_str().ok()?,
        None => named?,
    };
    let agree = second.is_none() && named.is_none_or(|named| host.eq_ignore_ascii_case(named));
    let authority: Authority = host.parse().ok()?;
    (agree && !host.contains('@')).then_some(authority)
}

pub(crate) async fn check_host(
    State(hosts): State<Arc<Hosts>>,
    request: Request,
    next: Next,
) -> Response {
    let over_tls = request.extensions().get::<OverTls>().is_some();
    match hosts.check(request.headers(), request.uri(), over_tls) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

#[cfg(test)]
mod tests;
