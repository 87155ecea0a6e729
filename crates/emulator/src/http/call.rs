//! A call of CloudHSM: in JSON 1.1, where a header names the operation, or in CBOR, where the path
//! does (Smithy's RPC v2). The signature's scope names the region.

use axum::{
    http::{HeaderMap, Method, StatusCode, header::CONTENT_TYPE, request::Parts},
    response::Response,
};
use cloudhsm_api::{ErrorCode, Operation};

use super::{
    cbor, lookups,
    reply::{Reply, Wire, fault_of, write_fault},
    trail,
};
use crate::{
    fault::Fault,
    service::Service,
    sigv4::{SignedRequest, verify},
};

pub(super) const TARGET: &str = "x-amz-target";
const SERVICE_TARGET: &str = "BaldrApiService.";
const CBOR_PATH: &str = "/service/BaldrApiService/operation/";
const CBOR_PROTOCOL: (&str, &str) = ("smithy-protocol", "rpc-v2-cbor");
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
    let (operation, wire) = match operation(parts) {
        Ok(call) => call,
        Err(fault) => return write_fault(&fault, Wire::Json),
    };
    let request =
        SignedRequest { method: &parts.method, uri: &parts.uri, headers: &parts.headers, body };
    let verdict = verify(&request, SIGNING_NAME, &service.regions, &service.keys(), service.now());
    let caller = match verdict {
        Ok(caller) => caller,
        Err(refusal) => {
            tracing::debug!(%operation, ?refusal, "refused");
            return write_fault(&fault_of(refusal), wire);
        }
    };
    let body = match as_json(parts, body, wire) {
        Ok(body) => body,
        Err(fault) => return write_fault(&fault, wire),
    };
    let region = &caller.region;
    let call = trail::Recording::begin(service, operation, &caller, parts, &body, request_id);
    let run = || call.ran(service.run(operation, region, &body));
    let reply = match &service.control {
        None => Reply::of(run(), wire),
        Some(control) => control.intercept(operation, region, &body, wire, run).await,
    };
    call.end(&reply);
    tracing::debug!(%operation, region, caller = caller.identity.arn, status = %reply.0.status(), "answered");
    reply.0
}

fn operation(parts: &Parts) -> Result<(Operation, Wire), Fault> {
    let unknown = || Fault::new(ErrorCode::UnknownOperation, "");
    let path = parts.uri.path();
    if parts.method == Method::POST && path == "/" {
        let name = target(&parts.headers).and_then(|target| target.strip_prefix(SERVICE_TARGET));
        let operation = name.and_then(|name| name.parse().ok()).ok_or_else(unknown)?;
        return Ok((operation, Wire::Json));
    }
    let (name, value) = CBOR_PROTOCOL;
    let is_cbor = parts.headers.get(name).is_some_and(|own| own == value);
    let named = path.strip_prefix(CBOR_PATH).and_then(|name| name.parse().ok());
    match named.filter(|_| is_cbor && parts.method == Method::POST) {
        Some(operation) => Ok((operation, Wire::Cbor)),
        None => Err(Fault { status: StatusCode::NOT_FOUND, ..unknown() }),
    }
}

/// The input as the operations read it; no body is an input without members.
fn as_json(parts: &Parts, body: &[u8], wire: Wire) -> Result<Vec<u8>, Fault> {
    if wire == Wire::Json || body.is_empty() {
        return Ok(body.to_vec());
    }
    if parts.headers.get(CONTENT_TYPE).is_none_or(|kind| kind != wire.content_type()) {
        let fault = Fault::serialization("The content type must be application/cbor.");
        return Err(Fault { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, ..fault });
    }
    let value = cbor::decode(body)
        .map_err(|error| Fault::serialization(format!("The request is not readable: {error}")))?;
    Ok(value.to_string().into_bytes())
}

fn target(headers: &HeaderMap) -> Option<&str> {
    headers.get(TARGET)?.to_str().ok()
}
