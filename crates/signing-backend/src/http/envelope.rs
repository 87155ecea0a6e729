//! The outermost layer: gives each request an id, writes failures as envelopes, logs the outcome.

use std::{sync::Arc, time::Instant};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use backend_api::ErrorBody;

use crate::{Backend, Failure, hex::hex, random};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const AWS_REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

pub(crate) async fn envelope(
    State(backend): State<Arc<Backend>>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = request_id();
    let method = request.method().clone();
    // The path holds ids, never secrets; a query is not logged, as nothing here takes one.
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let failure = response.extensions_mut().remove::<Failure>();
    if let Some(failure) = &failure {
        write_envelope(&mut response, failure, &id);
    }
    let aws_request_id = response.headers().get(AWS_REQUEST_ID).cloned();
    let aws = aws_request_id.as_ref().and_then(|value| value.to_str().ok()).unwrap_or("-");
    let status = response.status().as_u16();
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let code = failure.as_ref().map(|failure| failure.error.code.as_str());
    backend.metrics.answered(status, code, started.elapsed());
    match failure {
        None => {
            tracing::info!(%method, path, status, millis, request_id = id, aws_request_id = aws);
        }
        Some(Failure { error, .. }) => tracing::warn!(
            %method, path, status, millis, request_id = id, aws_request_id = aws,
            code = error.code, message = error.message
        ),
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
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

fn request_id() -> String {
    random::bytes::<8>().map_or_else(|_| "unnumbered".to_owned(), hex)
}
