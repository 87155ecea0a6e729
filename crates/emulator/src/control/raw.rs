//! An answer that a test scripts, byte for byte.

use axum::{
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde_json::Value;

/// The answer: a string is sent as it is, anything else as JSON.
pub(super) fn answer(status: Option<u16>, body: Option<&Value>) -> Response {
    let status = status.and_then(|status| StatusCode::from_u16(status).ok());
    let body = match body {
        Some(Value::String(text)) => text.clone(),
        Some(json) => json.to_string(),
        None => String::new(),
    };
    let is_page = body.trim_start().starts_with('<');
    let content_type = if is_page { "text/html" } else { "application/x-amz-json-1.1" };
    (status.unwrap_or(StatusCode::OK), [(CONTENT_TYPE, content_type)], body).into_response()
}
