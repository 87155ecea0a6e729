//! `/metrics`: how many series there can be, and who may read them.

use axum::{body::Body, http::Request};
use serde_json::json;
use tower::ServiceExt as _;

use crate::support::{Bench, CLUSTER, settings};

async fn numbers(bench: &Bench, host: &str) -> (u16, String) {
    let request = Request::get("/metrics").header("host", host).body(Body::empty()).unwrap();
    let app = signing_backend::metrics_app(bench.backend.clone());
    let response = app.oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn an_error_that_only_the_upstream_knows_makes_no_series() {
    let bench = Bench::new();
    for number in 0..20 {
        let odd = format!("Odd{number}\n\"}} 1\nforged 7");
        bench.cloud.fail_next_reading(&odd, 400);
        bench.call("ListTags", &json!({ "ResourceId": CLUSTER })).await;
    }
    bench.cloud.fail_next_reading("AccessDeniedException", 403);
    bench.call("ListTags", &json!({ "ResourceId": CLUSTER })).await;
    let (_, text) = numbers(&bench, "127.0.0.1:9100").await;
    for line in [
        "cloudhsm_console_failures_total{code=\"other\"} 20",
        "cloudhsm_console_failures_total{code=\"AccessDeniedException\"} 1",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("Odd") && !text.contains("forged"), "{text}");
}

/// DNS rebinding would give another site's page the numbers.
#[tokio::test]
async fn they_are_read_by_address_or_by_an_allowed_name() {
    let mut settings = settings();
    let allowed = ["console.example.com".to_owned()];
    settings.hosts =
        signing_backend::http::Hosts::new("127.0.0.1:8787".parse().unwrap(), &allowed).unwrap();
    let bench = Bench::with(settings);
    for good in ["127.0.0.1:9100", "10.1.2.3:9100", "localhost:9100", "console.example.com:9100"] {
        assert_eq!(numbers(&bench, good).await.0, 200, "{good}");
    }
    for bad in ["evil.example", "evil.example:9100"] {
        let (status, text) = numbers(&bench, bad).await;
        assert_eq!(status, 403, "{bad}");
        assert!(!text.contains("cloudhsm_console_"), "{text}");
    }
}
