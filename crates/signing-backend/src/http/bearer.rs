//! The session token in `Authorization: Bearer`: a header that no other site can make a browser
//! send, unlike a cookie.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend_api::ApiErrorCode;

use crate::{Failure, SessionToken};

/// So many wrong tokens within [`WINDOW`] are answered as such.
const TRIES: u32 = 20;
const WINDOW: Duration = Duration::from_mins(1);

/// Counts wrong tokens. The right token always passes, so that nobody can lock its owner out.
#[derive(Debug, Default)]
struct WrongTokens(Mutex<Option<(Instant, u32)>>);

impl WrongTokens {
    /// Counts one more; the seconds to wait when there were too many.
    fn count(&self) -> Option<u64> {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, count) = match *window {
            Some((start, count)) if start.elapsed() < WINDOW => (start, count.saturating_add(1)),
            _ => (Instant::now(), 1),
        };
        *window = Some((start, count));
        (count > TRIES).then(|| WINDOW.saturating_sub(start.elapsed()).as_secs() + 1)
    }
}

/// The token that a request must have.
#[derive(Debug)]
pub(crate) struct TokenCheck {
    token: SessionToken,
    wrong_tokens: WrongTokens,
}

impl TokenCheck {
    pub(crate) fn new(token: SessionToken) -> Self {
        Self { token, wrong_tokens: WrongTokens::default() }
    }

    fn check(&self, headers: &HeaderMap) -> Result<(), Failure> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return Err(Failure::backend(
                ApiErrorCode::Unauthorized,
                "Session token required (Authorization: Bearer <token>). It is in the link that \
                 the backend printed at startup.",
            ));
        };
        let token = value.to_str().ok().and_then(|text| {
            let (scheme, token) = text.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        if token.is_some_and(|token| self.token.matches(token)) {
            return Ok(());
        }
        match self.wrong_tokens.count() {
            None => Err(Failure::backend(
                ApiErrorCode::Unauthorized,
                "This session token isn't valid. The backend prints a new one each time it starts.",
            )),
            Some(seconds) => Err(Failure::backend(
                ApiErrorCode::TooManyAttempts,
                format!("Too many wrong session tokens. Try again in {seconds} s."),
            )
            .with_retry_after(seconds)),
        }
    }
}

pub(crate) async fn require_token(
    State(expected): State<Arc<TokenCheck>>,
    request: Request,
    next: Next,
) -> Response {
    match expected.check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(failure) => {
            let mut response = failure.into_response();
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
            response
        }
    }
}
