//! Answers, ready to be written.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use cloudhsm_api::ErrorCode;
use serde_json::{Value, json};

use super::cbor;
use crate::{cloudtrail::Refused, fault::Fault, sigv4::Refusal};

/// How a caller writes, and reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    /// JSON 1.1.
    Json,
    /// Smithy's RPC v2.
    Cbor,
}

impl Wire {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/x-amz-json-1.1",
            Self::Cbor => "application/cbor",
        }
    }
}

/// An answer, ready to be written.
#[derive(Debug)]
pub(crate) struct Reply(pub(crate) Response);

impl Reply {
    pub(crate) fn of(result: Result<Value, Fault>, wire: Wire) -> Self {
        Self(match result {
            Ok(output) => write(StatusCode::OK, &output, wire),
            Err(fault) => write_fault(&fault, wire),
        })
    }
}

/// Writes a refusal, and says it to whoever records the call. The service's own errors write `Message`; those of AWS's front end write `message`, and a name
/// with the front end's namespace. In CBOR every name has a namespace.
pub(crate) fn write_fault(fault: &Fault, wire: Wire) -> Response {
    let code = fault.code.as_str();
    let mut body = match (code.starts_with("CloudHsm"), wire) {
        (true, Wire::Json) => json!({ "__type": code, "Message": fault.message }),
        (true, Wire::Cbor) => {
            json!({ "__type": format!("com.amazonaws.cloudhsmv2#{code}"), "Message": fault.message })
        }
        (false, _) => {
            json!({ "__type": format!("com.amazon.coral.service#{code}"), "message": fault.message })
        }
    };
    if fault.message.is_empty()
        && let Some(members) = body.as_object_mut()
    {
        members.retain(|name, _| name == "__type");
    }
    let mut response = write(fault.status, &body, wire);
    let refused = Refused { code: code.to_owned(), message: fault.message.clone() };
    response.extensions_mut().insert(refused);
    response
}

fn write(status: StatusCode, body: &Value, wire: Wire) -> Response {
    let headers = [(CONTENT_TYPE, wire.content_type())];
    match wire {
        Wire::Json => (status, headers, Body::from(body.to_string())).into_response(),
        Wire::Cbor => {
            let mut response = (status, headers, Body::from(cbor::encode(body))).into_response();
            let protocol = HeaderValue::from_static("rpc-v2-cbor");
            response.headers_mut().insert("smithy-protocol", protocol);
            response
        }
    }
}

/// Statuses as the JSON protocol has them: 400 for all of these, unlike the query protocol.
pub(super) fn fault_of(refusal: Refusal) -> Fault {
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
