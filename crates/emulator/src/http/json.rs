//! JSON 1.1: the target header names the operation, and the signature's scope the region.

use axum::{
    http::{HeaderMap, Method, StatusCode, request::Parts},
    response::Response,
};
use cloudhsm_api::{ErrorCode, Operation};

use super::{
    lookups,
    reply::{Reply, fault_of, write_fault},
    trail,
};
use crate::{
    fault::Fault,
    service::Service,
    sigv4::{SignedRequest, verify},
};

pub(super) const TARGET: &str = "x-amz-target";
const SERVICE_TARGET: &str = "BaldrApiService.";
/// The signing name, which is not the name in the endpoint.
const SIGNING_NAME: &str = "cloudhsm";

pub(super) async fn answer(
    service: &Service,
    parts: &Parts,
    body: &[u8],
    request_id: &str,
) -> Response {
    let is_call = parts.method == Method::POST && parts.uri.path() == "/";
    if let Some(lookup) = target(&parts.headers).and_then(lookups::by_target).filter(|_| is_call) {
        return lookups::answer(service, parts, body, lookup, request_id).await;
    }
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
    let call = trail::Recording::begin(service, operation, &caller, parts, body, request_id);
    let run = || call.ran(service.run(operation, region, body));
    let reply = match &service.control {
        None => Reply::of(run()),
        Some(control) => control.intercept(operation, region, body, run).await,
    };
    call.end(&reply);
    tracing::debug!(%operation, region, caller = caller.identity.arn, status = %reply.0.status(), "answered");
    reply.0
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
