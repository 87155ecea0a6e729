//! The authorized client.

use std::{pin::Pin, sync::Arc};

use backend_api::{ApiError, ApiErrorCode, Session, routes};
use cloudhsm_api::Operation;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::transport::{Request, fetch};

/// The session token; it never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(Arc<str>);

impl SessionToken {
    /// Takes a token as it was pasted or linked; `None` when there is nothing in it.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.into()))
    }

    /// The token's text, for the header and for the tab's own storage.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(***)")
    }
}

/// Calls a backend with a session token.
#[derive(Debug, Clone)]
pub struct Client {
    /// Scheme, host and port of the backend; empty for the page's own origin.
    base: Arc<str>,
    token: SessionToken,
}

impl Client {
    /// A client of the backend at `base`; empty for the page's own origin.
    pub fn new(base: &str, token: SessionToken) -> Self {
        Self { base: base.trim_end_matches('/').into(), token }
    }

    /// Who and what the backend is.
    pub async fn session(&self) -> Result<Session, ApiError> {
        parse(&self.send("GET", routes::SESSION, None, &[]).await?)
    }

    /// One operation of CloudHSM, with AWS's input and output.
    pub(super) async fn operation<O: DeserializeOwned>(
        &self,
        region: &str,
        operation: Operation,
        input: Value,
        headers: &[(&'static str, String)],
    ) -> Result<O, ApiError> {
        let (path, body) = (routes::operation(region, operation), input.to_string());
        parse(&self.send("POST", &path, Some(body), headers).await?)
    }

    /// The text of an operation's answer, for whoever reads it in parts.
    pub(super) async fn text_of(
        &self,
        region: &str,
        operation: Operation,
        input: Value,
    ) -> Result<String, ApiError> {
        let path = routes::operation(region, operation);
        self.send("POST", &path, Some(input.to_string()), &[]).await
    }

    /// A call with an optional JSON body; the text of a success, or the error of the envelope.
    ///
    /// Boxed, so that each call that waits for it stays small.
    pub(super) fn send(
        &self,
        method: &'static str,
        path: &str,
        body: Option<String>,
        headers: &[(&'static str, String)],
    ) -> Pin<Box<dyn Future<Output = Result<String, ApiError>>>> {
        Box::pin(fetch(self.request(method, path, body, headers)))
    }

    pub(super) fn request(
        &self,
        method: &'static str,
        path: &str,
        body: Option<String>,
        headers: &[(&'static str, String)],
    ) -> Request {
        let url = format!("{}{path}", self.base);
        let authorization = format!("Bearer {}", self.token.expose());
        Request { method, url, authorization, body, headers: headers.to_vec() }
    }
}

/// Reads an answer; what can't be read is not from our backend.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    serde_json::from_str(text).map_err(|error| {
        ApiError::network(
            ApiErrorCode::NotTheBackend,
            format!("The response isn’t the expected JSON ({error})."),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_blank_and_never_prints() {
        assert_eq!(SessionToken::new("  \n"), None);
        let token = SessionToken::new(" s3cret\n").unwrap();
        assert_eq!(token.expose(), "s3cret");
        assert!(!format!("{token:?}").contains("s3cret"));
        assert!(!format!("{:?}", Client::new("", token)).contains("s3cret"));
    }
}
