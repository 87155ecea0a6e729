//! What the head of every request must be before anything is done with it.

use axum::{
    extract::Request,
    http::{HeaderMap, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;

use crate::Failure;

pub(crate) async fn check_head(request: Request, next: Next) -> Response {
    match check_path(request.uri()).and_then(|()| check_coding(request.headers())) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

/// Every name in a path is UTF-8.
fn check_path(uri: &Uri) -> Result<(), Failure> {
    match percent_decode_str(uri.path()).decode_utf8() {
        Ok(_) => Ok(()),
        Err(_) => Err(Failure::malformed("path", "The path isn't UTF-8.")),
    }
}

/// A body comes as it is, or in chunks. Of any other transfer coding, hops could see different ends.
fn check_coding(headers: &HeaderMap) -> Result<(), Failure> {
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    let (first, second) = (codings.next(), codings.next());
    let chunked = first.is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    if chunked && second.is_none() {
        return Ok(());
    }
    Err(Failure::malformed(
        "Transfer-Encoding",
        "The only transfer coding of a body is \"chunked\", once.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_utf8() {
        for good in ["/", "/api/regions/us-east-1/DescribeClusters", "/%C3%BC", "/%00"] {
            assert!(check_path(&good.parse().unwrap()).is_ok(), "{good}");
        }
        for bad in ["/%ff", "/api/regions/%C3/DescribeClusters", "/a/%e2%82"] {
            let failure = check_path(&bad.parse().unwrap()).unwrap_err();
            assert_eq!(failure.error.field.as_deref(), Some("path"), "{bad}");
        }
    }

    #[test]
    fn a_body_is_chunked_or_plain() {
        let check = |codings: &[&str]| {
            let mut headers = HeaderMap::new();
            for coding in codings {
                headers.append(header::TRANSFER_ENCODING, coding.parse().unwrap());
            }
            check_coding(&headers).is_ok()
        };
        assert!(check(&[]) && check(&["chunked"]) && check(&["Chunked"]));
        for bad in [&["gzip, chunked"][..], &["gzip", "chunked"], &["chunked", "chunked"], &[""]] {
            assert!(!check(bad), "{bad:?}");
        }
    }
}
