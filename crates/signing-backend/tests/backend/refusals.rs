//! Hostile and mistaken requests: each refused with its own code, and nothing goes upstream.

mod bodies;

use axum::{body::Body, http::Request};
use backend_api::ApiErrorCode;
use serde_json::json;

use crate::support::{Bench, REGION};

fn operation_path(region: &str, operation: &str) -> String {
    format!("/api/regions/{region}/{operation}")
}

#[tokio::test]
async fn without_the_token_nothing_of_the_api_answers() {
    let bench = Bench::new();
    for path in ["/api/session", "/api/activity", "/api/nope"] {
        for authorization in [None, Some("Bearer wrong"), Some("Basic Og=="), Some("Bearer ")] {
            let mut request = bench.request("GET", path, Body::empty());
            request.headers_mut().remove("authorization");
            if let Some(text) = authorization {
                request.headers_mut().insert("authorization", text.parse().unwrap());
            }
            let reply = bench.send(request).await;
            assert_eq!((reply.status.as_u16(), reply.code()), (401, ApiErrorCode::Unauthorized));
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
    }
    let mut request = bench.request("POST", &operation_path(REGION, "DeleteCluster"), "{}");
    request.headers_mut().remove("authorization");
    assert_eq!(bench.send(request).await.status, 401);
    assert_eq!(bench.cloud.calls(), 0);
}

#[tokio::test]
async fn a_thousand_wrong_tokens_are_slowed_down_and_the_right_one_still_passes() {
    let bench = Bench::new();
    let mut codes = Vec::new();
    for number in 0..1000 {
        let mut request = bench.request("GET", "/api/session", Body::empty());
        let wrong = format!("Bearer wrong-{number}");
        request.headers_mut().insert("authorization", wrong.parse().unwrap());
        codes.push(bench.send(request).await.code());
    }
    assert!(codes[..20].iter().all(|it| *it == ApiErrorCode::Unauthorized));
    assert!(codes[20..].iter().all(|it| *it == ApiErrorCode::TooManyAttempts));
    assert_eq!(bench.get("/api/session").await.status, 200);
}

#[tokio::test]
async fn a_foreign_host_origin_or_site_is_refused() {
    let bench = Bench::new();
    for (name, value, expected) in [
        ("host", "evil.example", ApiErrorCode::HostNotAllowed),
        ("host", "127.0.0.1:1", ApiErrorCode::HostNotAllowed),
        ("origin", "https://evil.example", ApiErrorCode::OriginNotAllowed),
        ("origin", "null", ApiErrorCode::OriginNotAllowed),
        ("sec-fetch-site", "cross-site", ApiErrorCode::OriginNotAllowed),
    ] {
        let path = operation_path(REGION, "DescribeClusters");
        let mut request = bench.request("POST", &path, "{}");
        request.headers_mut().insert(name, value.parse().unwrap());
        let reply = bench.send(request).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (403, expected), "{name} {value}");
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }
    // What a proxy says about hosts is not looked at.
    let mut request = bench.request("GET", "/api/session", Body::empty());
    request.headers_mut().insert("host", "evil.example".parse().unwrap());
    request.headers_mut().insert("x-forwarded-host", "127.0.0.1:8787".parse().unwrap());
    assert_eq!(bench.send(request).await.code(), ApiErrorCode::HostNotAllowed);
    let absolute = Request::builder()
        .uri("http://evil.example/api/session")
        .header("host", "127.0.0.1:8787")
        .header("authorization", format!("Bearer {}", bench.token))
        .body(Body::empty())
        .unwrap();
    assert_eq!(bench.send(absolute).await.code(), ApiErrorCode::HostNotAllowed);
    assert_eq!(bench.cloud.calls(), 0);
}

#[tokio::test]
async fn a_listed_origin_gets_cors_with_preflight() {
    let bench = Bench::new();
    let preflight = |origin: &str| {
        Request::builder()
            .method("OPTIONS")
            .uri(operation_path(REGION, "DescribeClusters"))
            .header("host", "127.0.0.1:8787")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,x-console-permit")
            .body(Body::empty())
            .unwrap()
    };
    let reply = bench.send(preflight("https://console.example.com")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-origin"), "https://console.example.com");
    for header in ["authorization", "content-type", "x-console-permit", "x-console-confirmation"] {
        assert!(reply.header("access-control-allow-headers").contains(header), "{header}");
    }
    assert_eq!(bench.send(preflight("https://evil.example")).await.status, 403);
    let mut request = bench.request("GET", "/api/session", Body::empty());
    request.headers_mut().insert("origin", "https://console.example.com".parse().unwrap());
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    let reply = bench.send(request).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-origin"), "https://console.example.com");
}

#[tokio::test]
async fn unknown_operations_and_regions_list_what_is_allowed() {
    let bench = Bench::new();
    for operation in ["NoSuchThing", "CreateCluster", "describeclusters"] {
        let reply = bench.call(operation, &json!({})).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (404, ApiErrorCode::UnknownOperation));
        let allowed = reply.json()["error"]["allowed"].clone();
        assert!(allowed.as_array().unwrap().contains(&json!("DescribeClusters")), "{allowed}");
    }
    for region in [
        "us-west-2",
        "us-east-1.evil.example",
        "us-east-1%0a",
        "us-east-1%00",
        "us-east-1%2f..",
        "evil.example%23",
        "%2e%2e",
        "US-EAST-1",
    ] {
        let path = operation_path(region, "DescribeClusters");
        let reply = bench.post(&path, &json!({})).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (404, ApiErrorCode::UnknownRegion),
            "{region}"
        );
        assert_eq!(reply.json()["error"]["allowed"], json!(["us-east-1", "eu-central-1"]));
        let path = format!("/api/regions/{region}/clusters/x/deletion-plan");
        assert_eq!(
            bench.post(&path, &json!({})).await.code(),
            ApiErrorCode::UnknownRegion,
            "{region}"
        );
    }
    for path in
        ["/api", "/api/nope", "/api/regions", "/api/regions/us-east-1", "/api/../etc/passwd"]
    {
        assert_eq!(bench.get(path).await.status, 404, "{path}");
    }
    assert_eq!(bench.get(&operation_path(REGION, "DescribeClusters")).await.status, 405);
    assert_eq!(bench.cloud.calls(), 0);
}

#[tokio::test]
async fn malformed_bodies_name_the_field() {
    let bench = Bench::new();
    for (operation, body, field) in [
        ("DescribeClusters", "", "body"),
        ("DescribeClusters", "[1]", "body"),
        ("DescribeClusters", "{", "body"),
        ("DescribeClusters", r#"{"MaxResults":"x"}"#, "MaxResults"),
        ("DescribeClusters", r#"{"Filters":{"states":"ACTIVE"}}"#, "Filters.states"),
        ("DescribeClusters", r#"{"MaxResult":1}"#, "MaxResult"),
        ("DeleteCluster", r#"{"ClusterId":1}"#, "ClusterId"),
        ("TagResource", r#"{"ResourceId":"x","TagList":[{"Key":1}]}"#, "TagList[0].Key"),
    ] {
        let reply =
            bench.send(bench.request("POST", &operation_path(REGION, operation), body)).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (400, ApiErrorCode::MalformedRequest),
            "{body}"
        );
        assert_eq!(reply.json()["error"]["field"], field, "{body}");
    }
    assert_eq!(bench.cloud.calls(), 0);
}
