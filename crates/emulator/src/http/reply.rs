//! Answers in JSON 1.1, ready to be written.

use axum::{
    body::Body,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use cloudhsm_api::ErrorCode;
use serde_json::{Value, json};

use crate::{cloudtrail::Refused, fault::Fault, sigv4::Refusal};

/// An answer, ready to be written.
#[derive(Debug)]
pub(crate) struct Reply(pub(crate) Response);

impl Reply {
    pub(crate) fn of(result: Result<Value, Fault>) -> Self {
        Self(match result {
            Ok(output) => write(StatusCode::OK, &output),
            Err(fault) => write_fault(&fault),
        })
    }
}

/// Writes a refusal, and says it to whoever records the call. The service's own errors write `Message`;
/// those of AWS's front end write `message`, and a name with the front end's namespace.
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
    let mut response = write(fault.status, &body);
    let refused = Refused { code: code.to_owned(), message: fault.message.clone() };
    response.extensions_mut().insert(refused);
    response
}

fn write(status: StatusCode, body: &Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/x-amz-json-1.1")];
    (status, headers, Body::from(body.to_string())).into_response()
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
