//! The console inside the binary, as it was in dist/ when the binary was built.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{Embed, EmbeddedFile};

const PAGE: &str = "index.html";

#[derive(Embed)]
#[folder = "../../dist"]
struct Dist;

/// Answers a file, or the page for every other path; the caller knows which of those are missing.
pub(super) async fn embedded_file(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let name = if Dist::get(path).is_some() { path } else { PAGE };
    let Some(plain) = Dist::get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = plain.metadata.mimetype().to_owned();
    let (file, coding) = compressed(name, request.headers()).unwrap_or((plain, None));
    let tag = tag(&file);
    let mut answer = if is_known(request.headers(), &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.data.into_response()
    };
    let headers = answer.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    for (name, text) in [(header::ETAG, tag), (header::CONTENT_TYPE, kind)] {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    }
    answer
}

/// The smallest form that the browser takes.
fn compressed(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let accepts = |coding: &str| {
        accepted.split(',').any(|offer| {
            let (name, quality) = offer.split_once(';').unwrap_or((offer, ""));
            let refused = quality.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
            name.trim().eq_ignore_ascii_case(coding) && !refused
        })
    };
    [("br", "br"), ("gzip", "gz")].into_iter().filter(|(coding, _)| accepts(coding)).find_map(
        |(coding, extension)| {
            Dist::get(&format!("{name}.{extension}")).map(|file| (file, Some(coding)))
        },
    )
}

fn tag(file: &EmbeddedFile) -> String {
    format!("\"{}\"", crate::hex::hex(&file.metadata.sha256_hash()[..8]))
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|known| known.to_str().ok())
        .flat_map(|known| known.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag)
}
