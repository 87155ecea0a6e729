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

/// What is sent: JSON, a form or a query, as the service takes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Post<'a> {
    /// What it is signed for.
    pub(crate) scope: Scope<'a>,
    /// Where it goes.
    pub(crate) url: &'a str,
    /// Names and values of its headers.
    pub(crate) headers: &'a [(&'static str, &'static str)],
    /// Its body.
    pub(crate) body: &'a Bytes,
}

/// A request that can't be signed: a defect, or a header value that no header can have.
#[derive(Debug, thiserror::Error)]
#[error("the request can't be signed: {0}")]
pub(crate) struct SignError(String);

/// It as a signed `POST`.
pub(crate) fn signed_post(
    credentials: &Credentials,
    post: Post<'_>,
    now: SystemTime,
) -> Result<Request<Bytes>, SignError> {
    let Post { scope, url, headers, body } = post;
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
        SignableRequest::new("POST", url, headers.iter().copied(), SignableBody::Bytes(body))
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    /// 2015-08-30T12:36:00Z, the time of AWS's test suite.
    const SUITE_TIME: u64 = 1_440_938_160;
    const SUITE_TOKEN: &str = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    fn authorization(
        token: Option<&str>,
        headers: &[(&'static str, &'static str)],
        body: &'static str,
    ) -> String {
        let credentials = Credentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            token.map(str::to_owned),
            None,
            "Test",
        );
        let scope = Scope { region: "us-east-1", service: "service" };
        let now = UNIX_EPOCH + Duration::from_secs(SUITE_TIME);
        let body = Bytes::from_static(body.as_bytes());
        let url = "https://example.amazonaws.com/";
        let post = Post { scope, url, headers, body: &body };
        let request = signed_post(&credentials, post, now).unwrap();
        assert_eq!(request.headers()["x-amz-date"], "20150830T123600Z");
        let sent = request.headers().get("x-amz-security-token");
        assert_eq!(sent.map(|value| value.to_str().unwrap()), token);
        request.headers()["authorization"].to_str().unwrap().to_owned()
    }

    /// Of AWS's Signature Version 4 test suite, what has the form of our requests: a `POST` to `/`
    /// without a query.
    #[test]
    fn the_vectors_of_awss_test_suite() {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        for (name, token, headers, body, signed, signature) in [
            (
                "post-vanilla",
                None,
                &[][..],
                "",
                "host;x-amz-date",
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                "post-sts-header-before",
                Some(SUITE_TOKEN),
                &[][..],
                "",
                "host;x-amz-date;x-amz-security-token",
                "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
            ),
            (
                "post-x-www-form-urlencoded",
                None,
                &form[..],
                "Param1=value1",
                "content-type;host;x-amz-date",
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
        ] {
            let expected = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                 SignedHeaders={signed}, Signature={signature}"
            );
            assert_eq!(authorization(token, headers, body), expected, "{name}");
        }
    }
}
