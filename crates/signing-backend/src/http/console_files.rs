//! The built console, when the backend serves it.

use std::{path::Path, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use backend_api::ApiErrorCode;
use page_policy::{CACHE_AND_ASK, cache_control};
use tower_http::services::{ServeDir, ServeFile};

use super::folder::{Folder, PAGE};
use crate::{Console, Failure};

/// Serves the console. Every path that is not a file is a page of the console,
/// unless it looks like a file or belongs to the API: those are missing, and say so.
pub(crate) fn console_files(console: &Console) -> Router {
    let files = match console {
        Console::Directory(dir) => directory(dir),
        #[cfg(feature = "embedded-console")]
        Console::Embedded => Router::new().fallback(super::embedded::embedded_file),
    };
    files.layer(middleware::from_fn(answer_for_page))
}

fn directory(dir: &Path) -> Router {
    let page = ServeFile::new(dir.join(PAGE)).precompressed_br().precompressed_gzip();
    let files = ServeDir::new(dir)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(true)
        .fallback(page);
    let folder = Arc::new(Folder(dir.to_owned()));
    Router::new().fallback_service(files).layer(middleware::from_fn_with_state(folder, only_files))
}

async fn only_files(State(folder): State<Arc<Folder>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // A file system that hangs must hang no more than this request.
    let checked = tokio::task::spawn_blocking(move || folder.may_be_served(&path)).await;
    match checked {
        Ok(true) => next.run(request).await,
        Ok(false) | Err(_) => no_such_file(),
    }
}

async fn answer_for_page(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if path == "/api" || path.starts_with("/api/") {
        return Failure::backend(ApiErrorCode::NotFound, "Path not found.").into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Failure::backend(ApiErrorCode::MethodNotAllowed, "Pages can only be read.")
            .into_response();
    }
    let named_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'))
        || path.split('/').any(|name| name.starts_with('.'));
    let mut response = next.run(request).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let missing =
        response.status() == StatusCode::NOT_FOUND || (named_file && is_page && !is_html(&path));
    if missing {
        return no_such_file();
    }
    let cache = if is_page { CACHE_AND_ASK } else { cache_control(&path) };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn no_such_file() -> Response {
    Failure::backend(ApiErrorCode::NotFound, "File not found.").into_response()
}

fn is_html(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("html"))
}
