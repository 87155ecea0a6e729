//! One fetch, and the error envelope. Everything generic stays out of here: the code is compiled
//! once, whatever is asked.

use backend_api::{ApiError, ApiErrorCode, ErrorBody};
use gloo_net::http::{Method, RequestBuilder, Response};
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, RequestRedirect, ResponseType};

use super::early;
use crate::{
    crash,
    time::{now_millis, set_by_server},
};

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
    let host = host(&request.url);
    let response = send(request, id, signal.as_ref()).await?;
    // The backend's own page, a report, has the request's ID.
    let is_page = is_page(&response) && header(&response, "x-request-id") != id;
    let text = response.text().await.map_err(|error| unreachable_backend(&error.to_string()))?;
    // The answer is complete: nothing is left to abort.
    guard.0 = None;
    if response.ok() && !is_page {
        return Ok(text);
    }
    Err(refused(&host, response.status(), is_page, &text))
}

/// Sends, and gives a success whose body is still to come. `signal` ends it.
pub(super) async fn open(
    request: Request,
    signal: Option<&AbortSignal>,
) -> Result<Response, ApiError> {
    let host = host(&request.url);
    let response = send(request, &new_id(), signal).await?;
    let is_page = is_page(&response);
    if response.ok() && !is_page {
        return Ok(response);
    }
    let text = response.text().await.map_err(|error| unreachable_backend(&error.to_string()))?;
    Err(refused(&host, response.status(), is_page, &text))
}

async fn send(
    request: Request,
    id: &str,
    signal: Option<&AbortSignal>,
) -> Result<Response, ApiError> {
    if crash::has_crashed() {
        // A timer may still run. Nobody sees any more what it would send.
        return Err(unreachable_backend("The console stopped."));
    }
    let method = if request.method == "GET" { Method::GET } else { Method::POST };
    let mut builder = RequestBuilder::new(&request.url)
        .method(method)
        .abort_signal(signal)
        // The backend never redirects. Whatever does is in front of it, such as a proxy's sign-in.
        .redirect(RequestRedirect::Manual)
        .header("authorization", &request.authorization)
        .header("x-request-id", id);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let prepared = match request.body {
        Some(body) => builder.header("content-type", "application/json").body(body),
        None => builder.build(),
    };
    let prepared = prepared
        .map_err(|error| ApiError::backend(ApiErrorCode::MalformedRequest, error.to_string()))?;
    let mut sent_millis = now_millis();
    let response = match early::taken(&request.url, &request.authorization, signal) {
        Some(early) => {
            sent_millis = early.sent_millis;
            let answer = JsFuture::from(early.answer).await;
            let response = answer.and_then(JsCast::dyn_into::<web_sys::Response>);
            response.map(Response::from).map_err(|error| format!("{error:?}"))
        }
        None => prepared.send().await.map_err(|error| error.to_string()),
    };
    let response = response.map_err(|error| unreachable_backend(&error))?;
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(redirected(&host(&request.url)));
    }
    set_by_server(&header(&response, "date"), sent_millis);
    Ok(response)
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).unwrap_or_default()
}

fn is_page(response: &Response) -> bool {
    header(response, "content-type").starts_with("text/html")
}

/// The error of an answer that is no success.
fn refused(host: &str, status: u16, is_page: bool, text: &str) -> ApiError {
    match serde_json::from_str::<ErrorBody>(text) {
        Ok(body) => body.error,
        Err(_) => not_by_the_backend(host, status, is_page, text),
    }
}

pub(super) fn unreachable_backend(detail: &str) -> ApiError {
    let mut error = ApiError::network(
        ApiErrorCode::BackendUnreachable,
        "Can’t reach the signing backend. It may have stopped, or the network is down.",
    );
    error.raw = Some(Value::String(detail.to_owned()));
    error
}

/// Which host was asked: that of the URL, or the page's own.
fn host(url: &str) -> String {
    let of_url = url.split_once("://").and_then(|(_, rest)| rest.split('/').next());
    if let Some(host) = of_url {
        return host.to_owned();
    }
    let location = web_sys::window().map(|window| window.location());
    location.and_then(|location| location.host().ok()).unwrap_or_default()
}

fn redirected(host: &str) -> ApiError {
    // The browser doesn't tell a page where a redirect leads.
    let words = format!(
        "{host} redirected the request to another page instead of passing it to the signing backend. Your sign-in at the proxy in front of the backend may have expired."
    );
    ApiError::network(ApiErrorCode::NotTheBackend, words)
}

/// An answer that is not the backend's: every one of those has the envelope, or is JSON.
fn not_by_the_backend(host: &str, status: u16, is_page: bool, text: &str) -> ApiError {
    let (code, words) = match status {
        // A proxy in front of a stopped backend answers 502 to 504.
        502..=504 => (
            ApiErrorCode::BackendUnreachable,
            format!(
                "A proxy at {host} answered HTTP {status}: it can’t reach the signing backend, or didn’t wait for its answer."
            ),
        ),
        401 | 403 | 407 => (
            ApiErrorCode::NotTheBackend,
            format!(
                "A proxy at {host} refused the request (HTTP {status}) before it reached the signing backend."
            ),
        ),
        _ if is_page => (
            ApiErrorCode::NotTheBackend,
            format!(
                "{host} answered with a web page instead of data (HTTP {status}). A proxy, a sign-in page or a static host is answering in place of the signing backend."
            ),
        ),
        _ => (
            ApiErrorCode::NotTheBackend,
            format!("Something at {host} that isn’t the signing backend answered HTTP {status}."),
        ),
    };
    let mut error = ApiError::network(code, words);
    error.raw = Some(excerpt(text));
    error
}

/// The beginning of an answer, for the details of its error.
pub(super) fn excerpt(text: &str) -> Value {
    Value::String(text.chars().take(4096).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_a_proxy_names_its_host() {
        for (status, is_page, code, words) in [
            (
                502,
                true,
                ApiErrorCode::BackendUnreachable,
                "A proxy at tools.example.com answered HTTP 502",
            ),
            (407, true, ApiErrorCode::NotTheBackend, "A proxy at tools.example.com refused"),
            (200, true, ApiErrorCode::NotTheBackend, "tools.example.com answered with a web page"),
            (404, false, ApiErrorCode::NotTheBackend, "Something at tools.example.com"),
        ] {
            let error = not_by_the_backend("tools.example.com", status, is_page, "<html>");
            assert_eq!(error.code, code, "{status}");
            assert!(error.message.starts_with(words), "{}", error.message);
            assert_eq!(error.raw, Some("<html>".into()));
        }
        let error = redirected("tools.example.com");
        assert!(error.message.starts_with("tools.example.com redirected"), "{}", error.message);
    }

    #[test]
    fn the_host_is_that_of_the_url() {
        assert_eq!(host("https://tools.example.com:8443/api/session"), "tools.example.com:8443");
    }
}
