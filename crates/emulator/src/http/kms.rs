//! KMS's half of JSON 1.1: the same form of request, another name in the signature.

use aws_services::Lookup;
use axum::{
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;

use super::reply::{fault_of, write, write_fault};
use crate::{
    kms::{Behaviour, KmsError, describe},
    service::Service,
    sigv4::{SignedRequest, verify},
};

/// The lookup that a target names.
pub(super) fn lookup(target: &str) -> Option<Lookup> {
    Lookup::ALL.iter().copied().find(|lookup| lookup.target() == target)
}

pub(super) async fn answer(
    service: &Service,
    parts: &Parts,
    body: &[u8],
    lookup: Lookup,
) -> Response {
    let request =
        SignedRequest { method: &parts.method, uri: &parts.uri, headers: &parts.headers, body };
    let signing_name = lookup.service().signing_name();
    let verdict = verify(&request, signing_name, &service.regions, &service.keys(), service.now());
    let caller = match verdict {
        Ok(caller) => caller,
        Err(refusal) => {
            tracing::debug!(%lookup, ?refusal, "refused");
            return write_fault(&fault_of(refusal));
        }
    };
    let behaviour = {
        let mut kms = service.kms();
        kms.calls += 1;
        kms.behaviour
    };
    tracing::debug!(%lookup, region = caller.region, ?behaviour, "asked");
    match behaviour {
        Behaviour::Answer => {}
        Behaviour::Deny => return refused(&KmsError::denied(&caller.identity.arn, lookup)),
        Behaviour::Throttle => return refused(&KmsError::throttled()),
        Behaviour::Fail => return refused(&KmsError::internal()),
        Behaviour::Garble => return "<html>no json</html>".into_response(),
        Behaviour::Hang => std::future::pending().await,
    }
    match lookup {
        Lookup::DescribeCustomKeyStores => match serde_json::from_slice(body) {
            Ok(input) => written(describe(&service.kms(), &caller.region, &input)),
            Err(_) => {
                write(StatusCode::BAD_REQUEST, &json!({ "__type": "SerializationException" }))
            }
        },
    }
}

fn written(result: Result<impl Serialize, KmsError>) -> Response {
    match result.map(|output| serde_json::to_value(&output)) {
        Ok(Ok(output)) => write(StatusCode::OK, &output),
        Ok(Err(_)) => refused(&KmsError::internal()),
        Err(error) => refused(&error),
    }
}

fn refused(error: &KmsError) -> Response {
    let mut body = json!({ "__type": error.code });
    if !error.message.is_empty() {
        body["message"] = error.message.clone().into();
    }
    write(error.status, &body)
}
