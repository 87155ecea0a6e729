//! Which pages may call: the ones that this backend serves, and the origins that the operator
//! listed, which also get CORS.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend_api::{ApiErrorCode, CONFIRMATION_HEADER, DRY_RUN_HEADER, PERMIT_HEADER};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::{Hosts, envelope::REQUEST_ID};
use crate::Failure;

/// The origins that the operator listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Vec<HeaderValue>);

/// A text that is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an origin like https://console.example.com, without a path or a '*'")]
pub struct MalformedOrigin(pub String);

impl Origins {
    /// Exactly these, as browsers write them.
    pub fn new(texts: &[String]) -> Result<Self, MalformedOrigin> {
        let read = |text: &String| {
            let refused = || MalformedOrigin(text.clone());
            let url = reqwest::Url::parse(text).map_err(|_| refused())?;
            // A browser's own form of it: an origin in any other form would never match.
            if !matches!(url.scheme(), "http" | "https")
                || url.origin().ascii_serialization() != *text
            {
                return Err(refused());
            }
            HeaderValue::from_str(text).map_err(|_| refused())
        };
        texts.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The `host:port` of each, because a page's development server passes its own `Host` on.
    pub fn hosts(&self) -> Vec<String> {
        let host = |value: &HeaderValue| {
            let origin: Uri = value.to_str().ok()?.parse().ok()?;
            Some(format!("{}:{}", origin.host()?, port(&origin)))
        };
        self.0.iter().filter_map(host).collect()
    }

    fn check(&self, headers: &HeaderMap, hosts: &Hosts) -> Result<(), Failure> {
        let mut values = headers.get_all(header::ORIGIN).iter();
        let (origin, second) = (values.next(), values.next());
        let listed = origin.is_some_and(|origin| self.0.contains(origin));
        let own = origin.is_none_or(|origin| is_own(origin, hosts));
        let cross_site =
            headers.get("sec-fetch-site").is_some_and(|value| value.as_bytes() == b"cross-site");
        if second.is_none() && (listed || (own && !cross_site)) {
            return Ok(());
        }
        Err(Failure::backend(
            ApiErrorCode::OriginNotAllowed,
            "Origin not allowed. Add it with --allow-origin.",
        )
        .with_field(if cross_site { "Sec-Fetch-Site" } else { "Origin" }))
    }
}

/// A page that this backend served itself, under one of its names.
fn is_own(origin: &HeaderValue, hosts: &Hosts) -> bool {
    let uri = origin.to_str().ok().and_then(|text| text.parse::<Uri>().ok());
    let Some(uri) = uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https"))) else {
        return false;
    };
    uri.host().is_some_and(|host| hosts.serves(host, port(&uri)))
}

/// The port of an origin, which leaves out the default of its scheme.
fn port(origin: &Uri) -> u16 {
    let default = if origin.scheme_str() == Some("https") { 443 } else { 80 };
    origin.port_u16().unwrap_or(default)
}

pub(crate) async fn check_origin(
    State((origins, hosts)): State<(Arc<Origins>, Arc<Hosts>)>,
    request: Request,
    next: Next,
) -> Response {
    match origins.check(request.headers(), &hosts) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

/// CORS for the listed origins; for all others no CORS header at all.
pub(crate) fn cors(origins: &Origins) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.0.clone()))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static(PERMIT_HEADER),
            HeaderName::from_static(CONFIRMATION_HEADER),
            HeaderName::from_static(DRY_RUN_HEADER),
            REQUEST_ID,
        ])
        .expose_headers([
            REQUEST_ID,
            HeaderName::from_static("x-amzn-requestid"),
            header::RETRY_AFTER,
            // The page's countdowns go by the server's clock.
            header::DATE,
        ])
        .max_age(Duration::from_mins(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &'static str)]) -> bool {
        let origins = Origins::new(&["https://console.example.com".to_owned()]).unwrap();
        let hosts = Hosts::new("127.0.0.1:8787".parse().unwrap(), &[]).unwrap();
        let hosts = hosts.and_passed_on(&origins.hosts()).unwrap();
        let headers = headers
            .iter()
            .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        origins.check(&headers, &hosts).is_ok()
    }

    #[test]
    fn own_and_listed_pages_pass_and_no_other() {
        assert!(check(&[]));
        assert!(check(&[("origin", "http://127.0.0.1:8787"), ("sec-fetch-site", "same-origin")]));
        let listed = ("origin", "https://console.example.com");
        assert!(check(&[listed, ("sec-fetch-site", "cross-site")]));
        for bad in [
            "https://evil.example",
            "null",
            "",
            "http://127.0.0.1:8788",
            "http://console.example.com",
            "http://console.example.com:443",
            "https://console.example.com:8443",
            "https://console.example.com.evil.example",
            "file://",
        ] {
            assert!(!check(&[("origin", bad)]), "{bad}");
        }
        assert!(!check(&[("sec-fetch-site", "cross-site")]));
        assert!(!check(&[("origin", "http://127.0.0.1:8787"), ("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn the_operators_texts_are_checked() {
        for bad in ["*", "console.example.com", "https://x/", "https://x/y", "https://X", "ftp://x"]
        {
            assert!(Origins::new(&[bad.to_owned()]).is_err(), "{bad}");
        }
    }
}
