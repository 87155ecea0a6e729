//! What a request is for.

use std::sync::Arc;

use aws_services::ec2::EC2_VERSION;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_TYPE, request::Parts},
    response::{IntoResponse, Response},
};

use super::{call, lookups, sts};
use crate::{control, service::Service};

/// More than any input of the API can be.
const LARGEST_BODY: usize = 1024 * 1024;

/// The whole service, for a connection or for a test without one.
pub(crate) fn app(service: Arc<Service>) -> Router {
    let aws = Router::new().fallback(dispatch).with_state(Arc::clone(&service));
    if service.control.is_some() { control::routes(service).merge(aws) } else { aws }
}

async fn dispatch(State(service): State<Arc<Service>>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let request_id = service.ids().request();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return with_request_id(StatusCode::PAYLOAD_TOO_LARGE.into_response(), &request_id);
    };
    let is_form = parts
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let response = if is_form && !parts.headers.contains_key(call::TARGET) {
        form(&service, &parts, &body, &request_id).await
    } else {
        call::answer(&service, &parts, &body, &request_id).await
    };
    with_request_id(response, &request_id)
}

/// EC2 and STS have forms of one kind; the version says whose it is.
async fn form(service: &Service, parts: &Parts, body: &[u8], request_id: &str) -> Response {
    let (mut action, mut version) = (String::new(), String::new());
    for (name, value) in form_urlencoded::parse(body) {
        match name.as_ref() {
            "Action" => action = value.into_owned(),
            "Version" => version = value.into_owned(),
            _ => {}
        }
    }
    if version == EC2_VERSION {
        lookups::answer_form(service, parts, body, &action, request_id).await
    } else {
        sts::answer(service, parts, body, request_id)
    }
}

fn with_request_id(mut response: Response, id: &str) -> Response {
    // A UUID is a valid header value.
    if let Ok(value) = id.parse() {
        response.headers_mut().insert("x-amzn-requestid", value);
    }
    response
}
