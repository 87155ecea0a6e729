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
use backend_api::code;

use crate::{Backend, Failure};

/// So many wrong tokens within [`WINDOW`] are answered as such.
const TRIES: u32 = 20;
const WINDOW: Duration = Duration::from_mins(1);

/// Counts wrong tokens. The right token always passes, so that nobody can lock its owner out.
#[derive(Debug, Default)]
pub(crate) struct WrongTokens(Mutex<Option<(Instant, u32)>>);

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

pub(crate) async fn require_token(
    State(backend): State<Arc<Backend>>,
    request: Request,
    next: Next,
) -> Response {
    match check(&backend, request.headers()) {
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

fn check(backend: &Backend, headers: &HeaderMap) -> Result<(), Failure> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Failure::backend(
            code::UNAUTHORIZED,
            "This needs the session token: Authorization: Bearer <token>. It is in the link that \
             the backend printed when it started.",
        ));
    };
    let token = value.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    if token.is_some_and(|token| backend.token.matches(token)) {
        return Ok(());
    }
    match backend.wrong_tokens.count() {
        None => Err(Failure::backend(
            code::UNAUTHORIZED,
            "This is not the session token of this backend. A backend that was started again has a \
             new one, in the link that it printed.",
        )),
        Some(seconds) => Err(Failure::backend(
            code::TOO_MANY_ATTEMPTS,
            format!("Too many wrong session tokens; the next try counts in {seconds} s."),
        )
        .with_retry_after(seconds)),
    }
}
