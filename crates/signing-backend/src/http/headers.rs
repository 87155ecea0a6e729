//! The headers that tell the browser what a page of ours may do, on every answer.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// What the console's page may do: its own files, WebAssembly, its own backend. Nothing inline.
const CONSOLE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
    worker-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'none'; \
    frame-ancestors 'none'";

/// An answer of the API is no page at all.
const API_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

pub(crate) async fn security_headers(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // By path and not by type: a worker lives by the policy of its own script's answer, not by that
    // of the page that started it (Content Security Policy Level 3, section 4.2.2), and a 304 has no
    // type but renews the headers of what the browser kept.
    let policy = if is_api { API_POLICY } else { CONSOLE_POLICY };
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
         magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    );
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    // A listed origin's fetch is CORS, which this header does not concern.
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if is_api {
        set(header::CACHE_CONTROL, "no-store");
    }
    response
}
