//! `POST /api/regions/{region}/{Operation}`: one operation of the API.
//!
//! Reading ones are forwarded as they come, changing ones as they were checked and with a record;
//! what destroys, or takes a protection off, passes the guard.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use backend_api::{
    ATTEMPT_HEADER, CONFIRMATION_HEADER, DRY_RUN_HEADER, PERMIT_HEADER, has_change_plan,
};
use cloudhsm_api::{OperationClass, Secret};

use crate::{
    Backend, Failure,
    forward::{Answer, Call},
    guard::{DeletionRequest, DeletionResponse, OperationRequest},
    http::{body, limits::in_time},
    input,
    routes::region,
};

pub(crate) async fn operation(
    State(backend): State<Arc<Backend>>,
    Path((region, name)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Failure> {
    region::check(&backend.settings, &region)?;
    let operation = backend.settings.operations.find(&name)?;
    let (parts, body) = request.into_parts();
    let body = body::read(body, &backend.settings.limits).await?;
    let input = input::check(operation, &body)?;
    if operation.class() == OperationClass::Reading {
        let call = Call { region, operation, body, only_with: None, send_before: None };
        let limit = backend.settings.limits.total_time;
        let answer = in_time(limit, backend.upstream.call(call)).await?;
        return into_response(answer.map_err(|error| error.into_failure(operation.class()))?);
    }
    let limit = backend.settings.limits.total_time;
    let user = user(&backend, &parts)?;
    let asked = OperationRequest { user, region, operation, body: input };
    let permit = header_text(&parts.headers, PERMIT_HEADER)?;
    // What may pass without a plan, but comes with the permit of one, is carried out as planned.
    let is_planned = has_change_plan(operation) && permit.is_some();
    if !is_planned && !backend.guard.guards(operation, &asked.body) {
        if dry_run(&parts.headers)? {
            let message = format!("Dry run isn't available for {operation}.");
            return Err(Failure::malformed(DRY_RUN_HEADER, message));
        }
        let (answer, attempt) = backend.guard.change(asked, limit).await?;
        return Ok(with_attempt(into_response(answer)?, &attempt));
    }
    let request = DeletionRequest {
        asked,
        permit: permit.map(Secret::new),
        confirmation: header_text(&parts.headers, CONFIRMATION_HEADER)?,
        dry_run: dry_run(&parts.headers)?,
        limit,
    };
    match backend.guard.delete(request).await? {
        DeletionResponse::Answered { answer, attempt } => {
            Ok(with_attempt(into_response(answer)?, &attempt))
        }
        DeletionResponse::DryRun(dry_run) => Ok(Json(dry_run).into_response()),
    }
}

/// The person, where a trusted proxy names the user; then exactly one must be named.
pub(crate) fn user(backend: &Backend, parts: &Parts) -> Result<Option<String>, Failure> {
    let trusted = backend.settings.trusted_user.as_ref();
    Ok(trusted.map(|it| it.of(&parts.headers, &parts.extensions)).transpose()?)
}

/// Names the attempt, so that it can be looked up.
fn with_attempt(mut response: Response, attempt: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(attempt) {
        response.headers_mut().insert(HeaderName::from_static(ATTEMPT_HEADER), value);
    }
    response
}

/// A header that comes at most once.
pub(crate) fn header_text(
    headers: &HeaderMap,
    name: &'static str,
) -> Result<Option<String>, Failure> {
    let mut values = headers.get_all(name).iter();
    let (first, second) = (values.next(), values.next());
    let text = first.map(|value| value.to_str().map(str::to_owned)).transpose();
    match (text, second) {
        (Ok(text), None) => Ok(text),
        _ => Err(Failure::malformed(name, format!("{name} must be sent once, in ASCII."))),
    }
}

/// Anything but `true` and `false` is refused: a misspelt wish for a dry run must not delete.
fn dry_run(headers: &HeaderMap) -> Result<bool, Failure> {
    match header_text(headers, DRY_RUN_HEADER)?.as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Failure::malformed(
            DRY_RUN_HEADER,
            format!("{DRY_RUN_HEADER} must be true or false."),
        )),
    }
}

/// AWS's answer as it came, or AWS's error in the envelope.
pub(crate) fn into_response(answer: Answer) -> Result<Response, Failure> {
    if let Some(error) = answer.error() {
        let throttled = error.code.is_throttling();
        let failure = Failure::service(error);
        return Err(match answer.retry_after {
            Some(seconds) => failure.with_retry_after(seconds),
            None if throttled => failure.with_retry_after(2),
            None => failure,
        });
    }
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, Body::from(answer.body)).into_response();
    let headers = response.headers_mut();
    let content_type = answer.content_type.as_deref().unwrap_or("application/x-amz-json-1.1");
    // Only JSON types: what AWS sends must not be able to become a page.
    let content_type =
        if content_type.contains("json") { content_type } else { "application/json" };
    if let Ok(value) = HeaderValue::from_str(content_type) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    if let Some(id) = answer.request_id.and_then(|id| HeaderValue::try_from(id).ok()) {
        headers.insert(HeaderName::from_static("x-amzn-requestid"), id);
    }
    Ok(response)
}
