//! The outermost layer: gives each request an id, writes failures as envelopes, logs the outcome.
//!
//! The id is the caller's own, if it has the form of one, so that a page, this log and AWS's can be
//! read side by side: it is on every line of the log that the request causes, in the answer's
//! `x-request-id`, and AWS's own id stands beside it.

use std::{sync::Arc, time::Instant};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use backend_api::{ApiErrorCode, ErrorBody};
use tracing::Instrument as _;

use crate::{Failure, hex::hex, metrics::Metrics, random};

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const AWS_REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

pub(crate) async fn envelope(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = callers_id(request.headers()).unwrap_or_else(new_id);
    let method = request.method().clone();
    // The path holds ids, never secrets; a query is not logged, as nothing here takes one.
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
    let failure =
        response.extensions_mut().remove::<Failure>().or_else(|| unnamed(response.status()));
    if let Some(failure) = &failure {
        write_envelope(&mut response, failure, &id);
    }
    let aws_request_id = response.headers().get(AWS_REQUEST_ID).cloned();
    let aws = aws_request_id.as_ref().and_then(|value| value.to_str().ok()).unwrap_or("-");
    let status = response.status().as_u16();
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let code = failure.as_ref().map(|failure| failure.error.code.as_str());
    metrics.answered(status, code, started.elapsed());
    match failure {
        None => {
            tracing::info!(%method, path, status, millis, request_id = id, aws_request_id = aws);
        }
        Some(Failure { error, .. }) => tracing::warn!(
            %method, path, status, millis, request_id = id, aws_request_id = aws,
            code = error.code.as_str(), message = error.message
        ),
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The failure that an answer is which no code of ours made: libraries refuse some requests by
/// themselves, in words of their own.
fn unnamed(status: StatusCode) -> Option<Failure> {
    let code = match status {
        StatusCode::NOT_FOUND => ApiErrorCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ApiErrorCode::MethodNotAllowed,
        // Said about a file, to a browser that asked for a part of it or has it already.
        StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PRECONDITION_FAILED => return None,
        _ if status.is_client_error() => ApiErrorCode::MalformedRequest,
        _ if status.is_server_error() => ApiErrorCode::InternalError,
        _ => return None,
    };
    let reason = status.canonical_reason().unwrap_or("The request was refused");
    Some(Failure { status, ..Failure::backend(code, format!("{reason}.")) })
}

fn write_envelope(response: &mut Response, failure: &Failure, id: &str) {
    let mut error = (*failure.error).clone();
    if let Some(aws) = &error.request_id
        && let Ok(value) = HeaderValue::from_str(aws)
    {
        response.headers_mut().insert(AWS_REQUEST_ID, value);
    }
    error.request_id.get_or_insert_with(|| id.to_owned());
    if let Some(seconds) = error.retry_after_seconds {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    // Strings, numbers and JSON values: this serialization has no way to fail.
    let body = serde_json::to_vec(&ErrorBody { error }).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.remove(header::CONTENT_LENGTH);
    *response.body_mut() = Body::from(body);
}

fn new_id() -> String {
    random::bytes::<8>().map_or_else(|_| "unnumbered".to_owned(), hex)
}

/// The id that the caller gave, unless it could be mistaken for something else in a log.
fn callers_id(headers: &HeaderMap) -> Option<String> {
    const LONGEST: usize = 64;
    let mut values = headers.get_all(REQUEST_ID).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let text = value.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let good = (1..=LONGEST).contains(&text.len()) && text.bytes().all(plain);
    good.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_an_id_is_taken_for_one() {
        let id = |texts: &[&str]| {
            let mut headers = HeaderMap::new();
            for text in texts {
                headers.append(REQUEST_ID, text.parse().unwrap());
            }
            callers_id(&headers)
        };
        for good in ["1", "3f2a-77", "a.b_C", &"x".repeat(64)] {
            assert_eq!(id(&[good]).as_deref(), Some(good));
        }
        for bad in ["", "a b", "a\tb", "a=\"b\"", "é", &"x".repeat(65)] {
            assert_eq!(id(&[bad]), None, "{bad:?}");
        }
        assert_eq!(id(&["a", "b"]), None);
        assert_eq!(id(&[]), None);
    }
}
