//! Signature Version 4 over one request.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri};
use bytes::Bytes;

/// What is signed for: a region and the service's signing name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The region.
    pub(crate) region: &'a str,
    /// The signing name, which for CloudHSM v2 is `cloudhsm`, not its endpoint's prefix.
    pub(crate) service: &'static str,
}

/// A request that can't be signed: a defect, or a header value that no header can have.
#[derive(Debug, thiserror::Error)]
#[error("the request can't be signed: {0}")]
pub(crate) struct SignError(String);

/// A signed `POST` of this body to this URL.
pub(crate) fn signed_post(
    credentials: &Credentials,
    scope: Scope<'_>,
    url: &str,
    headers: &[(&'static str, &'static str)],
    body: Bytes,
    now: SystemTime,
) -> Result<Request<Bytes>, SignError> {
    let refused = |error: &dyn std::fmt::Display| SignError(error.to_string());
    let identity = credentials.clone().into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(scope.region)
        .name(scope.service)
        .time(now)
        .settings(SigningSettings::default())
        .build()
        .map_err(|error| refused(&error))?
        .into();
    let signable =
        SignableRequest::new("POST", url, headers.iter().copied(), SignableBody::Bytes(&body))
            .map_err(|error| refused(&error))?;
    let (instructions, _) = sign(signable, &params).map_err(|error| refused(&error))?.into_parts();
    let mut request = Request::new(body.clone());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = url.parse::<Uri>().map_err(|error| refused(&error))?;
    for &(name, value) in headers {
        request
            .headers_mut()
            .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    instructions.apply_to_request_http1x(&mut request);
    Ok(request)
}
