//! One fetch, and the error envelope. Everything generic stays out of here: the code is compiled
//! once, whatever is asked.

use backend_api::{ApiError, ErrorBody, code};
use gloo_net::http::{Method, RequestBuilder, Response};
use serde_json::Value;
use web_sys::AbortController;

/// What to send.
pub(super) struct Request {
    pub method: &'static str,
    pub url: String,
    pub authorization: String,
    pub body: Option<String>,
    pub headers: Vec<(&'static str, String)>,
}

/// Ends the request when the future that waits for it is dropped, as happens when its page goes.
struct AbortOnDrop(Option<AbortController>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// Sends, and gives the text of a success. The request has an id, by which the backend's log and
/// the page's error can be put together.
pub(super) async fn fetch(request: Request) -> Result<String, ApiError> {
    let id = new_id();
    exchange(request, &id).await.map_err(|mut error| {
        error.request_id.get_or_insert(id);
        error
    })
}

/// Only has to differ from the others in a log.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 to 2^40, which both types hold"
)]
fn new_id() -> String {
    format!("page-{:010x}", (js_sys::Math::random() * 1_099_511_627_776.0) as u64)
}

async fn exchange(request: Request, id: &str) -> Result<String, ApiError> {
    let mut guard = AbortOnDrop(AbortController::new().ok());
    let signal = guard.0.as_ref().map(AbortController::signal);
    let method = if request.method == "GET" { Method::GET } else { Method::POST };
    let mut builder = RequestBuilder::new(&request.url)
        .method(method)
        .abort_signal(signal.as_ref())
        .header("authorization", &request.authorization)
        .header("x-request-id", id);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let prepared = match request.body {
        Some(body) => builder.header("content-type", "application/json").body(body),
        None => builder.build(),
    };
    let prepared =
        prepared.map_err(|error| ApiError::backend(code::MALFORMED_REQUEST, error.to_string()))?;
    let response =
        prepared.send().await.map_err(|error| unreachable_backend(&error.to_string()))?;
    let text = response.text().await.map_err(|error| unreachable_backend(&error.to_string()))?;
    // The answer is complete: nothing is left to abort.
    guard.0 = None;
    if response.ok() { Ok(text) } else { Err(read_error(&response, &text)) }
}

fn unreachable_backend(detail: &str) -> ApiError {
    let mut error = ApiError::network(
        code::BACKEND_UNREACHABLE,
        "The signing backend does not answer. It may have stopped, or the network is down.",
    );
    error.raw = Some(Value::String(detail.to_owned()));
    error
}

fn read_error(response: &Response, text: &str) -> ApiError {
    if let Ok(body) = serde_json::from_str::<ErrorBody>(text) {
        return body.error;
    }
    let status = response.status();
    let mut error = ApiError::network(
        // A proxy in front of a stopped backend answers 502 to 504.
        if matches!(status, 502..=504) { code::BACKEND_UNREACHABLE } else { code::NOT_THE_BACKEND },
        format!("Something between the console and its signing backend answered HTTP {status}."),
    );
    error.raw = Some(Value::String(text.chars().take(4096).collect()));
    error
}
