//! Requests that are refused before anything of them is believed.

use super::{DELETE, Fort, LIST, NOT_HTTP, request};

#[tokio::test]
async fn hostile_requests_are_refused_and_told_and_reach_nothing() {
    let fort = Fort::new().await;
    let list = |headers: &[&str]| request(LIST, headers, "{}");
    let get = |path: &str| request(&format!("GET {path}"), &[], "");
    let describe =
        |region: &str| request(&format!("POST /api/regions/{region}/DescribeClusters"), &[], "{}");
    let huge = format!("X-Long: {}", "x".repeat(200_000));
    let large = " ".repeat(20 * 1024 * 1024);
    let table = [
        // Who asks.
        ("no token", list(&["Authorization:-"]), "401", "Unauthorized"),
        ("a wrong token", list(&["Authorization: Bearer wrong"]), "401", "Unauthorized"),
        (
            "a token in the query",
            request(&format!("{LIST}?token=TOKEN"), &["Authorization:-"], "{}"),
            "401",
            "Unauthorized",
        ),
        (
            "a token in a cookie",
            list(&["Authorization:-", "Cookie: token=TOKEN"]),
            "401",
            "Unauthorized",
        ),
        (
            "two tokens",
            list(&["Authorization: Bearer TOKEN", "authorization: Bearer TOKEN"]),
            "401",
            "Unauthorized",
        ),
        // Through which name, and from which page.
        ("a foreign host", list(&["Host: evil.example"]), "403", "HostNotAllowed"),
        (
            "a host that begins like ours",
            list(&["Host: HOST.evil.example"]),
            "403",
            "HostNotAllowed",
        ),
        ("no host", list(&["Host:-"]), "403", "HostNotAllowed"),
        ("two hosts", list(&["Host: HOST", "host: evil.example"]), "403", "HostNotAllowed"),
        (
            "X-Forwarded-Host",
            list(&["Host: evil.example", "X-Forwarded-Host: HOST"]),
            "403",
            "HostNotAllowed",
        ),
        (
            "Forwarded",
            list(&["Host: evil.example", "Forwarded: host=HOST"]),
            "403",
            "HostNotAllowed",
        ),
        (
            "an absolute target",
            request("POST http://evil.example/api/regions/us-east-1/DescribeClusters", &[], "{}"),
            "403",
            "HostNotAllowed",
        ),
        ("a foreign origin", list(&["Origin: https://evil.example"]), "403", "OriginNotAllowed"),
        ("the origin null", list(&["Origin: null"]), "403", "OriginNotAllowed"),
        ("Sec-Fetch-Site", list(&["Sec-Fetch-Site: cross-site"]), "403", "OriginNotAllowed"),
        // For what.
        ("a region with a host", describe("us-east-1.evil.example"), "404", "UnknownRegion"),
        ("a region with a line feed", describe("us-east-1%0a"), "404", "UnknownRegion"),
        ("a region with a null byte", describe("us-east-1%00"), "404", "UnknownRegion"),
        ("a region with a path", describe("us-east-1%2f..%2f.."), "404", "UnknownRegion"),
        ("a region that goes up", describe(".."), "404", "UnknownRegion"),
        ("a region that is not UTF-8", describe("us-east-1%ff"), "400", "MalformedRequest"),
        ("a region that is a host", describe("evil.example%23"), "404", "UnknownRegion"),
        ("a path that goes up", get("/api/../../etc/passwd"), "404", "NotFound"),
        ("a coded path that goes up", get("/%2e%2e%2f%2e%2e%2fetc%2fpasswd"), "404", "NotFound"),
        (
            "an unknown operation",
            request("POST /api/regions/us-east-1/DeleteEverything", &[], "{}"),
            "404",
            "UnknownOperation",
        ),
        (
            "a deletion without a permit",
            request(DELETE, &[], r#"{"ClusterId":"cluster-aaaaaaaaaaa"}"#),
            "403",
            "PermitRequired",
        ),
        (
            "a deletion with an invented permit",
            request(
                DELETE,
                &["X-Console-Permit: aaaa.bbbb"],
                r#"{"ClusterId":"cluster-aaaaaaaaaaa"}"#,
            ),
            "403",
            "PermitInvalid",
        ),
        // In what form.
        ("20 MB", request(LIST, &[], &large), "413", "BodyTooLarge"),
        ("200 KB of headers", list(&[&huge]), "431", NOT_HTTP),
        (
            "two lengths",
            request(LIST, &["Content-Length: 2", "Content-Length: 3"], "{}x"),
            "400",
            NOT_HTTP,
        ),
        ("a length that is none", request(LIST, &["Content-Length: -1"], "{}"), "400", NOT_HTTP),
        ("a list of lengths", request(LIST, &["Content-Length: 2, 3"], "{}"), "400", NOT_HTTP),
        (
            "length and chunks",
            request(LIST, &["Content-Length: 2", "Transfer-Encoding: chunked"], "{}"),
            "400",
            "MalformedRequest",
        ),
        (
            "chunks, then no chunks",
            request(LIST, &["Transfer-Encoding: chunked, identity"], "0\r\n\r\n"),
            "400",
            NOT_HTTP,
        ),
        (
            "an unknown coding",
            request(LIST, &["Transfer-Encoding: xchunked"], "0\r\n\r\n"),
            "400",
            NOT_HTTP,
        ),
        (
            "a coding before the chunks",
            request(LIST, &["Transfer-Encoding: gzip, chunked"], "2\r\n{}\r\n0\r\n\r\n"),
            "400",
            "MalformedRequest",
        ),
        (
            "chunks that are none",
            request(LIST, &["Transfer-Encoding: chunked"], "zz\r\n\r\n"),
            "400",
            "MalformedRequest",
        ),
        (
            "a second request in the chunks",
            request(
                LIST,
                &["Transfer-Encoding: chunked"],
                "0\r\n\r\nPOST /api/regions/us-east-1/DescribeClusters HTTP/1.1\r\n\r\n",
            ),
            "400",
            "MalformedRequest",
        ),
        ("a null byte", "GET /\0 HTTP/1.1\r\n\r\n".to_owned(), "400", NOT_HTTP),
        (
            "a line feed in the target",
            "GET /api/\nregions HTTP/1.1\r\n\r\n".to_owned(),
            "400",
            NOT_HTTP,
        ),
        ("a null byte in a header", list(&["X-Null: a\0b"]), "400", NOT_HTTP),
        ("no HTTP at all", "\x16\x03\x01\x02\r\n\r\n".to_owned(), "400", NOT_HTTP),
    ];
    for (name, text, status, words) in table {
        let before = fort.told(words);
        let answer = fort.raw(&text).await;
        let found = answer.split(' ').nth(1).unwrap_or_default();
        let start: String = answer.chars().take(400).collect();
        assert_eq!(found, status, "{name}: {start}");
        // What hyper refuses by itself has no body.
        let code = format!("\"code\":\"{words}\"");
        assert!(words == NOT_HTTP || answer.contains(&code), "{name}: {answer}");
        fort.wait_for_one_more(words, before).await;
    }
    fort.assert_nothing_went_upstream();
}

/// hyper reads a line that ends in a line feed alone as a line, and has no setting against it. What
/// matters is that every check then sees that line.
#[tokio::test]
async fn a_line_that_ends_in_a_line_feed_alone_is_a_line_for_every_check() {
    let fort = Fort::new().await;
    let lines = |text: String| text.replace("\r\n", "\n");
    let session = "GET /api/session";
    for (name, text, status) in [
        ("as it should be", request(session, &[], ""), "200"),
        ("another host", request(session, &["Host: evil.example"], ""), "403"),
        ("two hosts", request(session, &["Host: HOST", "Host: evil.example"], ""), "403"),
        ("no token", request(session, &["Authorization:-"], ""), "401"),
        (
            "length and chunks",
            request(LIST, &["Content-Length: 2", "Transfer-Encoding: chunked"], "{}"),
            "400",
        ),
        (
            "a coding before the chunks",
            request(LIST, &["Transfer-Encoding: gzip, chunked"], "2\r\n{}\r\n0\r\n\r\n"),
            "400",
        ),
    ] {
        let answer = fort.raw(&lines(text)).await;
        let found = answer.split(' ').nth(1).unwrap_or_default();
        assert_eq!(found, status, "{name}: {answer}");
    }
    fort.assert_nothing_went_upstream();
}
