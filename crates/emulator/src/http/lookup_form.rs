//! How the services beside CloudHSM write answers and refusals: KMS in JSON 1.1, CloudWatch in JSON
//! 1.0, EC2 in XML.

use aws_services::{Lookup, Protocol, Service, ec2::Ec2Error};
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::reply::{Wire, fault_of, write_fault};
use crate::{lookups::LookupError, sigv4::Refusal};

const XML: &str = "text/xml;charset=UTF-8";
/// CloudWatch's older names of errors are in this header, for clients that ask for them.
const QUERY_MODE: &str = "x-amzn-query-mode";
const QUERY_ERROR: &str = "x-amzn-query-error";

/// The form of one answer.
#[derive(Debug)]
pub(super) struct Form<'a> {
    lookup: Lookup,
    request_id: &'a str,
    is_query_mode: bool,
}

impl<'a> Form<'a> {
    pub(super) fn new(lookup: Lookup, headers: &HeaderMap, request_id: &'a str) -> Self {
        let is_query_mode = headers.get(QUERY_MODE).is_some_and(|value| value == "true");
        Self { lookup, request_id, is_query_mode }
    }

    /// An answer that is written already, or a refusal.
    pub(super) fn written(&self, result: Result<String, LookupError>) -> Response {
        match (result, self.lookup.protocol()) {
            (Ok(body), Protocol::Json) => {
                ([(CONTENT_TYPE, self.lookup.content_type())], body).into_response()
            }
            (Ok(body), Protocol::Query) => ([(CONTENT_TYPE, XML)], body).into_response(),
            (Err(error), Protocol::Json) => self.json_error(&error),
            (Err(error), Protocol::Query) => xml_error(&error, self.request_id),
        }
    }

    /// The refusal of a signature.
    pub(super) fn unsigned(&self, refusal: Refusal) -> Response {
        match self.lookup.protocol() {
            Protocol::Json => write_fault(&fault_of(refusal), Wire::Json),
            Protocol::Query => xml_error(&ec2_refusal(refusal), self.request_id),
        }
    }

    fn json_error(&self, error: &LookupError) -> Response {
        let kind = match self.lookup.service() {
            Service::CloudWatch => format!("{}#{}", namespace_of(error.code), error.code),
            _ => error.code.to_owned(),
        };
        let mut body = json!({ "__type": kind });
        if !error.message.is_empty() {
            body["message"] = error.message.clone().into();
        }
        let headers = [(CONTENT_TYPE, self.lookup.content_type())];
        let mut response = (error.status, headers, body.to_string()).into_response();
        if self.is_query_mode && self.lookup.service() == Service::CloudWatch {
            let value = HeaderValue::from_static(query_error_of(error.code));
            response.headers_mut().insert(QUERY_ERROR, value);
        }
        response
    }
}

/// What precedes the name of an error: the service's own, or that of AWS's front end.
fn namespace_of(code: &str) -> &'static str {
    match code {
        "InvalidParameterValueException" | "InvalidNextToken" | "InternalServiceFault" => {
            "com.amazonaws.cloudwatch.v2010_08_01"
        }
        "ValidationException" => "com.amazon.coral.validate",
        _ => "com.amazon.coral.service",
    }
}

/// The name of an error in CloudWatch's query protocol, and whose fault it is.
fn query_error_of(code: &str) -> &'static str {
    match code {
        "InvalidParameterValueException" => "InvalidParameterValue;Sender",
        "InvalidNextToken" => "InvalidNextToken;Sender",
        "ValidationException" => "ValidationError;Sender",
        "AccessDeniedException" => "AccessDenied;Sender",
        "ThrottlingException" => "Throttling;Sender",
        "SerializationException" => "MalformedInput;Sender",
        _ => "InternalServiceError;Receiver",
    }
}

/// The refusal of an action that EC2 has, and the emulator has not.
pub(super) fn no_such_action(action: &str, request_id: &str) -> Response {
    let message = format!("The action {action} is not valid for this web service.");
    xml_error(&LookupError::new("InvalidAction", message), request_id)
}

/// EC2's names, as
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html> has them.
fn ec2_refusal(refusal: Refusal) -> LookupError {
    let unauthorized = StatusCode::UNAUTHORIZED;
    let (status, code, message) = match refusal {
        Refusal::Missing => (
            StatusCode::FORBIDDEN,
            "MissingAuthenticationToken",
            "Request is missing Authentication Token".to_owned(),
        ),
        Refusal::Incomplete(text) => (StatusCode::BAD_REQUEST, "IncompleteSignature", text),
        Refusal::Invalid(text) => (unauthorized, "AuthFailure", text),
        Refusal::UnknownKey => (
            unauthorized,
            "AuthFailure",
            "AWS was not able to validate the provided access credentials".to_owned(),
        ),
        Refusal::Expired => {
            (StatusCode::BAD_REQUEST, "RequestExpired", "Request has expired.".to_owned())
        }
    };
    LookupError { status, code, message }
}

fn xml_error(error: &LookupError, request_id: &str) -> Response {
    let body = Ec2Error {
        code: error.code.to_owned(),
        message: Some(error.message.clone()),
        request_id: Some(request_id.to_owned()),
    };
    match body.write() {
        Ok(body) => (error.status, [(CONTENT_TYPE, XML)], body).into_response(),
        // Text with a character that XML can't have: a caller's.
        Err(_) => error.status.into_response(),
    }
}
