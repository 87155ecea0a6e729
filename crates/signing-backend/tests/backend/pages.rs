//! The built console, served by the backend.

use axum::body::Body;
use signing_backend::{Console, Settings};

use crate::support::{Bench, settings};

fn bench() -> (Bench, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("index.html"), "<!doctype html><title>Console</title>").unwrap();
    std::fs::write(dir.path().join("app-0123456789abcdef.js"), "export {}").unwrap();
    std::fs::write(dir.path().join("app-0123456789abcdef.js.br"), "compressed").unwrap();
    std::fs::write(dir.path().join("boot.js"), "export {}").unwrap();
    std::fs::write(dir.path().join("secret.txt"), "in the directory").unwrap();
    let settings =
        Settings { console: Some(Console::Directory(dir.path().to_owned())), ..settings() };
    (Bench::with(settings), dir)
}

#[tokio::test]
async fn pages_files_and_what_is_missing() {
    let (bench, _dir) = bench();
    for page in ["/", "/index.html", "/clusters", "/regions/us-east-1/clusters/cluster-a/tags"] {
        let reply = bench.get(page).await;
        assert_eq!(reply.status, 200, "{page}");
        assert!(
            reply
                .header("content-security-policy")
                .contains("script-src 'self' 'wasm-unsafe-eval'")
        );
        assert_eq!(reply.header("cache-control"), "no-cache", "{page}");
        assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin");
    }
    // A worker lives by the policy of its own script.
    let reply = bench.get("/app-0123456789abcdef.js").await;
    assert!(reply.header("content-security-policy").contains("script-src 'self'"));
    assert!(bench.get("/api/nope").await.header("content-security-policy").contains("'none'"));
    assert!(!bench.get("/api/nope").await.header("content-security-policy").contains("'self'"));
    assert!(reply.header("cache-control").contains("immutable"));
    assert_eq!(bench.get("/boot.js").await.header("cache-control"), "no-cache");
    for missing in ["/app-ffff.js", "/favicon.ico", "/a/b/c.wasm", "/.git/config", "/../Cargo.toml"]
    {
        assert_eq!(bench.get(missing).await.status, 404, "{missing}");
    }
    assert_eq!(bench.get("/api/nope").await.code(), backend_api::ApiErrorCode::NotFound);
    assert_eq!(bench.send(bench.request("POST", "/clusters", Body::empty())).await.status, 405);
}

/// To open a pipe waits for its other end, for ever.
#[cfg(unix)]
#[tokio::test]
async fn links_that_lead_out_hidden_files_and_pipes_are_missing() {
    let (bench, dir) = bench();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.txt"), "outside").unwrap();
    let at = |name: &str| dir.path().join(name);
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), at("link.txt")).unwrap();
    std::fs::write(at(".env"), "hidden").unwrap();
    std::fs::create_dir(at(".git")).unwrap();
    std::fs::write(at(".git/config"), "hidden").unwrap();
    // limit: a program that ends by itself
    let made = std::process::Command::new("mkfifo").arg(at("pipe.js")).status().unwrap();
    assert!(made.success());
    let get = |path| tokio::time::timeout(std::time::Duration::from_secs(20), bench.get(path));
    for path in ["/link.txt", "/.env", "/%2eenv", "/.git/config", "/pipe.js", "/%ff"] {
        let reply = get(path).await.unwrap_or_else(|_| panic!("{path} hangs"));
        assert!(matches!(reply.status.as_u16(), 400 | 404), "{path}: {}", reply.status);
    }
    assert_eq!(get("/secret.txt").await.unwrap().status, 200);
}

#[tokio::test]
async fn what_was_compressed_is_sent_as_it_is() {
    let (bench, _dir) = bench();
    let mut request = bench.request("GET", "/app-0123456789abcdef.js", Body::empty());
    request.headers_mut().insert("accept-encoding", "br, gzip".parse().unwrap());
    let reply = bench.send(request).await;
    assert_eq!(
        (reply.header("content-encoding"), reply.body.as_slice()),
        ("br", &b"compressed"[..])
    );
}

#[tokio::test]
async fn a_page_needs_no_token_but_the_right_host() {
    let (bench, _dir) = bench();
    let mut request = bench.request("GET", "/", Body::empty());
    request.headers_mut().remove("authorization");
    // A link on another site may lead here.
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(bench.send(request).await.status, 200);
    let mut request = bench.request("GET", "/", Body::empty());
    request.headers_mut().insert("host", "evil.example".parse().unwrap());
    assert_eq!(bench.send(request).await.status, 403);
}
