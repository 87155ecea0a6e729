//! JSON 1.1: the target header names the operation, and the signature's scope the region.

use axum::{
    body::Body,
    http::{HeaderMap, Method, StatusCode, header::CONTENT_TYPE, request::Parts},
    response::{IntoResponse, Response},
};
use cloudhsm_api::{ErrorCode, Operation};
use serde_json::{Value, json};

use crate::{
    fault::Fault,
    service::Service,
    sigv4::{Refusal, SignedRequest, verify},
};

pub(super) const TARGET: &str = "x-amz-target";
const SERVICE_TARGET: &str = "BaldrApiService.";
/// The signing name, which is not the name in the endpoint.
const SIGNING_NAME: &str = "cloudhsm";

pub(super) async fn answer(service: &Service, parts: &Parts, body: &[u8]) -> Response {
    // AWS knows an operation before it knows the caller.
    let operation = match operation(parts) {
        Ok(operation) => operation,
        Err(fault) => return write_fault(&fault),
    };
    let request =
        SignedRequest { method: &parts.method, uri: &parts.uri, headers: &parts.headers, body };
    let verdict = verify(&request, SIGNING_NAME, &service.regions, &service.keys(), service.now());
    let caller = match verdict {
        Ok(caller) => caller,
        Err(refusal) => {
            tracing::debug!(%operation, ?refusal, "refused");
            return write_fault(&fault_of(refusal));
        }
    };
    let region = &caller.region;
    let outcome = match &service.control {
        None => Outcome::of(service.run(operation, region, body)),
        Some(control) => {
            control
                .accompany(operation, region, body, || service.run(operation, region, body))
                .await
        }
    };
    tracing::debug!(%operation, region, caller = caller.identity.arn, status = %outcome.0.status(), "answered");
    outcome.0
}

/// An answer, ready to be written.
#[derive(Debug)]
pub(crate) struct Outcome(pub(crate) Response);

impl Outcome {
    pub(crate) fn of(result: Result<Value, Fault>) -> Self {
        Self(match result {
            Ok(output) => write(StatusCode::OK, &output),
            Err(fault) => write_fault(&fault),
        })
    }
}

fn operation(parts: &Parts) -> Result<Operation, Fault> {
    let unknown = || {
        let mut fault = Fault::new(ErrorCode::UnknownOperation, "");
        if parts.method != Method::POST || parts.uri.path() != "/" {
            fault.status = StatusCode::NOT_FOUND;
        }
        fault
    };
    if parts.method != Method::POST || parts.uri.path() != "/" {
        return Err(unknown());
    }
    target(&parts.headers)
        .and_then(|target| target.strip_prefix(SERVICE_TARGET)?.parse().ok())
        .ok_or_else(unknown)
}

fn target(headers: &HeaderMap) -> Option<&str> {
    headers.get(TARGET)?.to_str().ok()
}

/// Statuses as the JSON protocol has them: 400 for all of these, unlike the query protocol.
fn fault_of(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::Missing => {
            Fault::new(ErrorCode::MissingAuthenticationToken, "Missing Authentication Token")
        }
        Refusal::Incomplete(text) => Fault::new(ErrorCode::IncompleteSignature, text),
        Refusal::Invalid(text) => Fault::new(ErrorCode::InvalidSignature, text),
        Refusal::UnknownKey => Fault::new(
            ErrorCode::UnrecognizedClient,
            "The security token included in the request is invalid.",
        ),
        Refusal::Expired => Fault::new(
            ErrorCode::ExpiredToken,
            "The security token included in the request is expired",
        ),
    }
}

/// The service's own errors write `Message`; those of AWS's front end write `message`, and a name
/// with the front end's namespace.
pub(crate) fn write_fault(fault: &Fault) -> Response {
    let code = fault.code.as_str();
    let mut body = if code.starts_with("CloudHsm") {
        json!({ "__type": code, "Message": fault.message })
    } else {
        json!({ "__type": format!("com.amazon.coral.service#{code}"), "message": fault.message })
    };
    if fault.message.is_empty()
        && let Some(members) = body.as_object_mut()
    {
        members.retain(|name, _| name == "__type");
    }
    write(fault.status, &body)
}

fn write(status: StatusCode, body: &Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/x-amz-json-1.1")];
    (status, headers, Body::from(body.to_string())).into_response()
}
