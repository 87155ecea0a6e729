//! The console inside the binary: the same answers as from a directory.

use axum::body::Body;
use backend_api::ApiErrorCode;
use signing_backend::{Console, Settings};

use crate::support::{Bench, Reply, settings};

fn bench() -> Bench {
    Bench::with(Settings { console: Some(Console::Embedded), ..settings() })
}

async fn ask(bench: &Bench, path: &str, headers: &[(&'static str, &str)]) -> Reply {
    let mut request = bench.request("GET", path, Body::empty());
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    bench.send(request).await
}

#[tokio::test]
async fn pages_and_files_as_they_were_built() {
    let bench = bench();
    let page = ask(&bench, "/regions/us-east-1/clusters/cluster-a/tags", &[]).await;
    assert_eq!((page.status, page.header("cache-control")), (200.try_into().unwrap(), "no-cache"));
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.header("content-security-policy").contains("'wasm-unsafe-eval'"));
    let text = String::from_utf8(page.body.clone()).unwrap();
    let name = text.split("data-wasm=\"").nth(1).unwrap().split('"').next().unwrap();
    let wasm = ask(&bench, &format!("/{name}"), &[]).await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert!(wasm.body.starts_with(b"\0asm") && wasm.header("content-encoding").is_empty());
    assert!(wasm.header("cache-control").contains("immutable"));
    for missing in ["/gone-0123456789abcdef.js", "/.git/config", "/../Cargo.toml", "/a/b.css"] {
        assert_eq!(ask(&bench, missing, &[]).await.status, 404, "{missing}");
    }
    assert_eq!(ask(&bench, "/api/nope", &[]).await.code(), ApiErrorCode::NotFound);
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes() {
    let bench = bench();
    let mut sizes = Vec::new();
    for (accepted, coding) in
        [("gzip, deflate, br, zstd", "br"), ("gzip;q=1.0, br;q=0", "gzip"), ("identity", "")]
    {
        let reply = ask(&bench, "/boot.js", &[("accept-encoding", accepted)]).await;
        assert_eq!(reply.header("content-encoding"), coding, "{accepted}");
        assert!(reply.header("content-type").contains("javascript"));
        assert_eq!(reply.header("vary"), "accept-encoding");
        sizes.push(reply.body.len());
    }
    assert!(sizes.is_sorted() && sizes[0] < sizes[2], "{sizes:?}");
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let bench = bench();
    let first = ask(&bench, "/", &[("accept-encoding", "br")]).await;
    let tag = first.header("etag").to_owned();
    let known = [("accept-encoding", "br"), ("if-none-match", tag.as_str())];
    let again = ask(&bench, "/", &known).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    assert!(again.header("content-security-policy").contains("'wasm-unsafe-eval'"));
    // Another form is another answer.
    let other = ask(&bench, "/", &[("if-none-match", &tag)]).await;
    assert_eq!(other.status, 200);
}
