//! The headers that tell the browser what a page of ours may do, on every answer.

use std::sync::LazyLock;

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use page_policy::{API_CONTENT_SECURITY_POLICY, HEADERS, content_security_policy};

use super::OverTls;

/// For a year, the shortest time that browsers' lists accept. Of this host alone: its subdomains are
/// not this program's.
const TRANSPORT_SECURITY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The console that the backend serves talks to this backend alone.
static CONSOLE_POLICY: LazyLock<Option<HeaderValue>> =
    LazyLock::new(|| HeaderValue::try_from(content_security_policy(&[])).ok());

pub(crate) async fn security_headers(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api");
    let over_tls = request.extensions().get::<OverTls>().is_some();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // By path and not by type: a worker lives by the policy of its own script's answer, not by that
    // of the page that started it (Content Security Policy Level 3, section 4.2.2), and a 304 has no
    // type but renews the headers of what the browser kept.
    let console = CONSOLE_POLICY.clone().filter(|_| !is_api);
    let policy = console.unwrap_or_else(|| HeaderValue::from_static(API_CONTENT_SECURITY_POLICY));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if over_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TRANSPORT_SECURITY);
    }
    if is_api {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
