//! Requests that no proper client would write, byte by byte.

use crate::support::process::{Running, cluster_in, in_front_of};

/// Writes bytes, and reads until the other end closes.
async fn raw(running: &Running, text: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let address = running.base.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let text = text.replace("HOST", address).replace("TOKEN", &running.token);
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn smuggled_absolute_and_endless_requests_reach_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (upstream, url) = cluster_in("ACTIVE").await;
    let running = Running::start(in_front_of(&url, dir.path())).await;
    let post = "POST /api/regions/us-east-1/DescribeClusters HTTP/1.1\r\nHost: HOST\r\n\
                Authorization: Bearer TOKEN\r\nConnection: close\r\n";
    for (request, status) in [
        (format!("{post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}x"), "400"),
        (format!("{post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{{}}"), "400"),
        (format!("{post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"), "400"),
        (format!("{post}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"), "400"),
        ("GET http://evil.example/api/session HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nAuthorization: Bearer TOKEN\r\n\r\n".into(), "403"),
        ("GET /api/session HTTP/1.1\r\nHost: evil.example\r\nHost: HOST\r\nConnection: close\r\n\r\n".into(), "403"),
        ("GET /api/session HTTP/1.1\r\nConnection: close\r\n\r\n".into(), "403"),
        ("GET /\0 HTTP/1.1\r\n\r\n".into(), "400"),
        // A header that does not end: closed when its time is over.
        ("GET /api/session HTTP/1.1\r\nHost: HOST\r\nX: ".into(), ""),
    ] {
        let answer = raw(&running, &request).await;
        let found = answer.split(' ').nth(1).unwrap_or_default();
        assert_eq!(found, status, "{request}: {answer}");
    }
    assert!(upstream.requests().is_empty(), "{:?}", upstream.requests());
}
