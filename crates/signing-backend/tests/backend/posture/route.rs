//! `GET /api/posture`.

use backend_api::{ApiErrorCode, PostureReport, routes};

use crate::support::{Bench, REGION};

#[tokio::test]
async fn each_format_is_a_download() {
    let bench = Bench::new();
    let reply = bench.get(routes::POSTURE).await;
    let report: PostureReport = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/json"));
    assert_eq!(report.regions[0].region, REGION);
    assert!(!report.regions[0].clusters.is_empty());
    for (format, media, ending) in [
        ("text", "text/plain; charset=utf-8", "txt"),
        ("json", "application/json", "json"),
        ("csv", "text/csv; charset=utf-8", "csv"),
        ("html", "text/html; charset=utf-8", "html"),
        ("sarif", "application/sarif+json", "sarif"),
    ] {
        let reply = bench.get(&format!("{}?format={format}", routes::POSTURE)).await;
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, media));
        let file = format!("attachment; filename=\"posture-2027-01-15.{ending}\"");
        assert_eq!(reply.header("content-disposition"), file);
        // It must not act as one of our pages, should a browser show it.
        assert!(reply.header("content-security-policy").starts_with("default-src 'none'"));
    }
}

#[tokio::test]
async fn another_format_is_refused_before_anything_is_read() {
    let bench = Bench::new();
    for query in ["?format=pdf", "?format=", "?formats=csv"] {
        let reply = bench.get(&format!("{}{query}", routes::POSTURE)).await;
        assert_eq!(reply.code(), ApiErrorCode::MalformedRequest, "{query}");
        assert_eq!(reply.json()["error"]["field"], "format");
    }
    assert_eq!(bench.cloud.calls(), 0);
}
